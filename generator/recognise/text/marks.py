"""A doubt for whatever of a form its text does not say for certain."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ...form import Form
from ...problem import Path
from ...vocabulary import bare, vocabulary
from ..lines.flow import key
from ..recognised import Doubt
from .atoms import without_among
from .columns import FUND, NAME, SCORE
from .origin import Origin
from .reading import FormRead, Pair, RowRead

_GUESSED = 0.6
_HARDLY = 0.3
_SHOWN = 60
"""Characters of a text that a doubt quotes."""
_NAMES = ("项目名称", "主管部门", "实施单位", "年度")


def marks(form: Form, read: FormRead, origin: Origin) -> Iterator[Doubt]:
    """The doubts, in printed order."""
    yield from _pair_marks(form, read)
    yield from _fund_marks(form, read, origin)
    yield from _goal_marks(form, read, origin)
    yield from _row_marks(form, read, origin)
    yield from _total_marks(form, read)


def _pair_marks(form: Form, read: FormRead) -> Iterator[Doubt]:
    for pair in (*read.head, *read.foot):
        path = _pair_path(form, pair)
        if path and not pair.sure:
            why = "这一项的内容在文本中不止一段，或与名称不在一处"
            yield _doubt("D05", path, pair.value, why, pair.line)


def _pair_path(form: Form, pair: Pair) -> Path | None:
    """Where a pair's value stands in the form; None where it has none there."""
    label = bare(pair.label)
    term = vocabulary().term(label)
    if term in _NAMES:
        return (term,)
    if label in form.particulars:
        return ("基本信息", label)
    if label in form.footers:
        return ("表尾", label) if pair.value else None
    return (term,) if term in ("自评等级", "偏差原因分析及改进措施") else None


def _fund_marks(form: Form, read: FormRead, origin: Origin) -> Iterator[Doubt]:
    """One for each row of the funds whose amounts could stand in other columns."""
    rows = {_fund_name(row): row for row in read.funds.rows}
    for fund in form.funds.rows:
        row = rows.get(key(fund.name))
        if row is not None and row.sure:
            continue
        values = (fund.initial, fund.budget, fund.executed)
        decided = "｜".join("" if value is None else str(value) for value in values)
        why = f"{origin.words}里空白格没有痕迹，数字按次序与大小归栏"
        others = () if row is None else tuple(map(_spoken, row.others))
        yield _doubt("D05", ("项目资金", fund.name), decided, why, row.line if row else None, others)


def _fund_name(row: RowRead) -> str:
    return without_among(key(row.cells.get(FUND, ""))).rstrip(":：")


def _goal_marks(form: Form, read: FormRead, origin: Origin) -> Iterator[Doubt]:
    if read.goals.sure or not (form.goals.expected or form.goals.actual):
        return
    why = f"{origin.words}里两栏文字之间没有界线"
    texts = (("预期目标", form.goals.expected, 0), ("实际完成情况", form.goals.actual, 1))
    for name, text, index in texts:
        others = tuple(_short(other[index]) for other in read.goals.others)
        yield _doubt("D03", ("年度总体目标", name), _short(text), why, read.goals.line, others)


def _row_marks(form: Form, read: FormRead, origin: Origin) -> Iterator[Doubt]:
    waiting = list(read.indicators.rows)
    for path, indicator in form.indicators():
        row = next((row for row in waiting if key(row.cells.get(NAME, "")) == key(indicator.name)), None)
        if row is not None:
            waiting.remove(row)
            if row.sure:
                continue
        decided = "" if row is None else _spoken(row.cells)
        why = f"{origin.words}里各格没有界线，这一行按次序与内容归栏"
        others = () if row is None else tuple(map(_spoken, row.others))
        yield _doubt("D03", path, decided or indicator.name, why, row.line if row else None, others)


def _total_marks(form: Form, read: FormRead) -> Iterator[Doubt]:
    """Where the total does not agree with the scores, or could be another number of its line."""
    total = read.total
    if total is None or form.total is None:
        return
    scores = [i.score for _, i in form.indicators() if i.score is not None]
    summed = sum(scores, form.funds.score or Decimal(0))
    if not total.sure or summed != form.total:
        why = f"总分一行的数字可能属于别的栏；各项得分之和是{summed}"
        yield _doubt("D05", ("总分",), str(form.total), why, total.line, (str(summed),))


def _doubt(
    kind: str, path: Path, decided: str, why: str, line: int | None, others: Sequence[str] = ()
) -> Doubt:
    return Doubt(
        kind=kind,
        path=path,
        decided=decided,
        why=why,
        confidence=_GUESSED,
        alternatives=tuple(others[:2]),
        line=line,
    )


def _spoken(cells: Mapping[str, str]) -> str:
    return "｜".join(text for column, text in cells.items() if (text and column != SCORE) or text)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "……"
