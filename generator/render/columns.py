"""How wide a form's columns are: as its layout has them, moved within its bounds where the texts ask for it.

A column takes from its neighbours what they can spare where a text then takes a line less. Where all fits,
nothing moves. What is decided here holds for every writer of the table; only what a page alone needs, the
place of the line between two goals of unlike length, is left to the PDF (`with_parted_goals`).
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import is_

from attrs import evolve, field, frozen

from ..runtime.same import Same
from ..sheet.cells import Block, Cell, Role, Row, Sheet
from . import lines, measure
from .labels import page_text

_GOALS = "目标"
"""The name of the block whose two texts stand side by side."""

_UNLIKE = 1.5
"""By how much longer a goal is than the other before the line between them moves."""

_SMALLEST_SHARE = 0.28
"""Of the table, that either goal keeps."""

_BROKEN, _LONE = 2.0, 6.0
"""Points that a broken name costs beside its lines, and one that leaves a character alone."""

_SHRUNK = 40.0
"""Points that a number costs that is shrunk."""

_PER_MM = 0.4
"""Points that a millimetre costs by which a column departs from its layout."""

_LINE = measure.FONT_SIZE * measure.LINE_HEIGHT
_EM_PER_MM = measure.POINTS_PER_MM / measure.FONT_SIZE
_EASE = 0.6
"""Millimetres that a column which gives keeps beside what a name or a number takes."""

_UNIT = re.compile("[（(][^（()）]{2}[）)]")
_UNIT_WIDTH = Decimal("12.5")
"""Millimetres of a side's column that has two characters in brackets on one line."""

_LEAST_GAIN = 1.0
_STEP = 0.1
_WIDENED = (2.0, 4.0, 8.0)
"""Millimetres by which a column of broken texts is tried wider."""

_MOST_MOVES = 12
_MOST_TEXTS = 3000
"""Over all moves, so that a form of thousands of rows takes no longer to fit than to lay out."""

_MOST_WANTED = 6
"""Widths that are tried for one column."""


def fitted(sheet: Sheet) -> Sheet:
    """The sheet with its columns as wide as their texts ask for, within the layout's bounds."""
    return _found(Same(sheet)).fitted


def fitted_page(sheet: Sheet) -> Sheet:
    """As `fitted`, for a page: the line between two goals stands where it was taken to stand."""
    return _found(Same(sheet)).page


@frozen
class _Found:
    """A sheet with the columns that suit its texts, and as a page has it."""

    fitted: Sheet
    page: Sheet


@lru_cache(maxsize=2)
def _found(same: Same[Sheet]) -> _Found:
    """Kept for a while: every output of a form has these columns, and is compared with them."""
    sheet = _with_room_for_unit(same.value)
    parted = with_parted_goals(sheet)
    if sheet.is_blank:
        return _Found(sheet, parted)
    widths = _rounded(_Fitting(parted).widths(), sum(sheet.columns))
    page = parted.with_columns(widths)
    return _Found(page if parted is sheet else sheet.with_columns(widths), page)


def _with_room_for_unit(sheet: Sheet) -> Sheet:
    """The sheet with room for the unit beside the funds, where that has two characters: （万元）.

    The widest column gives it.
    """
    side, *others = sheet.columns
    more = _UNIT_WIDTH - side
    if more <= 0 or not any(cell.is_narrow and _UNIT.search(cell.text) for cell in sheet.cells()):
        return sheet
    widest = others.index(max(others))
    others[widest] -= more
    return sheet.with_columns((side + more, *others))


def _rounded(widths: Sequence[float], whole: Decimal | int) -> tuple[Decimal, ...]:
    """The widths in hundredths of a millimetre, as wide in sum as before."""
    edges = [Decimal(round(edge * 100)) / 100 for edge in accumulate(widths)]
    return tuple(end - start for start, end in pairwise([Decimal(0), *edges[:-1], Decimal(whole)]))


def with_parted_goals(sheet: Sheet) -> Sheet:
    """The sheet with the line between two goals moved to another column's edge, where one is much longer."""
    blocks = tuple(_parted(block, sheet) if block.name == _GOALS else block for block in sheet.blocks)
    return sheet if all(map(is_, blocks, sheet.blocks)) else evolve(sheet, blocks=blocks)


