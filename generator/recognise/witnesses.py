"""Sums as witnesses: what a form adds up itself, held against how it was read.

Where a sum fails and another assignment of the same numbers satisfies it, the fields are doubts and both
readings are named; where one holds, what was inferred about its numbers is surer. A sum that fails in every
assignment is the form's own mistake, which the audit reports.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import permutations

from attrs import evolve

from ..model.computed import execution_share, score_total, weight_total
from ..model.form import Form, FundRow
from ..model.problem import Path
from ..model.terms import AMOUNTS
from .recognised import Doubt, Recognised

_ATTRIBUTES = tuple(AMOUNTS.values())
_NEAR = Decimal("0.05")
"""How far a printed sum or rate may stand from the computed one, being rounded."""
_SURER = 0.96
"""The confidence of what a sum bears out."""


def heard(found: Recognised, totals: Sequence[Decimal] = (), weights: Sequence[Decimal] = ()) -> Recognised:
    """The recognition after its sums were heard.

    `totals` are the numbers printed where the total stands, `weights` those below the weights.
    """
    form, doubts = _with_total(found.form, totals, weights)
    doubts = [*doubts, *_scores(form), *_added_rows(form, weights), *_funds(form)]
    borne = _borne_out(form)
    kept = (_surer(doubt) if _is_borne(doubt, borne) else doubt for doubt in found.doubts)
    said = {doubt.path for doubt in doubts}
    return evolve(found, form=form, doubts=(*(doubt for doubt in kept if doubt.path not in said), *doubts))


def _with_total(
    form: Form, totals: Sequence[Decimal], weights: Sequence[Decimal]
) -> tuple[Form, list[Doubt]]:
    """The total that the scores add up to, where it is printed beside the one that was read."""
    sum_ = _printed_score(form, totals, weights)
    if sum_ is None or form.total == sum_:
        return form, []
    read = "没有读出" if form.total is None else f"读作{form.total:f}"
    why = f"总分{read}，各项得分之和是{sum_:f}，同一行里印有这个数"
    others = () if form.total is None else (f"{form.total:f}",)
    return evolve(form, total=sum_), [_doubt(("总分",), f"{sum_:f}", why, others)]


def _printed_score(form: Form, totals: Sequence[Decimal], below: Sequence[Decimal]) -> Decimal | None:
    """The sum of the scores among the printed totals; that of the indicators alone where only it is printed.

    Some forms leave the score of the funds out of the total. A total that is the sum of all weights is none
    where the scores add up to another number of its row, be it `below` the weights.
    """
    sum_ = score_total(form)
    if sum_ is None or sum_ in totals:
        return sum_
    rows = [row for _, row in form.indicators()]
    alone = sum((row.score for row in rows if row.score is not None), Decimal(0))
    weights = sum((row.weight for row in rows if row.weight is not None), Decimal(0))
    is_weight = form.total is not None and form.total in (weights, weight_total(form))
    return alone if is_weight and alone in (*totals, *below) else None


def _scores(form: Form) -> Iterator[Doubt]:
    """Whether the columns of weights and scores stand for each other."""
    weights, scores = weight_total(form), score_total(form)
    if form.total is None or scores in (None, form.total) or weights != form.total:
        return
    rows = [(path, row) for path, row in form.indicators() if row.weight != row.score]
    if scores == Decimal(100) or all(_exceeds(row.score, row.weight) for _, row in rows):
        for path, row in rows:
            why = f"分值之和{weights:f}等于总分，得分之和{scores:f}不等，也许两栏互换了"
            yield _doubt((*path, "分值"), _text(row.weight), why, (_text(row.score),))
            yield _doubt((*path, "得分"), _text(row.score), why, (_text(row.weight),))


def _added_rows(form: Form, sums: Sequence[Decimal]) -> Iterator[Doubt]:
    """The one row without which the scores or the weights add up, which with it they do not."""
    scores = [row.score for _, row in form.indicators()]
    over = _beyond([form.funds.score, *scores], [] if form.total is None else [form.total])
    weights = [row.weight for _, row in form.indicators()]
    beyond = _beyond([form.funds.weight, *weights], sums)
    rows = [(path, row) for path, row in form.indicators() if row.score in over or row.weight in beyond]
    if len(rows) == 1:
        path, row = rows[0]
        why = f"去掉“{row.name}”这一行，各行之和才与合计相符，也许它不是单独的指标"
        yield _doubt(path, row.name, why)


def _beyond(numbers: Iterable[Decimal | None], sums: Sequence[Decimal]) -> list[Decimal]:
    """By how much numbers exceed what they should add up to; nothing where they add up to one of the sums."""
    read = sum((number for number in numbers if number is not None), Decimal(0))
    return [] if read in sums else [read - printed for printed in sums if read > printed]


def _exceeds(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


def _funds(form: Form) -> Iterator[Doubt]:
    """Whether the amounts of the total stand in other columns, or in another row."""
    rows = form.funds.rows
    if not rows:
        return
    yield from _columns(form, rows[0])
    wrong = {k: name for k, name in AMOUNTS.items() if len(rows) > 2 and _sum_holds(rows, name) is False}
    yield from _rows(rows, wrong)
    yield from _added_funds(rows, wrong)


def _added_funds(rows: Sequence[FundRow], wrong: Mapping[str, str]) -> Iterator[Doubt]:
    """The one source without which a column adds up to the total, which with it does not."""
    for key, attribute in wrong.items():
        total, *amounts = (getattr(row, attribute) or Decimal(0) for row in rows)
        over = sum(amounts, Decimal(0)) - total
        added = [row for row, number in zip(rows[1:], amounts, strict=True) if number and number == over]
        if len(added) == 1 and total and over != sum(amounts, Decimal(0)):
            why = f"去掉“{added[0].name}”这一行，各项资金之和才等于“{rows[0].name}”"
            yield _doubt(("项目资金", added[0].name, key), f"{over:f}", why)


def _columns(form: Form, total: FundRow) -> Iterator[Doubt]:
    """Another order of the amounts that gives the printed rate, which the read one does not."""
    rate = form.funds.rate
    amounts = [getattr(total, name) for name in _ATTRIBUTES]
    if rate is None or _gives(amounts, rate) or None in amounts[1:]:
        return
    for order in permutations(range(3)):
        other = [amounts[place] for place in order]
        if _gives(other, rate) and _add_up(form, order):
            why = f"全年执行数÷全年预算数不等于印出的执行率{rate:f}%，各数换一种排法便相等，也许栏目错了位"
            for name, read, instead in zip(AMOUNTS, amounts, other, strict=True):
                if read != instead:
                    yield _doubt(("项目资金", total.name, name), _text(read), why, (_text(instead),))
            return


def _gives(amounts: Sequence[Decimal | None], rate: Decimal) -> bool:
    _, budget, executed = amounts
    share = execution_share(budget, executed)
    return share is not None and abs(share - rate) <= _NEAR


def _add_up(form: Form, order: Sequence[int]) -> bool:
    """Whether no column of amounts, in another order, contradicts its sources."""
    return all(_sum_holds(form.funds.rows, _ATTRIBUTES[place]) is not False for place in order)


def _sum_holds(rows: Sequence[FundRow], attribute: str, total: int = 0) -> bool | None:
    """Whether the other rows add up to one; None where it or all others print nothing."""
    amounts = [getattr(row, attribute) for row in rows]
    others = [number for place, number in enumerate(amounts) if place != total and number is not None]
    if amounts[total] is None or not others:
        return None
    return bool(sum(others, Decimal(0)) == amounts[total])


def _rows(rows: Sequence[FundRow], wrong: Mapping[str, str]) -> Iterator[Doubt]:
    """Another row that is the sum of all others, where the first one is not."""
    total = rows[0]
    for key, attribute in wrong.items():
        instead = [
            row
            for place, row in enumerate(rows)
            if place and _sum_holds(rows, attribute, place) and getattr(row, attribute)
        ]
        if instead:
            read, other = _text(getattr(total, attribute)), _text(getattr(instead[0], attribute))
            why = f"各项资金之和不等于“{total.name}”，而“{instead[0].name}”等于其余各项之和"
            yield _doubt(("项目资金", total.name, key), read, why, (other,))
            yield _doubt(("项目资金", instead[0].name, key), other, why, (read,))


def _borne_out(form: Form) -> Mapping[Path, bool]:
    """The fields of the funds and the ends of paths whose sum holds."""
    scores = score_total(form)
    borne: dict[Path, bool] = {}
    if scores is not None and scores == form.total:
        borne[("得分",)] = True
    if weight_total(form) == Decimal(100):
        borne[("分值",)] = True
    for key, attribute in AMOUNTS.items():
        if form.funds.rows and _sum_holds(form.funds.rows, attribute):
            borne[(key,)] = True
    return borne


def _is_borne(doubt: Doubt, borne: Mapping[Path, bool]) -> bool:
    """Whether a doubt about the place of a number is one that a sum speaks to."""
    return doubt.kind == "D05" and doubt.path[-1:] in borne and bool(doubt.decided)


def _surer(doubt: Doubt) -> Doubt:
    return evolve(doubt, confidence=max(doubt.confidence, _SURER), why=f"{doubt.why}；合计相符")


def _text(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _doubt(path: Path, decided: str, why: str, others: Iterable[str] = ()) -> Doubt:
    return Doubt(kind="D08", path=path, decided=decided, why=why, confidence=0.3, alternatives=tuple(others))
