"""The screens 对字 and 归属: what the program is not sure of, decided by a person, one key a decision."""

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from attrs import frozen
from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..model import problem
from ..model.doubt import Group, Occurrence
from ..model.problem import ZipingbiaoError
from ..repair.text.anchors import CLOSE, OPEN
from ..review import undo
from ..review.accept import login_name, settle_group
from ..review.words import BLANK
from ..sources.encoding import read_text
from .desk import Desk, desk_of, posted
from .originals import document_of
from .pages import page

_AROUND = 4
"""Lines shown before and after the one in doubt."""
_AT_ONCE = 60
"""Groups on the screen; the next come as these are settled."""
_PLACES = 40
"""Places of a group that are shown."""
MAX_TEXT = 20_000
TEXTS = frozenset({".txt", ".csv", ".tsv", ".md", ".text", ".prn", ".asc", ".tab"})


@frozen(kw_only=True)
class Place:
    """A place of a doubt as it is shown."""

    number: int
    within: str
    before: str
    said: str
    after: str
    has_box: bool
    has_page: bool
    fields: tuple[str, ...]
    lines: tuple[tuple[int, str, bool], ...]
    """Of a source that is text: number, text, and whether it is the one in doubt."""


@frozen(kw_only=True)
class Asked:
    """A group as it is shown."""

    group: Group
    places: tuple[Place, ...]
    extracted: str
    """What the document's text layer says, of a character."""

    @property
    def id(self) -> str:
        """What the browser calls the group."""
        return self.group.first.id

    @property
    def candidates(self) -> tuple[tuple[str, str], ...]:
        """Every reading with its evidence, the one taken first."""
        return tuple((reading.text or BLANK, reading.evidence) for reading in self.group.first.readings[:9])


def _show(request: Request, screen: str) -> Response:
    """The whole screen of characters, or of everything else."""
    return page(request, "doubts.html", screen=screen, **_values(desk_of(request), screen))


def _values(desk: Desk, screen: str) -> dict[str, Any]:
    groups = [group for group in desk.library.groups() if group.first.is_character == (screen == "glyphs")]
    return {
        "kind": screen,
        "asked": [_asked(desk, group) for group in groups[:_AT_ONCE]],
        "left": len(groups),
        "can_undo": bool(desk.settled),
    }


def _asked(desk: Desk, group: Group) -> Asked:
    document = document_of(desk.workspace, group.first.source)
    lines = _lines(document) if document and not group.first.is_character else ()
    places = tuple(
        _place(number, place, document, lines) for number, place in enumerate(group.places[:_PLACES])
    )
    field = group.first.field
    extracted = field[field.rfind("“") + 1 : -1] if group.first.is_character and field.endswith("”") else ""
    return Asked(group=group, places=places, extracted=extracted)


def _lines(document: Path) -> Sequence[str]:
    if document.suffix.lower() not in TEXTS:
        return ()
    try:
        return read_text(document).split("\n")
    except ZipingbiaoError:
        return ()


def _place(number: int, place: Occurrence, document: Path | None, lines: Sequence[str]) -> Place:
    before, _, rest = place.context.partition(OPEN)
    said, _, after = rest.partition(CLOSE)
    is_pdf = document is not None and document.suffix.lower() == ".pdf"
    first = max(0, (place.line or 0) - 1 - _AROUND)
    around = enumerate(lines[first : first + 2 * _AROUND + 1], start=first + 1) if place.line else ()
    return Place(
        number=number,
        within=place.within,
        before=before,
        said=said,
        after=after,
        has_box=is_pdf and place.box is not None and place.page is not None,
        has_page=is_pdf and place.page is not None,
        fields=place.fields,
        lines=tuple((at, text, at == place.line) for at, text in around),
    )