def _parted(block: Block, sheet: Sheet) -> Block:
    cells = block.body[0].cells
    if len(cells) != 2 or not all(cell.text for cell in cells):
        return block
    texts = tuple(map(_text, cells))
    edges = _edges(sheet.columns)
    start, end = cells[0].column, cells[1].column + cells[1].column_span
    usual = cells[1].column
    found = min(range(start + 1, end), key=lambda place: _goal_height(texts, edges, place))
    if not _is_worth(texts, edges, usual, found):
        return block
    return evolve(
        block,
        head=tuple(_moved(row, usual, found) for row in block.head),
        body=tuple(_moved(row, usual, found) for row in block.body),
    ).with_columns(sheet.columns)


def _is_worth(texts: "Sequence[_Text]", edges: Sequence[float], usual: int, found: int) -> bool:
    longer, shorter = sorted((lines.longest(text.cell.text) for text in texts), reverse=True)
    saved = _goal_height(texts, edges, usual) - _goal_height(texts, edges, found)
    return longer > _UNLIKE * shorter and saved > 2 * _LINE


def _goal_height(texts: "Sequence[_Text]", edges: Sequence[float], place: int) -> float:
    """The height of the goals where the second begins at a column."""
    first, last = (text.cell for text in texts)
    start, end = edges[first.column], edges[last.column + last.column_span]
    wides = edges[place] - start, end - edges[place]
    if min(wides) < _SMALLEST_SHARE * edges[-1]:
        return float("inf")
    return max(text.height(wide) for text, wide in zip(texts, wides, strict=True))


def _moved(row: Row, usual: int, place: int) -> Row:
    """The row with its last cell beginning at another column."""
    *_, first, last = row.cells
    first = evolve(first, column_span=first.column_span + place - usual)
    last = evolve(last, column=place, column_span=last.column_span + usual - place)
    return evolve(row, cells=(*row.cells[:-2], first, last))


def _edges(widths: Sequence[float] | Sequence[Decimal]) -> list[float]:
    """Where columns begin and end, in mm."""
    return [0.0, *accumulate(map(float, widths))]


@frozen(kw_only=True)
class _Text:
    """A text that may ask for width: its cell, what it takes on one line in mm, its height without lines."""

    cell: Cell
    whole: float
    overhead: float
    breaks: bool
    """Whether its lines, not a number's size, are what depends on its width."""
    aside: float
    """Em of its cell that stay free beside it."""
    share: float
    """What part of the rest its lines are set to."""
    is_of_words: bool
    """Whether it is broken between the words of labels (`page_text`)."""
    _judged: dict[int, tuple[float, float]] = field(factory=dict, init=False)
    """By widths in tenths of a millimetre."""

    def room(self, wide: float) -> float:
        """The measure of the text in em, in a cell of so many mm."""
        return wide * _EM_PER_MM - self.aside

    def lines(self, wide: float) -> int:
        """How many it has."""
        room = max(1.0, self.room(wide) * self.share)
        return lines.count(page_text(self.cell, room) if self.is_of_words else self.cell.text, room)

    def height(self, wide: float) -> float:
        """Of its cell in points."""
        return self.overhead + self.lines(wide) * _LINE

    def judged(self, wide: float) -> tuple[float, float]:
        """The height in points of its cell of so many mm, and what is to be said against its lines."""
        tenths = int(wide * 10 + 0.5)
        found = self._judged.get(tenths)
        if found is None:
            found = self._judged[tenths] = self._judge(tenths / 10)
        return found

    def _judge(self, wide: float) -> tuple[float, float]:
        if not self.breaks:
            return self.overhead + _LINE, 0.0 if wide >= self.whole else _SHRUNK
        count = self.lines(wide)
        high = self.overhead + count * _LINE
        if count == 1 or self.cell.role in (Role.TEXT, Role.LABEL):
            return high, 0.0
        is_lone = lines.ends_alone(self.cell.text, self.room(wide))
        return high, _BROKEN * (count - 1) + (_LONE if is_lone else 0.0)


