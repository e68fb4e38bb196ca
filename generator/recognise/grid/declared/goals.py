"""总体目标 of declared goals: texts below their labels or beside them, those of the year and of the term."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from ....model.splitting import grouped
from ....sources.grid import Cell
from ..goals import paragraphs
from ..parts import share
from ..rows import Row, is_nothing, overlap, printed_word
from .words import Span, goal_label

_FILLED = 0.5


@frozen
class DeclaredGoals:
    """The year's goal, and that of the term with its label."""

    year: str
    term: dict[str, str]
    rows: tuple[Row, ...]
    """The rows that they stand in."""


@frozen
class _Text:
    span: Span
    label: str
    text: str


def read_declared_goals(rows: Sequence[Row], others: Sequence[Row]) -> DeclaredGoals:
    """The goals among some rows; `others` are rows that are known to be something else."""
    known = {id(row) for row in others}
    below: list[Cell] = []
    found: list[_Text] = []
    own: list[Row] = []
    for row in rows:
        labels = [cell for cell in row.cells if goal_label(cell.text) is not None and cell.text.strip()]
        starting = [cell for cell in labels if cell.row == row.number]
        texts = [cell for cell in row.written if goal_label(cell.text) is None]
        if id(row) in known or not (labels or below):
            below = []
            continue
        if starting and not texts:
            below = starting
            own.append(row)
        elif labels or _keeps_to(texts, below):
            own.append(row)
            found.extend(_read(row, texts, labels, below))
    return _goals(found, tuple(own))


def _keeps_to(texts: Sequence[Cell], labels: Sequence[Cell]) -> bool:
    """Whether some texts stand below labels, each below one."""
    return bool(texts) and all(len(_above(cell, labels)) == 1 for cell in texts)


def _above(cell: Cell, labels: Sequence[Cell]) -> list[Cell]:
    """The labels that a text stands below; two only where it fills a good part of both."""
    over = [label for label in labels if overlap(cell, label)]
    filled = [label for label in over if share(cell, label) >= _FILLED]
    return filled or over[:1]


def _read(row: Row, texts: Sequence[Cell], labels: Sequence[Cell], below: Sequence[Cell]) -> Iterator[_Text]:
    for cell in texts:
        if is_nothing(cell.text):
            continue
        above = [label for label in below if overlap(label, cell)]
        left = [label for label in labels if label.column < cell.column]
        label = max(above, key=lambda one: overlap(one, cell)) if above else (left[-1] if left else None)
        if label is not None:
            yield _Text(goal_label(label.text) or Span.PLAIN, printed_word(label), cell.text)


def _goals(found: Sequence[_Text], rows: tuple[Row, ...]) -> DeclaredGoals:
    """The year's goal: that printed for the year, else for no time, else the only one."""
    spans = {text.span for text in found}
    own = next((span for span in (Span.YEAR, Span.PLAIN, Span.TERM) if span in spans), Span.YEAR)
    term = grouped((text.label, text.text) for text in found if text.span is not own)
    return DeclaredGoals(
        paragraphs("\n".join(text.text for text in found if text.span is own)),
        {label: paragraphs("\n".join(texts)) for label, texts in term.items()},
        rows,
    )
