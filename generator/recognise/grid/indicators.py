"""绩效指标: the rows below the indicator header."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from ...model.form import UNLEVELLED, Indicator, Level1
from ...model.value import Value
from ...model.vocabulary import vocabulary
from ..amount import amount
from ..other import Leftover, numbered
from .goals import paragraphs
from .inferred import INDICATORS, inferred_marks, with_inferred
from .levels import Entry, LevelsInForce, level_doubts, nested, row_doubts
from .misplaced import level_marks, misplaced
from .parts import Columns, Found, Mark, column_name, columns, further
from .reasons import share_reasons
from .rows import Row, is_nothing, joined, level_name, squeezed
from .sections import Section

LEVEL1, LEVEL2, NAME = "一级指标", "二级指标", "三级指标"
TARGET, ACTUAL, WEIGHT, SCORE = "年度指标值", "实际完成值", "分值", "得分"
REASON = "偏差原因分析及改进措施"
CODE, OPERATOR, UNIT = "指标编码", "指标性质", "计量单位"
ROLES = frozenset({LEVEL1, LEVEL2, CODE, NAME, OPERATOR, TARGET, UNIT, ACTUAL, WEIGHT, SCORE, REASON})
_EQUAL = ("", "=", "＝")
_NEW_ROW = (NAME, TARGET, ACTUAL, WEIGHT, SCORE)
_PLACEHOLDER = re.compile(r"(?:指标[0-9]{0,2}[:：]?|[….．·]{1,12})?")


@frozen
class IndicatorsFound(Found[tuple[Level1, ...]]):
    """The levels; and the row that bears both sums without saying that it is the total."""

    total: Row | None = None


def read_indicators(sections: Sequence[Section]) -> IndicatorsFound:
    """All indicator sections of a form as levels, in printed order."""
    entries: list[Entry] = []
    levels = LevelsInForce()
    total: Row | None = None
    for section in sections:
        layout = layout_of(section)
        for number, row in enumerate(section.rows):
            levels = levels.after(
                level_name(layout.text(row, LEVEL1)), level_name(layout.covering(row, LEVEL2))
            )
            if _is_unsaid_total(row, layout, entries):
                total = row
            else:
                _take(row, layout, levels, entries, cut=not number and _is_below(section.header, row))
    shared, doubts = share_reasons(_unlike_the_others(entries))
    leftovers = tuple(left for entry in shared for left in entry.leftovers)
    return IndicatorsFound(
        nested(shared), leftovers, (*level_doubts(shared), *row_doubts(shared), *doubts), total
    )


def _is_below(header: Sequence[Row], row: Row) -> bool:
    """Whether a row stands right below a header, and not below one that was taken from above."""
    return bool(header) and (header[-1].table, header[-1].number + 1) == (row.table, row.number)


def layout_of(section: Section) -> Columns:
    """The columns of a section of indicators, those inferred with them."""
    if "columns" not in section.read:
        section.read["columns"] = with_inferred(columns(section.header, ROLES), section.rows, INDICATORS)
    layout: Columns = section.read["columns"]
    return layout


def _is_unsaid_total(row: Row, layout: Columns, entries: Sequence[Entry]) -> bool:
    """Whether a row prints the sum of the weights and a score alone: the total without its label."""
    if any(layout.own(row, role) for role in (NAME, TARGET, ACTUAL)) or not layout.own(row, SCORE):
        return False
    weight = amount(layout.text(row, WEIGHT)).number
    weights = sum((entry.indicator.weight or Decimal(0) for entry in entries), Decimal(0))
    return weight is not None and len(entries) > 1 and weight in (100, weights)


def _take(row: Row, layout: Columns, levels: LevelsInForce, entries: list[Entry], *, cut: bool) -> None:
    """Append the row as an indicator, or its text to the one above that it goes on with.

    `cut` says that the row is the first below a header: a page may have cut the one above in two.
    """
    entry = _entry(row, layout, levels)
    if _begins(row, layout) and not _is_slot(entry.indicator):
        if _goes_on(entry.indicator) and entries and (cut or _only_reason(entry.indicator)):
            entries[-1] = _continued(entries[-1], entry, () if cut else (_ADDED,))
        else:
            entries.append(_named(entry))
    elif not is_nothing(layout.own(row, REASON)) and entries:
        entries[-1] = _continued(entries[-1], entry, () if cut else (_ADDED,))


def _named(entry: Entry) -> Entry:
    if entry.indicator.name:
        return entry
    name = entry.level2 if entry.level2 != UNLEVELLED else "未写名称"
    mark = Mark(NAME, name, "这一行没有写三级指标的名称，暂用二级指标的")
    return evolve(entry, indicator=evolve(entry.indicator, name=name), marks=(*entry.marks, mark))


def _entry(row: Row, layout: Columns, levels: LevelsInForce) -> Entry:
    numbers, strange = _numbers(row, layout)
    more, reason = _more(row, layout), layout.text(row, REASON)
    indicator = Indicator(
        name=joined(layout.covering(row, NAME)),
        code=_text(row, layout, CODE),
        operator=_text(row, layout, OPERATOR),
        target=Value(joined(layout.text(row, TARGET))),
        unit=_text(row, layout, UNIT),
        actual=Value(joined(layout.text(row, ACTUAL))),
        weight=numbers.get(WEIGHT),
        score=numbers.get(SCORE),
        reason=None if is_nothing(reason) else paragraphs(reason),
        more=more,
    )
    return Entry(
        level1=levels.level1,
        level2=levels.level2,
        indicator=_whole(indicator) if layout.is_whole else indicator,
        reason_cell=layout.cell(row, REASON),
        leftovers=strange,
        marks=(
            *_unknown(more),
            *_numeric_name(indicator),
            *inferred_marks(row, layout),
            *misplaced(row, layout),
            *level_marks(row, layout, levels),
        ),
        inferred=levels.inferred,
    )


def _whole(indicator: Indicator) -> Indicator:
    """The target in one piece, where operator, number and unit stand below its label.

    A plain = is left in its own field: a number without a sign says as much.
    """
    operator = indicator.operator or ""
    if indicator.target.number is None or (operator and Value(f"{operator}1").number is None):
        return indicator
    plain = operator in _EQUAL
    target = Value(f"{'' if plain else operator}{indicator.target.text}{indicator.unit or ''}")
    if target.number is None:
        return indicator
    return evolve(indicator, operator=operator if plain and operator else None, target=target, unit=None)


def _numeric_name(indicator: Indicator) -> Iterator[Mark]:
    """A doubt at a name that is a mere number."""
    if amount(indicator.name).number is not None:
        yield Mark(NAME, indicator.name, "名称是一个数，也许各栏错了位")


def _unknown(more: dict[str, str]) -> Iterator[Mark]:
    """A doubt for each cell in a column whose label the vocabulary does not know."""
    for label, text in more.items():
        if label not in vocabulary().columns:
            why = f"不认识“{label}”这一栏，照录在“其他栏”里"
            yield Mark(f"其他栏｜{label}", text, why, kind="D06", confidence=0.0)


def _text(row: Row, layout: Columns, role: str) -> str | None:
    text = layout.text(row, role)
    return None if is_nothing(text) else joined(text)


def _more(row: Row, layout: Columns) -> dict[str, str]:
    """What the row prints in columns that are no field of the form, by their labels."""
    found = list(further(row, layout))
    labels = numbered(column_name(header) for header, _ in found)
    return {label: joined(cell.text) for label, (_, cell) in zip(labels, found, strict=True)}


def _numbers(row: Row, layout: Columns) -> tuple[dict[str, Decimal], tuple[Leftover, ...]]:
    """分值 and 得分; of a cell beside several rows the first row has the number."""
    numbers: dict[str, Decimal] = {}
    strange = []
    for role in (WEIGHT, SCORE):
        text = layout.own(row, role)
        value = amount(text)
        if value.number is not None:
            numbers[role] = value.number
        if value.strange:
            name = joined(layout.text(row, NAME))
            strange.append(Leftover(f"{name}｜{role}", joined(text), "这里应当是一个数"))
    return numbers, tuple(strange)


def _begins(row: Row, layout: Columns) -> bool:
    """Whether an indicator begins in this row: a cell of its own does."""
    return any(layout.own(row, role) for role in _NEW_ROW)


def _is_slot(indicator: Indicator) -> bool:
    """Whether the row is an unused slot of the blank form, as 指标2 or ……."""
    return _is_bare(indicator) and _PLACEHOLDER.fullmatch(squeezed(indicator.name)) is not None


def _is_bare(indicator: Indicator) -> bool:
    """Whether a row says nothing but its name."""
    empty = indicator.target.is_nothing and indicator.actual.is_nothing and indicator.reason is None
    return empty and indicator.weight is None and indicator.score is None


def _unlike_the_others(entries: Sequence[Entry]) -> list[Entry]:
    """The rows, with a doubt at each that lacks what most of them have: it may be no indicator."""
    has_weights = any(entry.indicator.weight is not None for entry in entries)
    lacks, mark = (_is_unweighted, _UNWEIGHTED) if has_weights else (_is_unfilled, _UNFILLED)
    return list(_marked(list(_marked(entries, _is_bare, _BARE)), lacks, mark))


_BARE = Mark(None, "", "这一行只有名称，也许不是指标")
_UNWEIGHTED = Mark(None, "", "这一行没有分值，别的各行都有，也许不是单独的指标")


_UNFILLED = Mark(None, "", "这一行没有指标值或完成值，别的各行都有，也许不是指标")


def _marked(entries: Sequence[Entry], lacks: Callable[[Indicator], bool], mark: Mark) -> Iterator[Entry]:
    lacking = [entry for entry in entries if lacks(entry.indicator)]
    for entry in entries:
        if entry in lacking and len(lacking) * 2 < len(entries):
            yield evolve(entry, marks=(*entry.marks, evolve(mark, decided=entry.indicator.name)))
        else:
            yield entry


def _is_unweighted(indicator: Indicator) -> bool:
    said = indicator.weight is not None or indicator.score is not None
    return not said and not _is_bare(indicator) and not indicator.name.startswith("其中")


def _is_unfilled(indicator: Indicator) -> bool:
    return not _is_bare(indicator) and (indicator.target.is_nothing or indicator.actual.is_nothing)


def _goes_on(indicator: Indicator) -> bool:
    """Whether the row only carries on with the texts of the one above, cut by a page's end."""
    return not indicator.name and indicator.weight is None and indicator.score is None


def _only_reason(indicator: Indicator) -> bool:
    return indicator.target.is_nothing and indicator.actual.is_nothing


_ADDED = Mark(REASON, "", "下面一行的文字接在了后面，也许不是这一行的", kind="D03")


def _continued(entry: Entry, rest: Entry, marks: tuple[Mark, ...]) -> Entry:
    first, more = entry.indicator, rest.indicator
    reason = "\n".join(text for text in (first.reason, more.reason) if text) or None
    indicator = evolve(
        first,
        target=Value(first.target.text + more.target.text),
        actual=Value(first.actual.text + more.actual.text),
        reason=reason,
    )
    marks = tuple(evolve(mark, decided=reason or "") for mark in marks)
    return evolve(
        entry,
        indicator=indicator,
        leftovers=(*entry.leftovers, *rest.leftovers),
        marks=(*entry.marks, *marks),
    )
