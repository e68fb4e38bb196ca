"""The tables of one page: lattice and text brought together."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from ...model.splitting import grouped
from ...model.vocabulary import vocabulary
from ..grid import Box, Cell
from ..omitted import Omitted, omitted
from .aligned import uprights_by_alignment
from .content import Glyph, PageContent, Unseen
from .lattice import Lattice, Region, find_lattices
from .text import Line, Placed, cell_text, runs_on, text_lines

Decode = Callable[[Glyph], str]
"""What a glyph says."""

_SIDE_LABELS = frozenset({"绩效指标", "年度总体目标", "年度绩效指标"})
"""Labels down the side of a form, which are no level."""


@frozen(kw_only=True)
class PageTable:
    """One table as it stands on one page, with the lines of text before and after it on that page."""

    page: int
    lattice: Lattice
    cells: tuple[Cell, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    running_on: frozenset[tuple[int, int]] = frozenset()
    """Row and column of the cells whose last line is full."""


@frozen(kw_only=True)
class PageText:
    """A page as read: its tables, and all its lines, the tables' cell by cell, for the log to point into."""

    number: int
    tables: tuple[PageTable, ...]
    lines: tuple[Line, ...]
    loose: tuple[str, ...] = ()
    """The lines that stand outside tables, where the page has none."""
    omitted: tuple[Omitted, ...] = ()
    """What is drawn on it but is no text that a reader sees."""
    inferred: bool = False
    """Whether the columns of its tables are not ruled but inferred."""
    unlined: bool = False
    """Whether the page has horizontal rules but no table: its columns are not ruled."""


def read_page(page: PageContent, decode: Decode) -> PageText:
    """The tables and lines of a page."""
    lattices = find_lattices(page.rulings)
    unruled = all(len(lattice.xs) == 2 for lattice in lattices)
    aligned = _aligned(page, decode) if unruled else ()
    lattices = aligned or lattices
    inside, outside = _distribute(page.seen, lattices, decode)
    texts = [
        [text_lines(contents.get(number, ())) for number in range(len(lattice.regions))]
        for lattice, contents in zip(lattices, inside, strict=True)
    ]
    tables = [_table(lattice, cells, page.number) for lattice, cells in zip(lattices, texts, strict=True)]
    lines = [line for cells in texts for cell in cells for line in cell]
    unseen = [Placed(glyph, decode(glyph)) for glyph in page.glyphs if glyph.unseen is not None]
    clipped = [placed for placed in unseen if placed.glyph.unseen is Unseen.CLIPPED]
    left = [*outside, *clipped]
    tables = [_with_labels(_with_cut(table, page, clipped), left) for table in tables]
    around = text_lines(placed for placed in left if placed.glyph.unseen is None)
    tables = [_without_empty(table) for table in tables] if aligned else tables
    return PageText(
        number=page.number,
        tables=tuple(_with_surroundings(tables, around)),
        lines=(*lines, *text_lines(outside)),
        loose=() if tables else tuple(line.text for line in around),
        omitted=tuple(_omitted(page.number, unseen, left)),
        unlined=not tables and sum(ruling.horizontal for ruling in page.rulings) > 2,
        inferred=bool(aligned),
    )


def _aligned(page: PageContent, decode: Decode) -> tuple[Lattice, ...]:
    """The tables that words without upright lines between them make by how they stand."""
    characters = [Placed(glyph, decode(glyph)) for glyph in page.seen]
    drawn = uprights_by_alignment(page.rulings, characters)
    levels = [ruling for ruling in page.rulings if ruling.horizontal]
    return find_lattices([*drawn, *levels]) if drawn else ()


def _without_empty(table: PageTable) -> PageTable:
    """An inferred table without its empty cells: each may be one with what stands beside it."""
    return evolve(table, cells=tuple(cell for cell in table.cells if cell.text))


def _omitted(page: int, unseen: Sequence[Placed], left: Sequence[Placed]) -> Iterator[Omitted]:
    """What is not seen, kind by kind; clipped labels that have found their cell are seen."""
    unused = {id(placed) for placed in left}
    kinds = grouped((placed.glyph.unseen, placed) for placed in unseen)
    kinds[Unseen.CLIPPED] = [placed for placed in kinds.get(Unseen.CLIPPED, ()) if id(placed) in unused]
    for kind, members in kinds.items():
        yield from omitted(f"第{page}页", str(kind), (line.text for line in text_lines(members)))


def _with_cut(table: PageTable, page: PageContent, clipped: Sequence[Placed]) -> PageTable:
    """The table with a doubt at each cell of which the page shows only the beginning of a line."""
    if not clipped:
        return table
    orders = {glyph.order: glyph for glyph in page.seen}
    cells = list(table.cells)
    for placed in clipped:
        before = orders.get(placed.glyph.order - 1)
        if before is None or not placed.text.strip() or not _goes_on(before, placed.glyph):
            continue
        for number, cell in enumerate(cells):
            if cell.box and _holds(cell.box, before):
                why = f"页面上这一格的文字没有显示完，后面被裁去的从“{placed.text}”开始"
                cells[number] = evolve(cell, doubt=cell.doubt or why)
    return evolve(table, cells=tuple(cells))


