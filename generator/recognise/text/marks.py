"""A doubt for whatever of a form its text does not say for certain."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from ...model import terms
from ...model.form import Form
from ...model.problem import Path, path_in_words
from ...model.vocabulary import bare, vocabulary
from ..conservation import texts
from ..lines.books import Balance
from ..lines.flow import key
from ..recognised import Doubt
from .atoms import without_among
from .columns import FUND, NAME
from .origin import Origin
from .reading import FormRead, Pair, RowRead

_GUESSED = 0.6
_REASON = "偏差原因分析及改进措施"
_MOST_EMPTY = 0.25
_ROUNDING = Decimal("0.1")
_SHOWN = 60
"""Characters of a text that a doubt quotes."""
_WORDED = (terms.PLANNED, terms.DONE, terms.TARGET, terms.ACTUAL)
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
    term = vocabulary().label(label)
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
        others = () if row is None else tuple(_difference(row.cells, other) for other in row.others)
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
    levels: set[Path] = set()
    for path, indicator in form.indicators():
        row = next((row for row in waiting if key(row.cells.get(NAME, "")) == key(indicator.name)), None)
        if row is not None:
            waiting.remove(row)
            if row.sure:
                if path[:3] in levels:
                    why = "这一行没有印出级别，随上面一行，而上面一行的级别不能肯定"
                    yield _doubt("D01", path[:3], path_in_words(path[1:3]), why, row.line)
                    levels.discard(path[:3])
                continue
            levels.add(path[:3])
        decided = "" if row is None else _spoken(row.cells)
        why = f"{origin.words}里各格没有界线，这一行按次序与内容归栏"
        others = () if row is None else tuple(_difference(row.cells, other) for other in row.others)
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
    return "｜".join(text for text in cells.values() if text)


def _difference(cells: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Where another way to read a row puts its pieces: ``实际完成值：10｜分值：（空）``."""
    columns = dict.fromkeys((*other, *cells))
    changed = [column for column in columns if cells.get(column, "") != other.get(column, "")]
    return "｜".join(f"{column}：{other.get(column) or '（空）'}" for column in changed)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "……"


def unfounded(books: Balance, form: Form) -> Iterator[Doubt]:
    """A doubt for each field that says what its lines do not."""
    for path in books.unfounded:
        text = next((text for where, text in texts(form) if where == path), "")
        yield _doubt("D06", path, text, "这一栏的文字在文本里没有这么多", None)


def is_complete(form: Form, *, rows_apart: bool) -> bool:
    """Whether the rows say what was planned and done, all or none, and the scores make the total.

    Some forms leave the money's score out of it. Where the text keeps its rows apart and every row has its
    score, the form itself may be wrong.
    """
    rows = [indicator for _, indicator in form.indicators()]
    empty = sum(row.target.is_nothing and row.actual.is_nothing for row in rows)
    if _MOST_EMPTY * len(rows) < empty < len(rows):
        return False
    scores = [row.score for row in rows if row.score is not None]
    if form.total is None or not scores:
        return True
    summed = sum(scores, Decimal(0))
    sums = (summed, summed + (form.funds.score or Decimal(0)))
    return any(abs(each - form.total) <= _ROUNDING for each in sums) or (
        rows_apart and len(scores) == len(rows)
    )


def has_labels_for_text(form: Form) -> bool:
    """Whether a goal, or what was planned or done, is nothing but labels of levels, which stood elsewhere."""
    return any(_labels_only().fullmatch(text) for path, text in texts(form) if path[-1] in _WORDED)


@cache
def _labels_only() -> re.Pattern[str]:
    words = vocabulary()
    names = sorted({*words.level1.values(), *words.level2.values()}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, names))})+")


def shared_reasons(form: Form) -> Iterator[Doubt]:
    """Doubts where a reason stands beside a row that lost nothing, and a row below it that lost has none.

    In text a merged cell stands in the first of its rows only.
    """
    above: tuple[Path, str] | None = None
    for path, row in form.indicators():
        lost = row.score is not None and row.weight is not None and row.score < row.weight
        if row.reason:
            above = None if lost else (path, row.reason)
        elif lost and above is not None:
            for where, decided, other in ((above[0], above[1], ""), (path, "", above[1])):
                why = "没有扣分的一行写了原因，其下扣了分的一行没有：这一格可能横跨几行"
                yield Doubt(
                    kind="D02",
                    path=(*where, _REASON),
                    decided=decided,
                    why=why,
                    confidence=_GUESSED,
                    alternatives=(other,) if other else (),
                )
