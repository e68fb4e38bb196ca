"""What speaks against a piece of text in a column of the indicators or of the funds."""

import re
from collections.abc import Callable, Mapping

from ...model.value import NOTHING_MARKS, Value
from ...model.vocabulary import vocabulary
from ..amount import number, percent
from ..lines.flow import width
from .align import NEVER, Costs
from .atoms import Atom, Gap
from .origin import Origin

LEVEL1, LEVEL2, NAME = "一级指标", "二级指标", "三级指标"
TARGET, DONE, WEIGHT, SCORE = "年度指标值", "实际完成值", "分值", "得分"
REASON, OPERATOR, UNIT, CODE = "偏差原因分析及改进措施", "指标性质", "计量单位", "指标编码"
FUND = "资金名称"
AMOUNTS = ("年初预算数", "全年预算数", "全年执行数")
RATE = "执行率"

_SLOT = re.compile(r"(?:指标[0-9]{1,2}[:：]?|[….．·]{1,12})")
_OPENS_ROW = re.compile(r"指标[0-9]{1,2}[:：]?")
_OPERATOR = re.compile(
    r"[≥≤<>=＝＞＜≧≦═﹦⩾⩽]{1,2}|定性指标|定量指标|定性|定量|正向指标|反向指标|正向|反向|大于等于|小于等于|等于"
)
_LONE = "是否有无高中低优良差好大小多少全已"
"""Ideographs that may be all that a cell says; another alone in a line is the end of the text above it."""
_PROSE = re.compile(r"[，。；、,;因未已较]")
_UNIT = re.compile(r"(?:亿|万)?元$")
"""Of an amount, printed behind it."""
_CHINESE = re.compile(r"[一-鿿]")


def is_slot(text: str) -> bool:
    """Whether a text is an unused row of the blank form: ``指标2``, ``……``."""
    return bool(_SLOT.fullmatch(text))


def opens_row(text: str) -> bool:
    """Whether a text begins a row for certain: ``指标2……``."""
    return is_slot(text) or bool(_OPENS_ROW.match(text))


def is_value(text: str) -> bool:
    """Whether a text is one quantity."""
    return Value(text).number is not None


def _level(atom: Atom, known: bool, other: bool) -> float:
    if not atom.text:
        return 0.0
    if known:
        return 0.0
    if other:
        return 1.0
    if atom.plain.endswith("指标"):
        return 1.5
    return 2.2 if len(atom.plain) <= 6 and _CHINESE.match(atom.plain) and not is_value(atom.plain) else 5.0


def _level1(atom: Atom) -> float:
    words = vocabulary()
    known, other = words.as_level1(atom.plain) is not None, words.as_level2(atom.plain) is not None
    return _level(atom, known, other) + (0.3 if known and other else 0.0)


def _level2(atom: Atom) -> float:
    words = vocabulary()
    if words.as_level2(atom.plain) is None and words.as_level1(atom.plain) is not None:
        return 0.6
    return _level(atom, words.as_level2(atom.plain) is not None, other=False)


def _name(atom: Atom) -> float:
    if not atom.text:
        return 0.5
    if is_slot(atom.plain):
        return 0.0
    if not _CHINESE.search(atom.text):
        return 5.0
    if atom.is_level_label:
        return 3.0
    return 2.0 if is_value(atom.plain) or atom.plain in NOTHING_MARKS else 0.0


def _value(atom: Atom) -> float:
    if not atom.text:
        return 0.0
    if _OPERATOR.fullmatch(atom.plain):
        return 4.0
    if atom.is_level_label:
        return 4.0
    if is_value(atom.plain) or atom.plain in NOTHING_MARKS:
        return 0.0
    if len(atom.plain) == 1 and atom.gap is Gap.LINE and atom.plain not in _LONE:
        return 2.5
    return 0.3 if width(atom.plain) <= 12 else 0.8


def _operator(atom: Atom) -> float:
    return 0.0 if not atom.text or _OPERATOR.fullmatch(atom.plain) else 5.0


def _unit(atom: Atom) -> float:
    plain = atom.plain
    if not plain or plain in ("%", "％", "‰"):
        return 0.0
    return (
        0.0
        if len(plain) <= 5 and not any(map(str.isdigit, plain)) and not _OPERATOR.fullmatch(plain)
        else 5.0
    )


def _points(atom: Atom) -> float:
    if not atom.text:
        return 0.0
    if atom.plain in NOTHING_MARKS:
        return 0.5
    value = number(atom.plain.removesuffix("分"))
    return NEVER if value is None else 0.0 if 0 <= value <= 100 else 6.0


def _reason(atom: Atom) -> float:
    if not atom.text or atom.plain in NOTHING_MARKS or atom.plain in ("无", "0"):
        return 0.2
    if is_value(atom.plain) or _OPERATOR.fullmatch(atom.plain):
        return 4.0
    if atom.is_level or _SLOT.match(atom.plain):
        return 3.0
    return 0.3 if len(atom.plain) > 8 or _PROSE.search(atom.plain) else 1.6


_FITS: Mapping[str, Callable[[Atom], float]] = {
    LEVEL1: _level1, LEVEL2: _level2, NAME: _name, TARGET: _value, DONE: _value, OPERATOR: _operator,
    UNIT: _unit, WEIGHT: _points, SCORE: _points, REASON: _reason,
}  # fmt: skip


def piece_fits(atom: Atom, column: str) -> float:
    """Against a piece in a column of the indicators."""
    fits = _FITS.get(column)
    return fits(atom) if fits else 1.0