class _Fitting:
    """Moves width between the columns of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._usual = tuple(map(float, sheet.columns))
        self._least, self._most = self._bounds()
        texts = [_text(cell) for cell in sheet.cells() if cell.text]
        self._texts = [text for text in texts if text.whole > self._narrowest(text.cell)]
        self._single: dict[int, list[_Text]] = defaultdict(list)
        for text in texts:
            if text.cell.column_span == 1:
                self._single[text.cell.column].append(text)
        self._rows = {row.number: _floor(row) for row in sheet.rows}

    def widths(self) -> tuple[float, ...]:
        """The widths of all columns in mm, as many in sum as before."""
        found, cost = self._usual, self._cost(self._usual)
        for _ in range(min(_MOST_MOVES, _MOST_TEXTS // max(1, len(self._texts)))):
            tried = {widths: self._cost(widths) for widths in self._moves(found)}
            best = min(tried, key=lambda widths: tried[widths], default=found)
            if tried.get(best, cost) > cost - _LEAST_GAIN:
                break
            found, cost = best, tried[best]
        return found

    def _bounds(self) -> tuple[list[float], list[float]]:
        low, high = (float(bound) for bound in self._sheet.bounds)
        narrow = {cell.column for cell in self._sheet.cells() if cell.is_narrow}
        shares = [(1.0, 1.0) if at in narrow else (low, high) for at in range(len(self._usual))]
        least = [width * share[0] for width, share in zip(self._usual, shares, strict=True)]
        most = [width * share[1] for width, share in zip(self._usual, shares, strict=True)]
        return least, most

    def _narrowest(self, cell: Cell) -> float:
        return sum(self._least[cell.column : cell.column + cell.column_span])

    def _moves(self, widths: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
        """The widths after each move that may save a line."""
        spare = [self._spare(column, widths[column]) for column in range(len(widths))]
        for column, width in enumerate(widths):
            for more in self._wanted(column, width):
                if more <= self._most[column] - width + _STEP / 2:
                    moved = _moved_widths(widths, spare, column, more)
                    if moved:
                        yield moved

    def _wanted(self, column: int, width: float) -> Iterator[float]:
        """By how much a column may be wider to a purpose, in mm."""
        lacking = [text for text in self._single[column] if text.whole > width]
        wanted = sorted({_up(text.whole - width) for text in lacking})[:_MOST_WANTED]
        if any(text.breaks for text in lacking):
            wanted += _WIDENED
        return iter(wanted)

    def _spare(self, column: int, width: float) -> float:
        """What a column can give without another line in it, in mm."""
        kept = max((self._kept(text, width) for text in self._single[column]), default=0.0)
        return max(0.0, width - max(kept, self._least[column]))

    def _kept(self, text: _Text, width: float) -> float:
        """The least width that has a cell look as it does at this width, with a little room beside it."""
        if text.whole <= width:
            return text.whole + (0.0 if text.cell.role is Role.TEXT else _EASE)
        if not text.breaks:
            return width
        high = text.judged(width)[0]
        steps = [width - step for step in (8, 4, 2, 1)]
        place = bisect_left(steps, True, key=lambda wide: text.judged(wide)[0] <= high)
        return steps[place] if place < len(steps) else width

    def _cost(self, widths: tuple[float, ...]) -> float:
        """The height of the table in points, and what there is to be said against its look."""
        edges, rows, merged = _edges(widths), dict(self._rows), []
        cost = sum(_PER_MM * abs(width - usual) for width, usual in zip(widths, self._usual, strict=True))
        for text in self._texts:
            cell = text.cell
            wide = edges[cell.column + cell.column_span] - edges[cell.column]
            if wide >= text.whole:
                continue
            high, against = text.judged(wide)
            cost += against
            if cell.row_span > 1:
                merged.append((cell, high))
            elif high > rows[cell.row]:
                rows[cell.row] = high
        for cell, high in merged:
            cost += max(0.0, high - sum(rows[cell.row + at] for at in range(cell.row_span)))
        return cost + sum(rows.values())


def _text(cell: Cell) -> _Text:
    on_one_line = measure.is_on_one_line(cell)
    em = measure.width(cell.text) if on_one_line else lines.longest(cell.text)
    aside = -measure.room(cell, 0.0)
    return _Text(
        cell=cell,
        whole=(em + aside) / _EM_PER_MM + 0.01,
        overhead=measure.height(cell, 0),
        breaks=not on_one_line,
        aside=aside,
        share=measure.line_share(cell),
        is_of_words=cell.role in (Role.LABEL, Role.LEVEL),
    )


def _floor(row: Row) -> float:
    """The height of a row whose paragraphs all fit a line."""
    single = (cell for cell in row.cells if cell.row_span == 1)
    return max((measure.height(cell, cell.text.count("\n") + 1) for cell in single), default=0.0)


def _up(width: float) -> float:
    """Rounded up to a tenth of a millimetre."""
    return -(-width // _STEP) * _STEP


def _moved_widths(
    widths: tuple[float, ...], spare: Sequence[float], column: int, more: float
) -> tuple[float, ...] | None:
    """The widths with one column so much wider, each other narrower by its share of what all can spare."""
    others = sum(width for at, width in enumerate(spare) if at != column)
    if others < more:
        return None
    share = more / others
    return tuple(
        width + more if at == column else width - spare[at] * share for at, width in enumerate(widths)
    )
