"""Indicator rows: which lines of a run make a row, and which of its lines make which cell."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import combinations, pairwise

from attrs import evolve, frozen

from ...model.splitting import split_before
from ...model.value import NOTHING_MARKS, Value
from .choice import KEPT, Choice
from .flow import join, key, width
from .scan import Kind, Token, scores_at_end
from .segment import Run

Cells = tuple[str, str, str]
"""三级指标, 年度指标值, 实际完成值."""

Groups = tuple[Sequence["_Piece"], ...]
"""The pieces of each cell."""
Widths = tuple[float, float, float]
"""Widths of the three columns in em."""

_PLAIN_VALUE = re.compile(r"(?:[≥≤<>=＝＞＜]{1,2}\s*)?[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:[%％]|[一-鿿]{0,2})")
_SHORT_LINE = 1.0
"""Cost per em that a line inside a cell falls short of the cell's width."""
_VALUE_IN_TEXT = 4.0
"""Cost of taking a line that is a whole value for a part of a longer text."""
_CERTAIN = 2.0
"""Margin from which a way to cut a row is relied upon for the widths of columns."""
_MAX_LINES = 24
"""Lines a row takes at the most; what is longer is running text."""


@frozen
class _Piece:
    """A part of a row: its text, and whether a cell ends before it for certain."""

    text: str
    opens_cell: bool

    @cached_property
    def width(self) -> float:
        """In em."""
        return width(self.text)

    @cached_property
    def is_value(self) -> bool:
        """Whether it is all of a value."""
        return _PLAIN_VALUE.fullmatch(self.text) is not None


def cut_running_text(lines: Sequence[Token], labelled: bool) -> tuple[Sequence[Token], Sequence[Token]]:
    """Running text that stands before a row with no label between, and the row's own lines."""
    if labelled and len(lines) <= _MAX_LINES:
        return (), lines
    ends = [index for index, token in enumerate(lines[:-1]) if token.text.endswith(("。", "；"))]
    cut = max(ends[-1] + 1 if ends else 0, len(lines) - _MAX_LINES)
    return lines[:cut], lines[cut:]


@frozen(kw_only=True)
class Row:
    """One row as found: its pieces, its cells (still a choice), the labels printed right before it.

    `name` is given where a label stands for the 三级指标.
    """

    pieces: tuple[_Piece, ...]
    weight: Decimal
    score: Decimal
    line: int
    level1: Token | None
    level2: Token | None
    name: str | None
    cells: Choice[Cells] = Choice(())

    def cut(self, widths: Widths) -> list[tuple[float, Groups]]:
        """The ways to cut the row into cells, cheapest first; two cells where the name is given."""
        own = widths[-self._count :]
        cuts = [(sum(map(_cost, groups, own)), groups) for groups in _cuts(self.pieces, self._count)]
        return sorted(cuts, key=lambda option: option[0])

    def with_cells(self, widths: Widths) -> "Row":
        """The row with its cells, a choice."""
        options = [
            (cost, self._named([join([piece.text for piece in group]) for group in groups]))
            for cost, groups in self.cut(widths)[:KEPT]
        ]
        if not options:
            padded = _padded([piece.text for piece in self.pieces], self._count)
            options = [(_VALUE_IN_TEXT, self._named(padded))]
        return evolve(self, cells=Choice.among(options))

    @property
    def _count(self) -> int:
        return 3 if self.name is None else 2

    def _named(self, cells: Sequence[str]) -> Cells:
        name, target, actual = cells if self.name is None else (self.name, *cells)
        return name, target, actual


@frozen(kw_only=True)
class RowsFound:
    """What a form's runs of text turned out to be."""

    rows: tuple[Row, ...]
    total: Decimal | None
    floating: tuple[Token, ...]
    """Level labels that stand apart from any row."""
    free: tuple[tuple[Token, ...], ...]
    """Runs of text that belong to no row."""


def column_widths(rows: Sequence[Row]) -> Widths:
    """For each of the three columns the widest line seen in a cell that is certain, in em."""
    widest = [0.0, 0.0, 0.0]
    for row in rows:
        cuts = row.cut((0.0, 0.0, 0.0))
        if cuts and (len(cuts) == 1 or cuts[1][0] - cuts[0][0] >= _CERTAIN):
            groups = cuts[0][1]
            for column, group in zip(range(3 - len(groups), 3), groups, strict=True):
                widest[column] = max(widest[column], *(piece.width for piece in group))
    return widest[0], widest[1], widest[2]


