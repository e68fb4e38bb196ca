"""总分: the last row of the indicator table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from ...sources.grid import Cell
from ..amount import amount
from ..other import Leftover
from ..recognised import Doubt
from .indicators import SCORE, WEIGHT, layout_of
from .parts import Columns, Found
from .rows import Row, joined, squeezed
from .sections import Kind, Section

_GRADES = frozenset({"优", "良", "中", "差", "优秀", "良好", "中等", "较差"})


def read_total(parts: Sequence[Section], unsaid: Row | None) -> Found[Decimal | None]:
    """The number under 得分; where the row's cells are merged otherwise, the only one that is not under 分值.

    `unsaid` is a row of sums that prints no label. The sum of the weights never stands in for the total.
    """
    said = [row for part in parts if part.kind is Kind.TOTAL for row in part.rows]
    headers = [part for part in parts if part.kind is Kind.INDICATORS]
    rows = said or ([] if unsaid is None else [unsaid])
    if not rows or not headers:
        return Found(None)
    layout = layout_of(headers[-1])
    candidates = _candidates(rows[0], layout)
    total = amount(candidates[0].text).number if len(candidates) == 1 else None
    doubts = (
        () if said and total is not None else tuple(_doubt(rows[0], total, candidates, is_said=bool(said)))
    )
    words = _leftovers(rows, _is_word, "总分一行里没有它的位置")
    further = _leftovers(rows[1:], lambda cell: amount(cell.text).number is not None, "总分写了不止一行")
    return Found(total, (*words, *further), doubts)


def printed_sums(parts: Sequence[Section]) -> tuple[list[Decimal], list[Decimal]]:
    """The numbers of the total's row: those that may be the total, and those in the column of the weights."""
    sums: tuple[list[Decimal], list[Decimal]] = ([], [])
    headers = [part for part in parts if part.kind is Kind.INDICATORS]
    rows = [row for part in parts if part.kind is Kind.TOTAL for row in part.rows[:1]]
    for row in rows if headers else ():
        weight = layout_of(headers[-1]).cell(row, WEIGHT)
        for cell in row.written:
            number = amount(cell.text).number
            if number is not None:
                sums[cell is weight].append(number)
    return sums


def _candidates(row: Row, layout: Columns) -> list[Cell]:
    """The cells that may print the total."""
    numbers = [cell for cell in row.written if amount(cell.text).number is not None]
    under = layout.cell(row, SCORE)
    parted = layout.beside(row, SCORE)
    if len(parted) > 1:
        return parted
    if under is not None and under.row == row.number and under.text.strip():
        return [under] if under in numbers else []
    reaching = [cell for cell in numbers if SCORE in layout.reached(cell)]
    others = [cell for cell in numbers if WEIGHT not in layout.reached(cell)]
    return reaching or (others if WEIGHT in layout.roles or len(numbers) == 1 else numbers)


def _doubt(row: Row, total: Decimal | None, candidates: Sequence[Cell], *, is_said: bool) -> Iterator[Doubt]:
    """Why the total may be another number, or could not be read."""
    printed = tuple(squeezed(cell.text) for cell in row.written if amount(cell.text).number is not None)
    if not is_said:
        why = "这一行没有写“总分”，按各项分值之和认作总分一行"
    elif not printed and not any(amount(cell.text).strange for cell in row.written[1:]):
        return
    else:
        why = f"总分一行里分不清哪一个是总分：{row.text}"
    decided = "" if total is None else f"{total:f}"
    others = (
        tuple(text for text in printed if text != decided) if total is None or len(candidates) > 1 else ()
    )
    yield Doubt(kind="D05", path=("总分",), decided=decided, why=why, confidence=0.3, alternatives=others)


def read_grade(parts: Sequence[Section]) -> str | None:
    """The grade beside the total, where one is printed there."""
    cells = (cell for part in parts if part.kind is Kind.TOTAL for row in part.rows for cell in row.written)
    return next((text for cell in cells if (text := squeezed(cell.text)) in _GRADES), None)


def _leftovers(rows: Iterable[Row], is_left: Callable[[Cell], bool], why: str) -> Iterator[Leftover]:
    """What rows of totals print beside the total, their label left out."""
    cells = (cell for row in rows for cell in row.written[1:])
    return (Leftover("总分", joined(cell.text), why) for cell in cells if is_left(cell))


def _is_word(cell: Cell) -> bool:
    return bool(amount(cell.text).strange) and squeezed(cell.text) not in _GRADES
