"""绩效指标: the rows below the indicator header."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve

from ...model.form import Indicator, Level1
from ...model.value import Value
from ...model.vocabulary import bare, vocabulary
from .entry import Entry
from .goals import paragraphs
from .levels import LevelsInForce, column_doubts, level_doubts, name_doubts, nested
from .parts import Columns, Found, Leftover, amount, columns
from .reasons import share_reasons
from .rows import Row, is_nothing, joined, level_name, squeezed
from .sections import Section

LEVEL1, LEVEL2, NAME = "一级指标", "二级指标", "三级指标"
TARGET, ACTUAL, WEIGHT, SCORE = "年度指标值", "实际完成值", "分值", "得分"
REASON = "偏差原因分析及改进措施"
CODE, OPERATOR, UNIT = "指标编码", "指标性质", "计量单位"
ROLES = frozenset({LEVEL1, LEVEL2, CODE, NAME, OPERATOR, TARGET, UNIT, ACTUAL, WEIGHT, SCORE, REASON})
_NEW_ROW = (NAME, TARGET, ACTUAL, WEIGHT, SCORE)
_PLACEHOLDER = re.compile(r"(?:指标[0-9]{0,2}[:：]?|[….．·]{1,12})?")


def read_indicators(sections: Sequence[Section]) -> Found[tuple[Level1, ...]]:
    """All indicator sections of a form as levels, in printed order."""
    entries: list[Entry] = []
    levels = LevelsInForce()
    for section in sections:
        layout = columns(section.header, ROLES)
        for row in section.rows:
            levels = levels.after(
                level_name(layout.text(row, LEVEL1)), level_name(layout.covering(row, LEVEL2))
            )
            _take(row, layout, levels, entries)
    shared, doubts = share_reasons(entries)
    leftovers = tuple(left for entry in entries for left in entry.leftovers)
    return Found(
        nested(shared),
        leftovers,
        (*level_doubts(shared), *name_doubts(shared), *doubts, *column_doubts(shared)),
    )


def _take(row: Row, layout: Columns, levels: LevelsInForce, entries: list[Entry]) -> None:
    """Append the row as an indicator, or its text to the one above that it goes on with."""
    entry = _entry(row, layout, levels)
    if _begins(row, layout) and not _is_slot(entry.indicator):
        if _goes_on(entry.indicator) and entries:
            entries[-1] = _continued(entries[-1], entry)
        else:
            entries.append(_named(entry))
    elif _reason_begins(row, layout) and entries:
        entries[-1] = _continued(entries[-1], entry)


def _named(entry: Entry) -> Entry:
    if entry.indicator.name:
        return entry
    return evolve(entry, indicator=evolve(entry.indicator, name=entry.level2), unnamed=True)


def _entry(row: Row, layout: Columns, levels: LevelsInForce) -> Entry:
    numbers, strange = _numbers(row, layout)
    more = dict(_more(row, layout))
    indicator = Indicator(
        name=joined(layout.covering(row, NAME)),
        code=_text(row, layout, CODE),
        operator=_text(row, layout, OPERATOR),
        target=Value(joined(layout.text(row, TARGET))),
        unit=_text(row, layout, UNIT),
        actual=Value(joined(layout.text(row, ACTUAL))),
        weight=numbers.get(WEIGHT),
        score=numbers.get(SCORE),
        reason=_reason(layout.text(row, REASON)),
        more=more,
    )
    return Entry(
        level1=levels.level1,
        level2=levels.level2,
        indicator=indicator,
        reason_cell=layout.cell(row, REASON),
        leftovers=strange,
        unknown=tuple(label for label in more if label not in vocabulary().columns),
        inferred=levels.inferred,
    )


def _text(row: Row, layout: Columns, role: str) -> str | None:
    text = layout.text(row, role)
    return None if is_nothing(text) else joined(text)


def _more(row: Row, layout: Columns) -> Iterator[tuple[str, str]]:
    """What the row prints in columns that are no field of the form, by their labels."""
    seen: dict[str, int] = {}
    for header in layout.unknown:
        cell = row.under(header)
        if cell and not is_nothing(cell.text):
            label = bare(header.text)
            seen[label] = seen.get(label, 0) + 1
            yield label if seen[label] == 1 else f"{label}（{seen[label]}）", joined(cell.text)


def _numbers(row: Row, layout: Columns) -> tuple[dict[str, Decimal], tuple[Leftover, ...]]:
    """分值 and 得分; of a cell beside several rows the first row has the number."""
    numbers: dict[str, Decimal] = {}
    strange = []
    for role in (WEIGHT, SCORE):
        cell = layout.cell(row, role)
        if cell is None or cell.row != row.number:
            continue
        value = amount(cell.text)
        if value.number is not None:
            numbers[role] = value.number
        if value.strange:
            name = joined(layout.text(row, NAME))
            strange.append(Leftover(f"{name}｜{role}", joined(cell.text), "这里应当是一个数"))
    return numbers, tuple(strange)


def _reason(text: str) -> str | None:
    return None if is_nothing(text) else paragraphs(text)


def _begins(row: Row, layout: Columns) -> bool:
    """Whether an indicator begins in this row: a cell of its own does."""
    cells = (layout.cell(row, role) for role in _NEW_ROW)
    return any(cell is not None and cell.row == row.number and cell.text.strip() for cell in cells)


def _reason_begins(row: Row, layout: Columns) -> bool:
    cell = layout.cell(row, REASON)
    return cell is not None and cell.row == row.number and not is_nothing(cell.text)


def _is_slot(indicator: Indicator) -> bool:
    """Whether the row is an unused slot of the blank form, as 指标2 or ……."""
    empty = indicator.target.is_nothing and indicator.actual.is_nothing and indicator.reason is None
    unscored = indicator.weight is None and indicator.score is None
    return empty and unscored and _PLACEHOLDER.fullmatch(squeezed(indicator.name)) is not None


def _goes_on(indicator: Indicator) -> bool:
    """Whether the row only carries on with the texts of the one above, cut by a page's end."""
    return not indicator.name and indicator.weight is None and indicator.score is None


def _continued(entry: Entry, rest: Entry) -> Entry:
    first, more = entry.indicator, rest.indicator
    reason = "\n".join(text for text in (first.reason, more.reason) if text) or None
    indicator = evolve(
        first,
        target=Value(first.target.text + more.target.text),
        actual=Value(first.actual.text + more.actual.text),
        reason=reason,
    )
    return evolve(entry, indicator=indicator, leftovers=(*entry.leftovers, *rest.leftovers))
