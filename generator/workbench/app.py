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
        exception_handlers=dict.fromkeys(_EXPECTED, _wrong),
        lifespan=lifespan,
    )
    app.state.desk = desk
    return app


async def _start(_request: Request) -> Response:
    return RedirectResponse("/files", HTTPStatus.SEE_OTHER)


async def _events(request: Request) -> Response:
    return StreamingResponse(desk_of(request).bulletin.events(), media_type="text/event-stream")


async def _wrong(request: Request, error: Exception) -> Response:
    status, words = _told(error)
    template = "toast.html" if request.headers.get("HX-Request") else "said.html"
    return page(request, template, status=status, words=words)


def _told(error: Exception) -> tuple[int, tuple[str, ...]]:
    """The status of an answer to what went wrong, and what is said of it."""
    match error:
        case ZipingbiaoError():
            return HTTPStatus.UNPROCESSABLE_ENTITY, tuple(map(str, error.problems))
        case ConflictError():
            return HTTPStatus.CONFLICT, error.lines
        case OSError():
            return HTTPStatus.INTERNAL_SERVER_ERROR, (str(refused(error)),)
        case HTTPException() if error.status_code != HTTPStatus.NOT_FOUND:
            return error.status_code, (_HTTP.get(error.status_code, error.detail),)
    return HTTPStatus.NOT_FOUND, ("没有这一页，或它说的文件已经不在了。",)


_EXPECTED = (LookupError, ConflictError, ZipingbiaoError, HTTPException, OSError)
_HTTP: Mapping[int, str] = {
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不能这样用。",
    HTTPStatus.BAD_REQUEST: "请求不完整，没有执行。",
}