def _holds(box: Box, glyph: Glyph) -> bool:
    return box.x0 <= glyph.x <= box.x1 and box.top <= glyph.y <= box.bottom


def _goes_on(before: Glyph, after: Glyph) -> bool:
    near = abs(before.y - after.y) <= 0.3 * before.size
    return near and abs(after.x0 - before.x1) <= before.size


def _table(lattice: Lattice, texts: Sequence[Sequence[Line]], page: int) -> PageTable:
    pairs = list(zip(lattice.regions, texts, strict=True))
    return PageTable(
        page=page,
        lattice=lattice,
        cells=tuple(_cell(region, lines, lattice, page) for region, lines in pairs),
        running_on=frozenset(
            (region.row, region.column)
            for region, lines in pairs
            if runs_on(lines, lattice.xs[region.column], lattice.xs[region.column + region.column_span])
        ),
    )


def _distribute(
    glyphs: Iterable[Glyph], lattices: Sequence[Lattice], decode: Decode
) -> tuple[list[dict[int, list[Placed]]], list[Placed]]:
    """The characters of each table by region, and those outside."""
    owners = [_owners(lattice) for lattice in lattices]
    inside: list[dict[int, list[Placed]]] = [{} for _ in lattices]
    outside: list[Placed] = []
    for glyph in glyphs:
        placed = Placed(glyph, decode(glyph))
        for lattice, owner, contents in zip(lattices, owners, inside, strict=True):
            square = lattice.square_at(glyph.x, glyph.y)
            if square is not None and square in owner:
                contents.setdefault(owner[square], []).append(placed)
                break
        else:
            outside.append(placed)
    return inside, outside


def _owners(lattice: Lattice) -> dict[tuple[int, int], int]:
    return {
        (row, column): number
        for number, region in enumerate(lattice.regions)
        for row in range(region.row, region.row + region.row_span)
        for column in range(region.column, region.column + region.column_span)
    }


def _cell(region: Region, lines: Sequence[Line], lattice: Lattice, page: int) -> Cell:
    left, right = lattice.xs[region.column], lattice.xs[region.column + region.column_span]
    top, bottom = lattice.ys[region.row], lattice.ys[region.row + region.row_span]
    return Cell(
        row=region.row,
        column=region.column,
        row_span=region.row_span,
        column_span=region.column_span,
        text=cell_text(lines, left, right),
        origin=f"第{page}页",
        doubt=_printed_over(lines),
        box=Box(page=page, x0=left, top=top, x1=right, bottom=bottom),
    )


def _printed_over(lines: Iterable[Line]) -> str:
    below = "、".join(f"“{line.below}”" for line in lines if line.below)
    return f"这一格里的文字压在{below}上，两处重叠，采用后印的" if below else ""


def _with_labels(table: PageTable, left: list[Placed]) -> PageTable:
    """The table with the labels that stand, cut off by the page, above or below its empty edge cells.

    A spreadsheet draws the text of a merged cell in the middle of it, even where the page shows only a part
    of the cell; the text then lies outside the table, clipped away, and the part is empty. Its characters are
    taken out of `left`.
    """
    cells = list(table.cells)
    for number, cell in enumerate(cells):
        beyond = [] if cell.text else [placed for placed in left if _overhangs(placed, cell, table.lattice)]
        text = "".join(line.text for line in text_lines(beyond))
        if is_label(text):
            cells[number] = evolve(cell, text=text)
            left[:] = [placed for placed in left if placed not in beyond]
    return evolve(table, cells=tuple(cells))


def _overhangs(placed: Placed, cell: Cell, lattice: Lattice) -> bool:
    """Whether a character stands beyond the edge of the table at which a cell lies, in the cell's columns."""
    if cell.box is None or not cell.box.x0 <= placed.glyph.x <= cell.box.x1:
        return False
    above = cell.row == 0 and placed.glyph.y < lattice.ys[0]
    return above or (cell.row + cell.row_span == len(lattice.ys) - 1 and placed.glyph.y > lattice.ys[-1])


def _with_surroundings(tables: Sequence[PageTable], around: Sequence[Line]) -> list[PageTable]:
    """Each table with the lines above it, down from the table before; the last one also with those below."""
    result: list[PageTable] = []
    start = float("-inf")
    for table in tables:
        top = table.lattice.ys[0]
        above = tuple(line.text for line in around if start <= _middle(line) < top)
        result.append(evolve(table, before=above))
        start = table.lattice.ys[-1]
    if result:
        below = tuple(line.text for line in around if _middle(line) >= start)
        result[-1] = evolve(result[-1], after=below)
    return result


def _middle(line: Line) -> float:
    return line.characters[0].glyph.y


def is_label(text: str) -> bool:
    """Whether a text is a label, a 一级指标 or a 二级指标."""
    words = vocabulary()
    return text in _SIDE_LABELS or any(look(text) for look in (words.term, words.as_level1, words.as_level2))