def _pieces(lines: Sequence[Token], *, double_spaced: bool) -> Iterator[_Piece]:
    """The parts of a row without weight and score; in a double-spaced dump a line set close opens a cell."""
    for index, token in enumerate(lines):
        words = token.pieces[:-2] if index == len(lines) - 1 else token.pieces
        for position, word in enumerate(words):
            opens = position > 0 or (index > 0 and double_spaced and token.gap == 0)
            yield _Piece("" if word in NOTHING_MARKS else word, opens)


def _cuts(pieces: Sequence["_Piece"], count: int) -> Iterator[Groups]:
    """Every way to cut the pieces into `count` cells that keeps the certain cuts."""
    certain = [index for index, piece in enumerate(pieces) if index and piece.opens_cell]
    free = [index for index, piece in enumerate(pieces) if index and not piece.opens_cell]
    wanted = count - 1 - len(certain)
    for cut in combinations(free, wanted) if wanted >= 0 else ():
        yield tuple(pieces[start:end] for start, end in pairwise((0, *sorted((*certain, *cut)), len(pieces))))


def _cost(group: Sequence["_Piece"], column_width: float) -> float:
    """What speaks against these lines being one cell of a column."""
    if len(group) < 2:
        return 0.0
    full = max(column_width, *(piece.width for piece in group))
    short = sum(full - piece.width for piece in group[:-1])
    values = sum(piece.is_value for piece in group)
    return _SHORT_LINE * short + _VALUE_IN_TEXT * values


def _padded(words: Sequence[str], count: int) -> list[str]:
    """Cells where there are too few or too many certain parts: nothing is dropped."""
    if len(words) >= count:
        return [join(words[: len(words) - count + 1]), *words[len(words) - count + 1 :]]
    if words and all(Value(word).number is not None for word in words):
        return [""] * (count - len(words)) + list(words)
    return [join(words)] + [""] * (count - 1)


def cells_key(cells: Cells) -> tuple[str, ...]:
    """What two copies of one row share."""
    return tuple(key(cell) for cell in cells)


def find_rows(texts: Sequence[Run], *, double_spaced: bool) -> RowsFound:
    """The indicator rows of a form, its totals, and what is left over."""
    found: list[Row] = []
    floating: list[Token] = []
    free: list[tuple[Token, ...]] = []
    total: Decimal | None = None
    for run in texts:
        labels = list(run.labels)
        for lines in map(tuple, split_before(run.lines, lambda row, _: bool(scores_at_end(row[-1])))):
            scores = scores_at_end(lines[-1])
            if scores and _is_total(lines, scores, run):
                _, total = scores
                free.extend([lines[:-1]] if lines[:-1] else [])
            elif scores:
                running, own = cut_running_text(lines, bool(labels))
                free.extend([tuple(running)] if running else [])
                found.append(_row_lines(own, labels, scores, double_spaced=double_spaced))
                labels = []
            else:
                free.append(lines)
        floating.extend(labels)
    widths = column_widths(found)
    return RowsFound(
        rows=tuple(row.with_cells(widths) for row in found),
        total=total,
        floating=tuple(floating),
        free=tuple(free),
    )


def _is_total(lines: Sequence[Token], scores: tuple[Decimal, Decimal], run: Run) -> bool:
    """Whether two numbers alone on a line are Σ分值 and 总分 rather than the end of a row."""
    beside = {label.term for label in (run.previous, run.following) if label and label.terms}
    alone = len(lines[-1].pieces) == 2
    return alone and (scores[0] == 100 or (len(lines) == 1 and "总分" in beside))


def _row_lines(
    lines: Sequence[Token], labels: Sequence[Token], scores: tuple[Decimal, Decimal], *, double_spaced: bool
) -> Row:
    """A row's lines with the labels right before it.

    Where the lines hold two cells only, the 二级指标 label before them is printed as the 三级指标.
    """
    pieces = tuple(_pieces(lines, double_spaced=double_spaced))
    level2s = [label for label in labels if label.kind is Kind.LEVEL2]
    named_by = level2s.pop() if level2s and len(pieces) < 3 else None
    return Row(
        pieces=pieces,
        weight=scores[0],
        score=scores[1],
        line=(named_by or lines[0]).line,
        level1=next((label for label in labels if label.kind is Kind.LEVEL1), None),
        level2=level2s[0] if level2s else None,
        name=named_by.text if named_by else None,
    )
