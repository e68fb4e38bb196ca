"""What the pages of a tagged PDF print, by the structure that the written file gives it (ISO 32000-1, 14.7).

The structure is followed from its root to the marked content of each page, by way of the cells of tables
and the blocks of text that hold it. The codes are read by the fonts' ToUnicode maps, but where the file says
what glyphs stand for (ActualText). A cell is called by its title, or, where it has none, by its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from struct import unpack
from typing import Any

import pikepdf
from attrs import frozen

from ...sources.pdf.tounicode import parse_tounicode
from .operators import WHOLE, Operator, marks_of, operators
from .structure import Element, Mark, Number, structure

_CELLS = ("/TD", "/TH")
_DEEPEST = 64
"""How far a form may lie below its page."""

_MOST = 1_000_000
"""Structure elements that are looked at."""

_UNREADABLE = "\ufffd"


@frozen
class Piece:
    """A text that a page prints in one cell or block.

    `name` is the cell's, None for what is in no cell; `page` counts from 1. What is in no structure element
    has no `block`; `is_artifact` says whether the file calls it none of the content.
    """

    page: int
    text: str
    name: str | None = None
    block: int | None = None
    is_artifact: bool = False


def pieces(content: bytes) -> tuple[Piece, ...]:
    """Every text of every page, in the order of the pages, each cell and each block of a page once.

    Raises pikepdf.PdfError where the file cannot be read.
    """
    with pikepdf.open(BytesIO(content)) as pdf:
        owners = _Owners(structure(pdf, content))
        return tuple(
            piece
            for number, page in enumerate(pdf.pages, start=1)
            for piece in _page_pieces(page.obj, number, owners)
        )


def numbered(number: int) -> str:
    """The name of a cell that has no title: the number of cells before it in the structure."""
    return f"#{number}"


@frozen(cache_hash=True)
class _Owner:
    name: str | None = None
    block: int | None = None
    is_artifact: bool = False


_LOOSE, _ARTIFACT = _Owner(), _Owner(is_artifact=True)


class _Owners:
    """What the marked content of each page belongs to; the maps of the fonts."""

    def __init__(self, root: Element | None) -> None:
        self._pages: dict[Number, dict[int, _Owner]] = {}
        self._fonts: dict[Number, _Font] = {}
        self._cells = self._elements = 0
        if root is not None:
            self._read(root, _LOOSE, {})

    def of(self, page: Any) -> Mapping[int, _Owner]:  # noqa: ANN401
        """The owner of each marked content of a page."""
        return self._pages.get(page.objgen, {})

    def _read(self, element: Element, owner: _Owner, page: dict[int, _Owner]) -> None:
        """Note what is below an element as its own, or as its owner's; `page` is where that is."""
        self._elements += 1
        if self._elements > _MOST:
            return
        if element.kind in _CELLS:
            owner = self._cell(element)
        if element.page is not None:
            page = self._pages.setdefault(element.page, {})
        is_document = element.kind == "/Document"
        for kid in element.kids:
            if isinstance(kid, int):
                page[kid] = owner
            elif isinstance(kid, Mark):
                self._pages.setdefault(kid.page, {})[kid.number] = owner
            else:
                self._read(kid, _Owner(block=kid.number[0]) if is_document else owner, page)

    def _cell(self, element: Element) -> _Owner:
        self._cells += 1
        return _Owner(name=numbered(self._cells - 1) if element.title is None else element.title)

    def font(self, font: Any) -> "_Font":  # noqa: ANN401
        """The map of a font, and how many bytes its codes have."""
        if not isinstance(font, pikepdf.Dictionary):
            return _NO_FONT
        if font.objgen not in self._fonts:
            width = 2 if font.get("/Subtype") == "/Type0" else 1
            known = parse_tounicode(font.get("/ToUnicode"))
            codes = {int.from_bytes(code): text for code, text in known.items() if len(code) == width}
            self._fonts[font.objgen] = _Font(_Codes(codes), width)
        return self._fonts[font.objgen]


def _page_pieces(page: Any, number: int, owners: _Owners) -> Iterator[Piece]:  # noqa: ANN401
    for owner, parts in _Reader(page, owners).run().items():
        yield Piece(number, "".join(parts), owner.name, owner.block, owner.is_artifact)


class _Codes(dict[int, str]):
    """The texts of codes, and of those that no font tells."""

    def __missing__(self, code: int) -> str:
        return _UNREADABLE


