"""Who may speak to the workbench, and what its answers allow: looked at before any page is.

A page of another site that the same browser has open must reach nothing: names that only lead here by DNS are
refused (Host), the session's cookie is not sent from elsewhere (SameSite=Strict), and a change needs the
session's own token, which no other site can read.
"""

import asyncio
import hashlib
import hmac
import os
import secrets
import socket
from collections.abc import Container
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from attrs import field, frozen
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..sources.bounds import MAX_UPLOAD_BYTES
from .pages import notice_page

TOKEN = "token"  # noqa: S105 - the name of a parameter
CSRF = "X-CSRF-Token"
LOGIN = "/login"
STATIC = "/static/"
MAX_REQUEST_BYTES = MAX_UPLOAD_BYTES + 2**20
"""A file with what a form adds to it."""
SECONDS_OF_A_SESSION = 12 * 3600
_SAFE = frozenset({"GET", "HEAD"})
_DRAINED = 64 * 2**20
"""Bytes of a refused request that are read, so that the browser gets to see the answer."""
_WAIT = 1.0
"""Seconds after a wrong password."""


@frozen(kw_only=True)
class Address:
    """Where the workbench listens; with a password where that is not this machine alone."""

    host: str
    port: int
    password: str | None = field(default=None, repr=False)

    @property
    def origin(self) -> str:
        """As a browser on this machine names it."""
        return self.named("127.0.0.1" if self.is_every else self.host)

    @property
    def is_every(self) -> bool:
        """Whether it listens at every address of the machine."""
        return self.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound

    def named(self, host: str) -> str:
        """The origin under another name of the machine."""
        return f"http://{_netloc(host, self.port)}"

    def hosts(self, reached: str) -> frozenset[str]:
        """Every `Host` that is meant for it, where a request reached it at an address of the machine."""
        names = {self.host, "127.0.0.1", "localhost", "::1"}
        if self.is_every:
            names |= {reached, socket.gethostname()}
        return frozenset(_netloc(name, self.port) for name in names)