def decide(request: Request, fields: FormData) -> Response:
    """A group settled: with a reading, or with what a person wrote."""
    desk, screen = desk_of(request), _screen(fields)
    group = _group(desk, str(fields.get("id", "")))
    if group is None:
        return _queue(request, desk, screen, "这一处已经定下，或随原件变了；请看下一处", is_bad=True)
    try:
        text, only = _text(group, fields), _only(group, fields)
        settlement = settle_group(desk.workspace, group, text, by=login_name(), only=only)
    except ZipingbiaoError as error:
        return _queue(request, desk, screen, *map(str, error.problems), is_bad=True)
    desk.settled.append(settlement)
    desk.bulletin.changed("forms")
    return _queue(request, desk, screen)


def _screen(fields: ImmutableMultiDict[str, Any]) -> str:
    return "structure" if fields.get("screen") == "structure" else "glyphs"


def _group(desk: Desk, name: str) -> Group | None:
    return next((group for group in desk.library.groups() if group.first.id == name), None)


def _text(group: Group, fields: FormData) -> str:
    """What was written, or the reading that was chosen. Raises ZipingbiaoError where there is neither."""
    written = str(fields.get("text", ""))[:MAX_TEXT].replace("\r\n", "\n")
    if written.strip():
        return written.removeprefix("=") if group.first.is_character else written
    choice = str(fields.get("choice", "0"))
    readings = group.first.readings
    if not choice.isascii() or not choice.isdigit() or int(choice) >= len(readings):
        raise problem.refusal("H02", f"没有第 {choice[:5]} 个读法")
    return readings[int(choice)].text


def _only(group: Group, fields: FormData) -> tuple[Occurrence, ...] | None:
    """The places that are meant, where some are left out. Raises ZipingbiaoError where these have changed."""
    excluded = {str(number) for number in fields.getlist("excluded")}
    if not excluded:
        return None
    if str(fields.get("places", "")) != str(len(group.places)):
        raise problem.refusal("H01", "各处随原件变了", hint="请重新载入页面")
    return tuple(place for number, place in enumerate(group.places) if str(number) not in excluded)


def take_back(request: Request, fields: FormData) -> Response:
    """The last decision taken back."""
    desk, screen = desk_of(request), _screen(fields)
    if not desk.settled:
        return _queue(request, desk, screen, "没有可以撤销的决定", is_bad=True)
    try:
        undo(desk.workspace, desk.settled.pop())
    except ZipingbiaoError as error:
        return _queue(request, desk, screen, *map(str, error.problems), is_bad=True)
    desk.bulletin.changed("forms")
    return _queue(request, desk, screen, "已撤销上一个决定")


def _queue(request: Request, desk: Desk, screen: str, *words: str, is_bad: bool = False) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_bad else HTTPStatus.OK
    values = _values(desk, screen)
    return page(request, "doubts_queue.html", status=status, words=words, is_bad=is_bad, **values)


def queue(request: Request) -> Response:
    """What is left."""
    return _queue(request, desk_of(request), _screen(request.query_params))


def crop(request: Request) -> Response:
    """The picture of one place, with what stands around it."""
    desk, document, place = _at(request)
    if place.box is None or place.page is None:
        raise LookupError
    margin = 0.1 if request.query_params.get("large") else 1.2
    return _png(desk.pictures.crop(document, place.page, place.box, margin))


def place_page(request: Request) -> Response:
    """The page that a place stands on, the place marked."""
    desk, document, place = _at(request)
    if place.page is None:
        raise LookupError
    return _png(desk.pictures.marked(document, place.page, place.box))


def _at(request: Request) -> tuple[Desk, Path, Occurrence]:
    desk = desk_of(request)
    group = _group(desk, request.path_params["id"])
    number = request.path_params["number"]
    document = document_of(desk.workspace, group.first.source) if group else None
    if group is None or document is None or number >= len(group.places):
        raise LookupError
    return desk, document, group.places[number]


def _png(data: bytes) -> Response:
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})


ROUTES = (
    Route("/glyphs", partial(_show, screen="glyphs")),
    Route("/structure", partial(_show, screen="structure")),
    Route("/doubts/queue", queue),
    Route("/doubts/settle", posted(decide), methods=["POST"]),
    Route("/doubts/undo", posted(take_back), methods=["POST"]),
    Route("/doubts/{id}/{number:int}/crop.png", crop),
    Route("/doubts/{id}/{number:int}/page.png", place_page),
)
