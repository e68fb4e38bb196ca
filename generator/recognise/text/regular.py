"""Whether the rows of a text keep every column, or leave out the cells that a merged one covers."""

from collections.abc import Sequence

from ...model.vocabulary import vocabulary
from ...sources.text_tables import TextRow
from ..grid.sections import PAIR_TERMS
from ..grid.titles import before_colon
from .columns import AMOUNTS, DONE, NAME, RATE, SCORE, TARGET, WEIGHT

_COLUMNS = frozenset({*AMOUNTS, RATE, NAME, TARGET, DONE, WEIGHT, SCORE})


def is_regular(rows: Sequence[TextRow]) -> bool:
    """Whether each row below a header begins in the column it belongs to.

    A page's rows, copied, leave out what a merged cell above covers, and a cell of several paragraphs comes
    apart: then a row of another width than its header's begins with text.
    """
    width = 0
    for row in rows:
        written = [cell for cell in row.cells if cell.strip()]
        if sum(vocabulary().label(cell) in _COLUMNS for cell in written) >= 3:
            width = len(row.cells)
        elif written and width and _is_out_of_place(row, width):
            return False
    return True


def _is_out_of_place(row: TextRow, width: int) -> bool:
    first = row.cells[0].strip()
    if not first or len(row.cells) == width or _stands_alone(first):
        return False
    return len(row.cells) > 1 or vocabulary().is_level(first)


def _stands_alone(label: str) -> bool:
    """Whether a label begins a row with cells of its own: total, goals, head and foot."""
    term = vocabulary().label(label)
    known = term in PAIR_TERMS or term in ("总分", "项目资金", "绩效指标")
    return known or vocabulary().is_detail(before_colon(label))
