"""Beside the form: the pages that it prints, and the document that it came from."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..model.problem import Problem, ZipingbiaoError
from ..sources.encoding import read_text as read_source
from ..store.read.file import read_text
from .desk import desk_of
from .editing import digest
from .originals import original
from .pages import page

_SHOWN_LINES = 4_000
"""Of a source that is text."""


def pages(request: Request) -> Response:
    """The pages that the form prints, as pictures; or why there are none."""
    desk, form_id = desk_of(request), request.path_params["id"]
    file = desk.library.file(form_id)
    try:
        text = read_text(file)
        count = len(desk.pictures.of_form(text, file))
    except ZipingbiaoError as error:
        return page(request, "form_pages.html", problems=error.problems, pictures=())
    pictures = [f"/form/{form_id}/page/{n}.png?of={digest(text)}" for n in range(1, count + 1)]
    return page(request, "form_pages.html", problems=(), pictures=pictures)


def picture(request: Request) -> Response:
    """One page that the form prints."""
    desk = desk_of(request)
    file = desk.library.file(request.path_params["id"])
    return _png(desk.pictures.of_form(read_text(file), file), request.path_params["number"])


def source(request: Request) -> Response:
    """The document that the form came from: its pages, or its lines."""
    desk, form_id = desk_of(request), request.path_params["id"]
    where, found = original(desk.workspace, desk.library.file(form_id))
    lines: list[str] = []
    pictures: list[str] = []
    problems: tuple[Problem, ...] = ()
    try:
        if found is not None and found.suffix.lower() == ".pdf":
            count = len(desk.pictures.of_document(found))
            pictures = [f"/form/{form_id}/source/{n}.png" for n in range(1, count + 1)]
        elif found is not None and found.suffix.lower() in (".txt", ".csv", ".tsv", ".md"):
            lines = read_source(found).split("\n")[:_SHOWN_LINES]
    except ZipingbiaoError as error:
        problems = error.problems
    values: dict[str, Any] = {"where": where, "found": found, "lines": lines, "problems": problems}
    return page(request, "form_source.html", pictures=pictures, **values)


def source_picture(request: Request) -> Response:
    """One page of the document that the form came from."""
    desk = desk_of(request)
    _, found = original(desk.workspace, desk.library.file(request.path_params["id"]))
    if found is None:
        raise LookupError
    return _png(desk.pictures.of_document(found), request.path_params["number"])


def _png(pictures: tuple[bytes, ...], number: int) -> Response:
    if not 1 <= number <= len(pictures):
        raise LookupError(number)
    return Response(pictures[number - 1], media_type="image/png")


ROUTES = (
    Route("/form/{id}/pages", pages),
    Route("/form/{id}/page/{number:int}.png", picture),
    Route("/form/{id}/source", source),
    Route("/form/{id}/source/{number:int}.png", source_picture),
)
