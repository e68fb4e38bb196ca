"""A merged cell that crosses a page, closed at its foot and opened again with its label on the next."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, pairwise, repeat

from attrs import evolve

from ...sheet.build import Block, Cell, Role, Row, Sheet

CONTINUED = "（续）"

_LONGEST_REPEATED = 60
"""Characters of a label or a name up to which it is printed again whole on every page that it reaches."""

_BEGINNING = 12


def is_merged(cell: Cell) -> bool:
    """Whether a cell goes on beside what a page cuts, instead of having its rest below."""
    return cell.row_span > 1 or cell.role in (Role.LABEL, Role.LEVEL, Role.NAME)


def is_repeated(cell: Cell) -> bool:
    """Whether a merged cell's text is printed again, rather than going on, where a page cuts it."""
    return len(cell.text) <= _LONGEST_REPEATED


def again(text: str) -> str:
    """What a label reads where it opens again: all of it, or the beginning of one that is long."""
    if len(text) > _LONGEST_REPEATED:
        text = text[:_BEGINNING].rstrip() + "……"
    return text + CONTINUED if text else ""


def split(sheet: Sheet, starts: Collection[int] = ()) -> Sheet:
    """The sheet with every merged cell cut before the rows `starts`, which begin a page.

    A part that opens again repeats the label, with 续. A cell that reaches from a block's repeated head into
    its body is cut between them, and its label stands in the body.
    """
    return evolve(sheet, blocks=tuple(_split_block(block, sorted(starts)) for block in sheet.blocks))


def below_heads(sheet: Sheet) -> Sheet:
    """`split` where no page begins at a row: only what reaches from a repeated head into the body is cut."""
    return evolve(sheet, blocks=tuple(map(_below_head, sheet.blocks)))


def _below_head(block: Block) -> Block:
    if not (block.head and block.body):
        return block
    first, *rest = block.body
    reaching = [cell for row in block.head for cell in row.cells if cell.row + cell.row_span > first.number]
    above = {cell.origin for cell in reaching}
    below = [
        evolve(cell, row=first.number, row_span=cell.row + cell.row_span - first.number) for cell in reaching
    ]
    head = (
        evolve(row, cells=tuple(_corner(cell, first) if cell.origin in above else cell for cell in row.cells))
        for row in block.head
    )
    opening = evolve(first, cells=tuple(sorted((*below, *first.cells), key=_column)))
    return evolve(block, head=tuple(head), body=(opening, *rest))


def _corner(cell: Cell, first: Row) -> Cell:
    """What is left of a cell beside the head."""
    return evolve(cell, row_span=first.number - cell.row, text="")


def _split_block(block: Block, starts: list[int]) -> Block:
    body = block.body[0].number if block.head and block.body else None
    beginning: dict[int, list[Cell]] = {row.number: [] for row in block.rows}
    for row in block.rows:
        for cell in row.cells:
            for part in _parts(cell, starts, body):
                beginning[part.row].append(part)
    rows = [Row(row, tuple(sorted(cells, key=_column))) for row, cells in beginning.items()]
    heads = len(block.head)
    return evolve(block, head=tuple(rows[:heads]), body=tuple(rows[heads:]))


def _column(cell: Cell) -> int:
    return cell.column


def _parts(cell: Cell, starts: list[int], body: int | None) -> Iterator[Cell]:
    """The cell cut before `starts`; `body` is the first row below its block's repeated head."""
    end = cell.row + cell.row_span
    if body is not None and cell.row < body < end:
        yield evolve(cell, row_span=body - cell.row, text="")
        cell = evolve(cell, row=body)
    edges = [cell.row, *(start for start in starts if cell.row < start < end), end]
    own = cell.portions or (cell.text,)
    texts = chain(own, repeat(again(cell.text)))
    for place, ((first, after), text) in enumerate(zip(pairwise(edges), texts, strict=False)):
        part = evolve(cell, row=first, row_span=after - first, text=text)
        yield evolve(part, continued=place > 0, repeated=place >= len(own))


def cut(sheet: Sheet, number: int, rest: Mapping[int, str]) -> Sheet:
    """The sheet with the row `number` made two; `rest` is what each column's text has on the next page.

    Labels and names are merged over both, so that they open again; what else is not in `rest` stands in the
    first only.
    """
    return evolve(sheet, blocks=tuple(_cut_block(block, number, rest) for block in sheet.blocks))


def _cut_block(block: Block, number: int, rest: Mapping[int, str]) -> Block:
    if block.end <= number:
        return block
    head = tuple(_moved(row, number) for row in block.head)
    body = [row for old in block.body for row in _cut_row(old, number, rest)]
    return evolve(block, head=head, body=tuple(body))


def _cut_row(row: Row, number: int, rest: Mapping[int, str]) -> Iterator[Row]:
    yield Row(_after(row.number, number), tuple(_first_part(cell, number, rest) for cell in row.cells))
    if row.number == number:
        below = (cell for cell in row.cells if not is_merged(cell))
        yield Row(
            number + 1,
            tuple(
                evolve(cell, row=number + 1, text=rest.get(cell.column, ""), number=None) for cell in below
            ),
        )


def _moved(row: Row, number: int) -> Row:
    return Row(_after(row.number, number), tuple(_first_part(cell, number, {}) for cell in row.cells))


def _after(row: int, number: int) -> int:
    return row + 1 if row > number else row


def _first_part(cell: Cell, number: int, rest: Mapping[int, str]) -> Cell:
    """The cell where it stands after the cut: moved, longer by a row, or without what goes on below."""
    if cell.row > number:
        return evolve(cell, row=cell.row + 1)
    if cell.row + cell.row_span <= number:
        return cell
    if cell.row < number or is_merged(cell):
        return evolve(cell, row_span=cell.row_span + 1)
    return evolve(cell, text=cell.text[: len(cell.text) - len(rest.get(cell.column, ""))].rstrip())
