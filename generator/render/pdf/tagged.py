"""What the pages of a tagged PDF print, by the structure that the written file gives it (ISO 32000-1, 14.7).

Marked content is followed from the page's operators to its structure element, and up from there to the cell
of a table or to the block of text that holds it. The codes are read by the fonts' ToUnicode maps. A cell is
called by its title, or, where no cell of the file has one, by where it stands (`tagged_cells`).
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf
from attrs import define, field, frozen

from ...sources.pdf.tounicode import parse_tounicode
from .tagged_cells import CELLS, cells_by_place

_OPERATORS = "BDC BMC EMC Tf Tj TJ ' \" q Q Do"
_DEEPEST = 64
"""How far a structure element may lie below the root, and a form below its page."""

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
        structure = _Structure(pdf)
        return tuple(
            piece
            for number, page in enumerate(pdf.pages, start=1)
            for piece in _page_pieces(page.obj, number, structure)
        )


@frozen
class _Owner:
    name: str | None = None
    block: int | None = None
    is_artifact: bool = False


_LOOSE, _ARTIFACT = _Owner(), _Owner(is_artifact=True)


def _page_pieces(page: Any, number: int, structure: "_Structure") -> Iterator[Piece]:  # noqa: ANN401
    texts: dict[_Owner, list[str]] = {}
    for owner, text in _Reader(page, structure).run():
        texts.setdefault(owner, []).append(text)
    for owner, parts in texts.items():
        yield Piece(number, "".join(parts), owner.name, owner.block, owner.is_artifact)


class _Structure:
    """The structure elements of a file, by page and marked content; the maps of its fonts."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        root = self._root = pdf.Root.get("/StructTreeRoot")
        tree = root.get("/ParentTree") if isinstance(root, pikepdf.Dictionary) else None
        self._tree = pikepdf.NumberTree(tree) if isinstance(tree, pikepdf.Dictionary) else {}
        self._owners: dict[tuple[int, int], _Owner] = {}
        self._fonts: dict[tuple[int, int], _Font] = {}
        self._places: Mapping[tuple[int, int], str] | None = None

    def owners(self, page: Any) -> list[_Owner]:  # noqa: ANN401
        """The owner of each marked content of a page."""
        number = page.get("/StructParents")
        if not isinstance(number, int) or number not in self._tree:
            return []
        parents = self._tree[number]
        return [self._owner(parent) for parent in parents] if isinstance(parents, pikepdf.Array) else []

    def _owner(self, element: Any) -> _Owner:  # noqa: ANN401
        """The cell above an element, else the block right below the document."""
        passed: list[tuple[int, int]] = []
        owner = _LOOSE
        while isinstance(element, pikepdf.Dictionary) and len(passed) < _DEEPEST:
            key, parent = element.objgen, element.get("/P")
            if key in self._owners:
                owner = self._owners[key]
                break
            passed.append(key)
            if str(element.get("/S")) in CELLS and (name := self._name(element)) is not None:
                owner = _Owner(name=name)
                break
            if isinstance(parent, pikepdf.Dictionary) and parent.get("/S") == "/Document":
                owner = _Owner(block=key[0])
                break
            element = parent
        self._owners.update(dict.fromkeys(passed, owner))
        return owner

    def _name(self, cell: Any) -> str | None:  # noqa: ANN401
        if "/T" in cell:
            return str(cell.T)
        if self._places is None:
            self._places = cells_by_place(self._root)
        return self._places.get(cell.objgen)

    def font(self, font: Any) -> "_Font":  # noqa: ANN401
        """The map of a font, and how many bytes its codes have."""
        if not isinstance(font, pikepdf.Dictionary):
            return _Font({}, 1)
        if font.objgen not in self._fonts:
            width = 2 if font.get("/Subtype") == "/Type0" else 1
            self._fonts[font.objgen] = _Font(parse_tounicode(font.get("/ToUnicode")), width)
        return self._fonts[font.objgen]


@frozen
class _Font:
    codes: Mapping[bytes, str]
    width: int

    def text(self, codes: bytes) -> str:
        found = (codes[at : at + self.width] for at in range(0, len(codes), self.width))
        return "".join(self.codes.get(code, _UNREADABLE) for code in found)


_NO_FONT = _Font({}, 1)


@define
class _Reader:
    """Follows a page's operators: which content is marked as what, and which font is set."""

    page: Any
    structure: _Structure
    _marks: list[_Owner] = field(factory=list)
    _font: _Font = _NO_FONT
    _owners: list[_Owner] = field(factory=list)

    def run(self) -> Iterator[tuple[_Owner, str]]:
        """Each text that is shown, and what it belongs to."""
        self._owners = self.structure.owners(self.page)
        yield from self._read(self.page, self.page.get("/Resources"), 0)

    def _read(self, stream: Any, resources: Any, depth: int) -> Iterator[tuple[_Owner, str]]:  # noqa: ANN401
        saved: list[_Font] = []
        for instruction in pikepdf.parse_content_stream(stream, _OPERATORS):
            operands: list[Any] = list(instruction.operands) or [None]
            match str(instruction.operator):
                case "BDC" | "BMC":
                    self._marks.append(self._marked(operands, resources))
                case "EMC":
                    del self._marks[-1:]
                case "Tf":
                    self._font = self.structure.font(_resource(resources, "/Font", operands[0]))
                case "q":
                    saved.append(self._font)
                case "Q":
                    self._font = saved.pop() if saved else self._font
                case "Do":
                    form = _resource(resources, "/XObject", operands[0])
                    if depth < _DEEPEST and _is_form(form):
                        yield from self._read(form, form.get("/Resources", resources), depth + 1)
                case _:
                    yield self._owner, self._text(operands[-1])

    @property
    def _owner(self) -> _Owner:
        """What the innermost mark says that is known."""
        return next((mark for mark in reversed(self._marks) if mark != _LOOSE), _LOOSE)

    def _marked(self, operands: list[Any], resources: Any) -> _Owner:  # noqa: ANN401
        if operands[0] == "/Artifact":
            return _ARTIFACT
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            properties = _resource(resources, "/Properties", properties)
        number = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
        if isinstance(number, int) and 0 <= number < len(self._owners):
            return self._owners[number]
        return _LOOSE

    def _text(self, operand: Any) -> str:  # noqa: ANN401
        strings = operand if isinstance(operand, pikepdf.Array) else [operand]
        return "".join(self._font.text(bytes(part)) for part in strings if isinstance(part, pikepdf.String))


def _resource(resources: Any, kind: str, name: Any) -> Any:  # noqa: ANN401
    group = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return group.get(str(name)) if isinstance(group, pikepdf.Dictionary) else None


def _is_form(found: Any) -> bool:  # noqa: ANN401
    return isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form"