@frozen
class _Font:
    codes: _Codes
    width: int

    def text(self, codes: bytes) -> str:
        found = codes if self.width == 1 else unpack(f">{len(codes) // 2}H", codes[: len(codes) & ~1])
        return "".join(map(self.codes.__getitem__, found))


_NO_FONT = _Font(_Codes(), 1)

_Mark = tuple[_Owner, list[str], bool]
"""What marked content belongs to, the texts of that, and whether its own has been told, whatever it shows."""


class _Reader:
    """Follows a page's operators: which content is marked as what, and which font is set."""

    def __init__(self, page: Any, owners: _Owners) -> None:  # noqa: ANN401
        self._page = page
        self._fonts = owners
        self._owners = owners.of(page)
        self._texts: dict[_Owner, list[str]] = {}
        self._font = _NO_FONT
        self._named: dict[tuple[tuple[int, int], str], _Font] = {}
        self._outside = self._mark(_LOOSE, is_told=False)
        self._marks: list[_Mark] = []

    def run(self) -> Mapping[_Owner, Sequence[str]]:
        """The texts that are shown, by what they belong to."""
        self._read(self._page, self._page.get("/Resources"), 0)
        return {owner: texts for owner, texts in self._texts.items() if texts}

    def _mark(self, owner: _Owner, *, is_told: bool) -> _Mark:
        return owner, self._texts.setdefault(owner, []), is_told

    def _read(self, stream: Any, resources: Any, depth: int) -> None:  # noqa: ANN401
        saved: list[_Font] = []
        marks = self._marks
        for operator in operators(stream):
            name = operator.name
            if name == WHOLE:
                self._read_whole(operator, resources)
            elif name == "q":
                saved.append(self._font)
            elif name == "Q":
                self._font = saved.pop() if saved else self._font
            elif name == "EMC":
                del marks[-1:]
            elif name in ("BDC", "BMC"):
                marks.append(self._begun(operator, resources))
            elif name == "Tf":
                self._font = self._font_of(resources, operator.named)
            elif name == "Do":
                self._read_form(resources, operator.named, depth)
            else:
                _, texts, is_told = marks[-1] if marks else self._outside
                if not is_told:
                    texts.append(self._font.text(operator.shown))

    def _read_whole(self, operator: Operator, resources: Any) -> None:  # noqa: ANN401
        outer, _, is_told = self._marks[-1] if self._marks else self._outside
        assert isinstance(operator.properties, Mapping)
        _, texts, _ = self._mark(self._owners.get(operator.properties["/MCID"], outer), is_told=is_told)
        if not is_told:
            texts.append(self._font_of(resources, operator.named).text(operator.shown))

    def _read_form(self, resources: Any, name: str, depth: int) -> None:  # noqa: ANN401
        form = _resource(resources, "/XObject", name)
        if depth < _DEEPEST and _is_form(form):
            self._read(form, form.get("/Resources", resources), depth + 1)

    def _font_of(self, resources: Any, name: str) -> _Font:  # noqa: ANN401
        """A font by its name, looked up once in the resources of a page."""
        key = (resources.objgen if resources is not None else (0, 0), name)
        if key[0] == (0, 0):
            return self._fonts.font(_resource(resources, "/Font", name))
        if key not in self._named:
            self._named[key] = self._fonts.font(_resource(resources, "/Font", name))
        return self._named[key]

    def _begun(self, operator: Operator, resources: Any) -> _Mark:  # noqa: ANN401
        """A mark, which holds what those around it say where it says nothing; its own text, if it has one."""
        outer, _, was_told = self._marks[-1] if self._marks else self._outside
        found = operator.properties
        if isinstance(found, str):
            found = marks_of(_resource(resources, "/Properties", found))
        owner, text = outer, None
        if found:
            owner, text = self._owners.get(found.get("/MCID", -1), outer), found.get("/ActualText")
        mark = self._mark(_ARTIFACT if operator.named == "/Artifact" else owner, is_told=was_told)
        if text is None or was_told:
            return mark
        mark[1].append(text)
        return (*mark[:2], True)


def _resource(resources: Any, kind: str, name: Any) -> Any:  # noqa: ANN401
    group = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return group.get(str(name)) if isinstance(group, pikepdf.Dictionary) else None


def _is_form(found: Any) -> bool:  # noqa: ANN401
    return isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form"
