"""What fell short, and what the forms say about why and what will be done."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import frozen

from ...derived import execution_rate, execution_score
from ...form import Form
from ...sheet import percent_text
from .points import EXECUTION

WHOLE_FORM = "（全表合写）"


@frozen(kw_only=True)
class Deviation:
    """A row with lost points or a reason; `reason` is 偏差原因分析及改进措施, empty where none stands."""

    project: str
    level2: str
    name: str
    target: str
    actual: str
    weight: Decimal | None
    score: Decimal | None
    reason: str

    @property
    def lost(self) -> Decimal | None:
        """分值 − 得分; None where either is missing."""
        return None if self.weight is None or self.score is None else self.weight - self.score


def deviations(entries: Iterable[tuple[str, Form]]) -> Iterator[Deviation]:
    """Form by form, in printed order; what a form says once for all its rows comes last."""
    for project, form in entries:
        for deviation in (_funds(project, form), *_rows(project, form), _whole(project, form)):
            if deviation.reason or (deviation.lost is not None and deviation.lost > 0):
                yield deviation


def _funds(project: str, form: Form) -> Deviation:
    funds = form.funds
    return Deviation(
        project=project,
        level2=EXECUTION,
        name=EXECUTION,
        target="",
        actual=percent_text(execution_rate(funds) if funds.rate is None else funds.rate),
        weight=funds.weight,
        score=execution_score(funds) if funds.score is None else funds.score,
        reason=_words(funds.reason),
    )


def _rows(project: str, form: Form) -> Iterator[Deviation]:
    for path, row in form.indicators():
        yield Deviation(
            project=project,
            level2=str(path[2]),
            name=row.name,
            target=row.full_target.text,
            actual=row.full_actual.text,
            weight=row.weight,
            score=row.score,
            reason=_words(row.reason),
        )


def _whole(project: str, form: Form) -> Deviation:
    return Deviation(
        project=project,
        level2="",
        name=WHOLE_FORM,
        target="",
        actual="",
        weight=None,
        score=None,
        reason=_words(form.reason),
    )


def _words(reason: str | None) -> str:
    return (reason or "").strip()