def _netloc(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Sessions:
    """The one-time token and the sessions that it, or the password, has opened."""

    def __init__(self, address: Address) -> None:
        self.token = secrets.token_urlsafe(32)
        self.cookie = f"zipingbiao-{address.port}"
        self._password = address.password
        self._key = secrets.token_bytes(32)
        self._open: set[str] = set()

    @property
    def has_password(self) -> bool:
        """Whether a session can be opened by password."""
        return self._password is not None

    def by_token(self, token: str) -> str | None:
        """A new session for the token, which is then used up."""
        if not self.token or not _same(token, self.token):
            return None
        self.token = ""
        return self._new()

    def by_password(self, password: str) -> str | None:
        """A new session for the password."""
        return self._new() if self._password is not None and _same(password, self._password) else None

    def is_open(self, session: str) -> bool:
        """Whether a cookie is that of a session."""
        return session in self._open

    def csrf(self, session: str) -> str:
        """The token that each change of a session must bear."""
        return hmac.new(self._key, session.encode(), hashlib.sha256).hexdigest()

    def _new(self) -> str:
        session = secrets.token_urlsafe(32)
        self._open.add(session)
        return session


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


class Guard:
    """The middleware: refuses, opens sessions, bounds what is sent, says what a page may load."""

    def __init__(self, app: ASGIApp, address: Address, sessions: Sessions) -> None:
        self._app = app
        self._address = address
        self._sessions = sessions
        self._waiting = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        bounded = _Bounded(receive)
        guarded = _with_headers(send, nonce)
        answer = await self._answer(scope, bounded)
        if answer is None:
            scope["state"]["nonce"] = nonce
            try:
                await self._app(scope, bounded.receive, guarded)
            except TooMuchError:
                answer = _too_large()
            except Exception as error:
                answer = _defect(error)
        if answer is not None:
            await answer(scope, receive, guarded)

    async def _answer(self, scope: Scope, bounded: "_Bounded") -> Response | None:
        """The guard's own answer; None where the application's is due."""
        headers = Headers(scope=scope)
        hosts = self._address.hosts((scope.get("server") or ("",))[0])
        if headers.get("host", "") not in hosts:
            return _refusal(HTTPStatus.BAD_REQUEST, "这个地址不是工作台的地址。")
        path, method = scope["path"], scope["method"]
        state = scope.setdefault("state", {})
        if method in _SAFE and path.startswith(STATIC):
            state["csrf"] = ""
            return None
        if method not in _SAFE and not _is_from_here(headers, hosts):
            return _refusal(HTTPStatus.FORBIDDEN, "请求来自别的网页，没有执行。")
        if path == LOGIN and self._sessions.has_password:
            return await self._login(scope, bounded)
        if method in _SAFE and (token := _token(scope)) is not None:
            return self._by_token(token)
        session = cookie_parser(headers.get("cookie", "")).get(self._sessions.cookie, "")
        if not self._sessions.is_open(session):
            if self._sessions.has_password:
                return RedirectResponse(LOGIN, HTTPStatus.SEE_OTHER)
            return _refusal(HTTPStatus.FORBIDDEN, "请用 zipingbiao serve 打印出的地址打开工作台。")
        csrf = self._sessions.csrf(session)
        state["csrf"] = csrf
        if method in _SAFE:
            return None
        if not _same(headers.get(CSRF, ""), csrf):
            return _refusal(HTTPStatus.FORBIDDEN, "请求没有带这个页面的凭证，没有执行。请重新载入页面。")
        if _length(headers) > MAX_REQUEST_BYTES:
            await bounded.drain()
            return _too_large()
        return None

    def _by_token(self, token: str) -> Response:
        session = self._sessions.by_token(token)
        if session is None:
            return _refusal(
                HTTPStatus.FORBIDDEN, "这个地址只能用一次，已经用过了。请重新运行 zipingbiao serve。"
            )
        return self._opened(session)

    def _opened(self, session: str) -> Response:
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        response.set_cookie(
            self._sessions.cookie,
            session,
            max_age=SECONDS_OF_A_SESSION,
            httponly=True,
            samesite="strict",
            path="/",
        )
        return response

    async def _login(self, scope: Scope, bounded: "_Bounded") -> Response:
        if scope["method"] in _SAFE:
            return HTMLResponse(notice_page("请输入密码", login=True))
        fields = parse_qs((await bounded.body()).decode(errors="replace"))
        session = self._sessions.by_password("".join(fields.get("password", [])))
        if session is not None:
            return self._opened(session)
        async with self._waiting:  # one after the other, however many are sent at once
            await asyncio.sleep(_WAIT)
        return HTMLResponse(notice_page("密码不对", login=True), HTTPStatus.FORBIDDEN)


def _is_from_here(headers: Headers, hosts: Container[str]) -> bool:
    """Whether a change is asked for by a page of the workbench, as far as the browser tells."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return origin is None or (origin.startswith("http://") and urlsplit(origin).netloc in hosts)


class TooMuchError(Exception):
    """More was sent than is taken."""


class _Bounded:
    """Counts what is received."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0

    async def receive(self) -> Message:
        """The next message. Raises TooMuchError."""
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > MAX_REQUEST_BYTES:
            await self.drain()
            raise TooMuchError
        return message

    async def drain(self) -> None:
        """Read on, and forget, until the end or until it is absurd."""
        while self._bytes < _DRAINED:
            message = await self._receive()
            self._bytes += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return

    async def body(self) -> bytes:
        """All of a small request."""
        parts = []
        while True:
            message = await self.receive()
            parts.append(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return b"".join(parts)


def _with_headers(send: Send, nonce: str) -> Send:
    """`send`, with what every answer says of itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
        await send(message)

    return sending


_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


def _token(scope: Scope) -> str | None:
    if scope["path"] != "/":
        return None
    return next(iter(parse_qs(scope["query_string"].decode("latin-1")).get(TOKEN, [])), None)


def _length(headers: Headers) -> int:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _refusal(status: HTTPStatus, words: str) -> Response:
    return HTMLResponse(notice_page(words), status)


def _defect(error: Exception) -> Response:
    """A defect of ours, said as the command line says it."""
    if os.environ.get("ZIPINGBIAO_DEBUG"):
        raise error
    words = f"程序内部出错（{type(error).__name__}：{error}），这是程序的缺陷，文件没有改动。"
    return _refusal(HTTPStatus.INTERNAL_SERVER_ERROR, words)


def _too_large() -> Response:
    limit = MAX_UPLOAD_BYTES // 2**20
    words = (
        f"文件不能达到 {limit} MB，没有收下。大的文件请放进 data/sources 文件夹，用 zipingbiao ingest 读入。"
    )
    return HTMLResponse(notice_page(words), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