_SKIP = {
    LEVEL1: 0.1, LEVEL2: 0.2, NAME: 3.0, TARGET: 2.0, DONE: 2.0, OPERATOR: 0.8, UNIT: 0.8, WEIGHT: 3.0,
    SCORE: 3.0, REASON: 0.2,
}  # fmt: skip
_TEXTS = frozenset({NAME, TARGET, DONE, REASON})


def indicator_costs(columns: tuple[str, ...], origin: Origin) -> Costs:
    """The costs of the indicators' columns in a text of some origin."""
    bare = sum(column in (LEVEL1, LEVEL2) for column in columns)
    return Costs(
        columns=columns,
        fits=piece_fits,
        skip=lambda column: _skip(column, origin),
        goes_on=lambda atom, column: _goes_on(atom, column, origin),
        new_row=lambda atom: _new_row(atom, origin),
        same_row=lambda atom: _same_row(atom, origin),
        pair=_pair,
        slot=lambda atom: is_slot(atom.plain),
        bare_label=bare,
    )


def _skip(column: str, origin: Origin) -> float:
    if origin.keeps_empty:
        return 0.1 if column in (LEVEL1, LEVEL2) else 0.4 if column == REASON else 6.0
    if origin.is_unfilled and column in (TARGET, DONE, WEIGHT, SCORE):
        return 0.0
    return _SKIP.get(column, 0.5)


def _goes_on(atom: Atom, column: str, origin: Origin) -> float:
    """Against a piece that is a further line, or word, of the cell before it; or an empty cell too many."""
    if not atom.text and atom.gap is Gap.CELL and not origin.is_cell_a_line:
        return 1.0
    if atom.gap in (Gap.CELL, Gap.ROW) or _OPENS_ROW.match(atom.plain) or origin.is_cell_a_line:
        return NEVER
    if column not in _TEXTS:
        return 3.0 if column in (LEVEL1, LEVEL2) and atom.gap is Gap.LINE else NEVER
    wrong = 3.0 if atom.is_level_label else 0.0
    wrong += 2.0 if is_value(atom.plain) and len(atom.plain) > 1 else 0.0
    if atom.gap is Gap.BLANK:
        return 3.0 + wrong
    return (4.0 if origin.is_row_a_line else 0.8 if column != REASON else 0.4) + wrong


def _new_row(atom: Atom, origin: Origin) -> float:
    if atom.gap is Gap.CELL:
        return 0.0 if origin.is_cell_a_line else NEVER
    return 2.5 if atom.gap is Gap.BLANK else 0.0


def _same_row(atom: Atom, origin: Origin) -> float:
    if atom.gap is Gap.ROW:
        return NEVER
    return 8.0 if atom.gap is Gap.LINE and origin.is_row_a_line else 0.0


def _pair(one: Atom, before: str, other: Atom, after: str) -> float:
    """A score is not above its weight."""
    if (before, after) != (WEIGHT, SCORE):
        return 0.0
    weight, score = number(one.plain), number(other.plain)
    return 4.0 if weight is not None and score is not None and score > weight else 0.0


def fund_costs(columns: tuple[str, ...], origin: Origin) -> Costs:
    """The costs of the funds' columns, the name of the fund being the first."""
    return Costs(
        columns=columns,
        fits=fund_fits,
        skip=lambda column: _fund_skip(column, origin),
        goes_on=lambda atom, column: _fund_goes_on(atom, column, origin),
        new_row=lambda atom: _new_row(atom, origin) if atom.is_fund else _new_row(atom, origin) + 2.0,
        same_row=lambda atom: 0.5 * _same_row(atom, origin),
        pair=_fund_pair,
        slot=lambda atom: False,
        bare_label=1,
    )


def fund_fits(atom: Atom, column: str) -> float:
    """Against a piece in a column of the funds."""
    plain = atom.plain
    if column == FUND:
        return 0.0 if atom.is_fund else 5.0 if not _CHINESE.search(plain) else 1.5
    if column == REASON:
        return _reason(atom) + (4.0 if atom.is_fund else 0.0)
    if plain in NOTHING_MARKS:
        return 0.1
    value, rate = number(_UNIT.sub("", plain)), percent(plain)
    if value is None and rate is None:
        return NEVER if column in (*AMOUNTS, WEIGHT, SCORE, RATE) else 1.0
    if column == RATE:
        return 0.0 if rate is not None else 1.0
    if rate is not None:
        return 5.0
    return _points(atom) if column in (WEIGHT, SCORE) else 0.0


def _fund_skip(column: str, origin: Origin) -> float:
    if origin.keeps_empty:
        return 0.4 if column == REASON else 3.0 if column == FUND else 1.0
    return {FUND: 3.0, REASON: 0.1, RATE: 0.4, WEIGHT: 0.4, SCORE: 0.4}.get(column, 0.8)


def _fund_goes_on(atom: Atom, column: str, origin: Origin) -> float:
    if not atom.text and atom.gap is Gap.CELL and not origin.is_cell_a_line:
        return 1.0
    if atom.gap is not Gap.LINE or column not in (FUND, REASON) or atom.is_fund:
        return NEVER
    return 1.0 if _CHINESE.search(atom.plain) else NEVER


def _fund_pair(one: Atom, before: str, other: Atom, after: str) -> float:
    """What was spent is seldom above the budget, and what was scored never above its weight."""
    if (before, after) not in ((WEIGHT, SCORE), ("全年预算数", "全年执行数")):
        return 0.0
    first, second = number(one.plain), number(other.plain)
    if first is None or second is None or second <= first:
        return 0.0
    return 4.0 if after == SCORE else 1.0
