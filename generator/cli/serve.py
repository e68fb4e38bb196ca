"""``zipingbiao serve``: the workbench in a browser."""

from ipaddress import ip_address

import click

from ..model import problem
from ..workspace.workspace import Workspace
from .app import Exit, workspace_option

_LOOPBACK = "127.0.0.1"


@click.command(
    "serve",
    help="""在浏览器里做全部的事：放进文件、定存疑的字、填表、校核、生成、下载。

    第一行打印的地址只能用一次。只有本机能打开；给了 --host 与密码时，别的机器也能。按 Ctrl-C 结束。""",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="端口；不给则任选一个空闲的。")
@click.option("--no-browser", is_flag=True, help="不打开浏览器，只打印地址。")
@click.option("--host", metavar="地址", default=_LOOPBACK, help="在本机的哪个地址上提供；须有密码。")
@click.option(
    "--password",
    metavar="密码",
    envvar="ZIPINGBIAO_PASSWORD",
    help="别的机器打开时要的密码；也可放在环境变量 ZIPINGBIAO_PASSWORD 里。",
)
@workspace_option
def serve(port: int, no_browser: bool, host: str, password: str | None, workspace: Workspace) -> int:
    """Serve until interrupted. Exit 2 where it cannot."""
    if not _is_loopback(host) and not password:
        raise click.UsageError("--host 给了别的机器能到的地址，请同时用 --password 设密码。")
    try:
        from ..workbench import serve as workbench  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise problem.refusal(
            "L02",
            f"没有安装工作台所需的组件 {error.name}",
            hint="请运行：pip install 'zipingbiao[workbench]'，然后重试",
        ) from error
    workbench.serve(workspace, say=_say, host=host, port=port, password=password, browser=not no_browser)
    return Exit.DONE


def _say(address: str) -> None:
    """The address on the first line of standard output."""
    click.echo(address)
    click.echo("按 Ctrl-C 结束。", err=True)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
