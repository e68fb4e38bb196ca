"""What each page holds of each cell, read from the boxes that WeasyPrint has laid out.

The elements of a page are the cells of the sheet by their place: the tables of class ``block`` are its
blocks, their rows are the rows, and the cells of these follow each other. Nothing is recognised by its text.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from ...sheet.cells import Cell, Position, Row, Sheet
from .drawn import drawn

ABOVE_ROWS = ("html", "body", "table", "thead", "tbody")
"""What is looked through for rows; a cell holds none of the form's."""


@frozen
class Line:
    """A line of text: how many characters of it are drawn, its height in pixels, which paragraph it is of."""

    characters: int
    height: float
    paragraph: int


@frozen
class CellBox:
    """A cell on a page: its lines, what its padding and borders add in pixels, its inner width in em."""

    cell: Cell
    lines: tuple[Line, ...]
    overhead: float
    width: float


@frozen(kw_only=True, slots=False)
class RowBox:
    """A row on a page, from `top` to `bottom` in pixels below the page's upper margin."""

    row: Row
    block: int
    is_head: bool
    top: float
    bottom: float
    box: Any = field(repr=False)

    @cached_property
    def cells(self) -> tuple[CellBox, ...]:
        """What stands in each cell that begins in it."""
        pairs = zip(self.box.children, self.row.cells, strict=False)
        return tuple(_cell(found, cell) for found, cell in pairs)


@frozen(slots=False)
class PageBox:
    """A page: how high its area is in pixels, where its content ends, its rows."""

    height: float
    bottom: float
    rows: tuple[RowBox, ...]

    @cached_property
    def body(self) -> tuple[RowBox, ...]:
        """The rows but for those that are printed again on every page."""
        return tuple(row for row in self.rows if not row.is_head)


@frozen(slots=False)
class LaidOut:
    """The pages of a document that prints a sheet."""

    document: Any = field(repr=False)
    sheet: Sheet = field(repr=False)

    @cached_property
    def pages(self) -> tuple[PageBox, ...]:
        """Each page's rows, in the order of the table."""
        rows = _Rows(self.document, self.sheet)
        return tuple(rows.page(page._page_box) for page in self.document.pages)

    @property
    def starts(self) -> frozenset[int]:
        """The numbers of the rows that begin a page after the first that has one."""
        first = [page.body[0].row.number for page in self.pages if page.body]
        return frozenset(first[1:])

    @property
    def is_whole(self) -> bool:
        """Whether each row stands on one page, below its block's head."""
        found = [box.row.number for page in self.pages for box in page.body]
        rows = [row.number for block in self.sheet.blocks for row in block.body]
        return found == rows and all(map(self._has_heads, self.pages))

    def _has_heads(self, page: PageBox) -> bool:
        blocks = {box.block for box in page.body}
        heads = {(box.block, box.row.number) for box in page.rows if box.is_head}
        return heads == {(at, row.number) for at in blocks for row in self.sheet.blocks[at].head}


def cell_names(laid_out: LaidOut) -> Mapping[Any, str]:
    """The element of each cell → the name by which the written file tells which cell it is (`cell_name`)."""
    return {
        element: cell_name(cell.origin, again=cell.repeated)
        for place in _places(laid_out.document._html.etree_element, laid_out.sheet)
        for element, cell in zip(_cell_elements(place.tr), place.row.cells, strict=False)
    }


def cell_name(origin: Position, *, again: bool = False) -> str:
    """Row and column on the sheet; a plus where a label is printed again."""
    return f"{origin[0]}.{origin[1]}{'+' if again else ''}"


def break_before(root: Any, sheet: Sheet, starts: frozenset[int]) -> None:  # noqa: ANN401
    """Have the rows of these numbers begin a page, each with its block where it is the first of it."""
    for place in _places(root, sheet):
        if place.row.number in starts and not place.is_head:
            element = place.table if place.row == sheet.blocks[place.block].body[0] else place.tr
            element.set("style", f"{element.get('style', '')};break-before: page")


class _Rows:
    """Reads the boxes of pages."""

    def __init__(self, document: Any, sheet: Sheet) -> None:  # noqa: ANN401
        self._rows = {place.tr: place for place in _places(document._html.etree_element, sheet)}

    def page(self, box: Any) -> PageBox:  # noqa: ANN401
        top = box.content_box_y()
        rows = tuple(self._row(found, top) for found in self._row_boxes(box))
        content = [child for child in box.children if child.element is not None]
        bottom = max((_bottom(child) for child in content), default=top) - top
        return PageBox(height=box.height, bottom=bottom, rows=rows)

    def _row_boxes(self, box: Any) -> Iterator[Any]:  # noqa: ANN401
        for child in getattr(box, "children", ()):
            if child.element in self._rows:
                yield child
            elif child.element_tag in ABOVE_ROWS or child.element is None:
                yield from self._row_boxes(child)

    def _row(self, box: Any, top: float) -> RowBox:  # noqa: ANN401
        place = self._rows[box.element]
        start = box.position_y - top
        return RowBox(
            row=place.row,
            block=place.block,
            is_head=place.is_head,
            top=start,
            bottom=start + box.height,
            box=box,
        )


def _bottom(box: Any) -> float:  # noqa: ANN401
    """Where the content of the page's root or body ends."""
    inside = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
    if box.element_tag in ("html", "body") and inside:
        return max(map(_bottom, inside))
    return float(box.position_y + box.margin_height())


def _cell(box: Any, cell: Cell) -> CellBox:  # noqa: ANN401
    lines = tuple(_lines(box))
    padding = sum(_pixels(box.style[f"padding_{side}"]) for side in ("top", "bottom"))
    border = box.border_top_width + box.border_bottom_width
    beside = box.content_height - sum(line.height for line in lines)
    return CellBox(cell, lines, max(0.0, beside) + padding + border, box.width / box.style["font_size"])


def _pixels(length: Any) -> float:  # noqa: ANN401
    return float(length.value) if getattr(length, "unit", None) == "px" else 0.0


def _lines(cell: Any) -> Iterator[Line]:  # noqa: ANN401
    for paragraph, holder in enumerate(line_holders(cell)):
        for line in holder.children:
            yield Line(sum(map(_characters, line.descendants())), line.height, paragraph)


def line_holders(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """The boxes whose children are lines."""
    children = getattr(box, "children", ())
    if children and type(children[0]).__name__ == "LineBox":
        yield box
        return
    for child in children:
        yield from line_holders(child)


def _characters(box: Any) -> int:  # noqa: ANN401
    return len(drawn(getattr(box, "text", "")))


@frozen
class _Place:
    """An element of a row, and which row of the sheet it is."""

    table: Any
    tr: Any
    block: int
    is_head: bool
    row: Row


def _places(root: Any, sheet: Sheet) -> Iterator[_Place]:  # noqa: ANN401
    tables = [table for table in root.iter("table") if "block" in table.get("class", "").split()]
    for number, (table, block) in enumerate(zip(tables, sheet.blocks, strict=False)):
        for part, rows in (("thead", block.head), ("tbody", block.body)):
            found = [tr for group in table.iter(part) for tr in group.iter("tr")]
            for row, tr in zip(rows, found, strict=False):
                yield _Place(table, tr, number, part == "thead", row)


def _cell_elements(tr: Any) -> list[Any]:  # noqa: ANN401
    return [child for child in tr if child.tag in ("td", "th")]
