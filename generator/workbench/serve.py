"""The server process: a socket on this machine, the address with its token, until it is interrupted."""

import socket
import webbrowser
from collections.abc import Callable
from threading import Timer

import uvicorn
from starlette.applications import Starlette

from ..model import problem
from ..runtime.files import reason_of
from ..workspace.workspace import Workspace
from .app import application
from .guard import TOKEN, Address, Sessions

LOOPBACK = "127.0.0.1"
_BACKLOG = 128
_PATIENCE = 2
"""Seconds for requests under way when it ends."""


def serve(
    workspace: Workspace,
    *,
    say: Callable[[str], None],
    host: str = LOOPBACK,
    port: int = 0,
    password: str | None = None,
    browser: bool = True,
) -> None:
    """Serve until interrupted; `say` gets the address with the one-time token first.

    Port 0 is any that is free. Raises ZipingbiaoError W01 where it cannot be listened at.
    """
    listening = _listening(host, port)
    with listening:
        address = Address(host=host, port=listening.getsockname()[1], password=password)
        sessions = Sessions(address)
        url = f"{address.origin}/?{TOKEN}={sessions.token}"
        say(url)
        if address.is_every:
            say(f"别的机器用 {address.named(socket.gethostname())} 打开，要密码")
        if browser:
            Timer(0.5, webbrowser.open, (url,)).start()
        _run(application(workspace, address, sessions), listening)


def _run(app: Starlette, listening: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise problem.refusal(
            "W01",
            f"不能在 {host} 的端口 {port} 上提供工作台：{reason_of(error)}",
            hint="请换一个端口，或不写 --port",
        ) from error
    listening.listen(_BACKLOG)
    return listening
