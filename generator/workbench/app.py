"""The application: which address leads to which screen, and what is said where one leads nowhere."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ..model.problem import ZipingbiaoError
from ..runtime.files import refused
from ..workspace.workspace import Workspace
from . import delivery, departments, doubts, files, form, form_pages
from .desk import Desk, desk_of
from .editing import ConflictError
from .guard import Address, Guard, Sessions
from .pages import FOLDER, page


def application(workspace: Workspace, address: Address, sessions: Sessions) -> Starlette:
    """The workbench on a workspace, for whom the address lets in."""
    desk = Desk(workspace=workspace)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    app = Starlette(
        routes=[
            Route("/", _start),
            Route("/events", _events),
            *files.ROUTES,
            *doubts.ROUTES,
            *form.ROUTES,
            *form_pages.ROUTES,
            *departments.ROUTES,
            *delivery.ROUTES,
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ],
        middleware=[Middleware(Guard, address=address, sessions=sessions)],
        exception_handlers={
            LookupError: _not_there,
            ConflictError: _conflict,
            ZipingbiaoError: _refused,
            HTTPException: _http,
            OSError: _system,
        },
        lifespan=lifespan,
    )
    app.state.desk = desk
    return app


async def _start(_request: Request) -> Response:
    return RedirectResponse("/files", HTTPStatus.SEE_OTHER)


async def _events(request: Request) -> Response:
    return StreamingResponse(desk_of(request).bulletin.events(), media_type="text/event-stream")


def _said(request: Request, status: int, *words: str) -> Response:
    if request.headers.get("HX-Request"):
        return page(request, "toast.html", status=status, words=words)
    return page(request, "said.html", status=status, words=words)


async def _not_there(request: Request, _error: Exception) -> Response:
    return _said(request, HTTPStatus.NOT_FOUND, "没有这一页，或它说的文件已经不在了。")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, ZipingbiaoError)
    return _said(request, HTTPStatus.UNPROCESSABLE_ENTITY, *map(str, error.problems))


async def _conflict(request: Request, error: Exception) -> Response:
    assert isinstance(error, ConflictError)
    return _said(request, HTTPStatus.CONFLICT, *error.lines)


async def _system(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    return _said(request, HTTPStatus.INTERNAL_SERVER_ERROR, str(refused(error)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return await _not_there(request, error)
    return _said(request, error.status_code, _HTTP.get(error.status_code, error.detail))


_HTTP: Mapping[int, str] = {
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不能这样用。",
    HTTPStatus.BAD_REQUEST: "请求不完整，没有执行。",
}
