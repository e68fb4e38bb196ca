"""The screen 文件: documents come in, and how each form stands."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..sources.bounds import MAX_UPLOAD_BYTES
from ..sources.kinds import suffixes
from .desk import desk_of
from .pages import page

_MAX_FILES = 100
"""In one request."""


def show(request: Request) -> Response:
    """The whole screen."""
    desk = desk_of(request)
    return page(
        request,
        "files.html",
        screen="files",
        items=desk.intake.items(),
        forms=desk.library.forms(),
        accept=",".join(suffixes()),
        limit=MAX_UPLOAD_BYTES,
    )


def queue(request: Request) -> Response:
    """What became of the documents."""
    return page(request, "files_queue.html", items=desk_of(request).intake.items())


def forms(request: Request) -> Response:
    """How each form stands."""
    return page(request, "files_forms.html", forms=desk_of(request).library.forms())


async def take(request: Request) -> Response:
    """Documents from the browser."""
    desk = desk_of(request)
    async with request.form(max_files=_MAX_FILES) as sent:
        for upload in sent.getlist("file"):
            if isinstance(upload, UploadFile) and upload.filename:
                data = await upload.read(MAX_UPLOAD_BYTES)
                await run_in_threadpool(desk.intake.add, upload.filename, data)
    return page(request, "files_queue.html", items=desk.intake.items())


ROUTES = (
    Route("/files", show),
    Route("/files", take, methods=["POST"]),
    Route("/files/queue", queue),
    Route("/files/forms", forms),
)
