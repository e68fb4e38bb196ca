"""Stated values that follow from others: which of them were the computed ones once, and no longer are.

执行率, the funds' 得分, 总分, and the 执行率 of a single source. What was the computed value, has not been
touched since, and is computed otherwise now has become wrong by an edit elsewhere. What never agreed is the
document's own contradiction, and stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from .computed import execution_rate, execution_score, execution_share, score_total
from .form import Form, FundRow
from .problem import Path
from .terms import FUNDS, RATE, SCORE, TOTAL
from .value import decimal_places, round_half_up

_EXACT = 12
"""Decimals by which a rounded value is told from one that was cut off."""

Deriveds = Mapping[Path, "Derived"]


@frozen
class Derived:
    """A stated value, and what the form's other fields come to (percentages in percent)."""

    stated: Decimal
    exact: Decimal

    @property
    def computed(self) -> Decimal:
        """What would be printed: two decimals, or as many as are stated."""
        return round_half_up(self.exact, max(2, decimal_places(self.stated)))

    @property
    def agrees(self) -> bool:
        """Whether the stated value is the computed one, or that rounded or cut off at its last digit."""
        if self.stated == self.computed:
            return True
        rounded = round_half_up(self.exact, decimal_places(self.stated))
        unit = Decimal(1).scaleb(-decimal_places(self.stated))
        return self.stated == rounded or (rounded > self.exact and self.stated == rounded - unit)

    def is_outdated(self, then: "Derived") -> bool:
        """Whether what agreed `then` stands unchanged, while it is computed otherwise now."""
        return self.stated == then.stated and self.computed not in (then.computed, self.stated)


def derived(form: Form) -> Deriveds:
    """The stated values that can be computed, in the order in which they follow from each other."""
    funds = form.funds
    values: dict[Path, tuple[Decimal | None, Decimal | None]] = {
        (FUNDS, row.name, RATE): (row.rate, execution_share(row.budget, row.executed, _EXACT))
        for row in funds.rows
    }
    values[FUNDS, RATE] = (funds.rate, execution_rate(funds, _EXACT))
    values[FUNDS, SCORE] = (funds.score, execution_score(funds, _EXACT))
    values[TOTAL,] = (form.total, score_total(form))
    return {
        path: Derived(stated, exact)
        for path, (stated, exact) in values.items()
        if stated is not None and exact is not None
    }


def agreed(form: Form) -> Deriveds:
    """Those that are the computed ones."""
    return {path: value for path, value in derived(form).items() if value.agrees}


def without_outdated(form: Form, before: Sequence[Deriveds]) -> tuple[Form, Deriveds]:
    """The form without those that an edit elsewhere has made wrong, and which these are.

    `before` is what agreed at one time or another. A source's rate is set right: nothing else prints it.
    """
    found: dict[Path, Derived] = {}
    while now := next(_outdated(form, before), None):
        path, found[path] = now
        form = _without(form, path)
    return form, found


def unstated(form: Form, base: Form) -> tuple[Form, Form]:
    """An edited form and the one before, both without what says nothing.

    That is what agreed before and has not been changed, and what is stated anew as it is computed.
    """
    for path in agreed(base).keys() & _OF_THE_FORM:
        if _stated_at(form, path) == _stated_at(base, path):
            form = _without(form, path)
        base = _without(base, path)
    left_out = (derived(form).keys() - derived(base).keys()) & _OF_THE_FORM
    for path, value in derived(form).items():
        if path in left_out and value.stated == value.computed:
            form = _without(form, path)
    return form, base


_OF_THE_FORM: frozenset[Path] = frozenset({(FUNDS, RATE), (FUNDS, SCORE), (TOTAL,)})
"""What is computed where it is not stated."""


def _stated_at(form: Form, path: Path) -> Decimal | None:
    if path == (TOTAL,):
        return form.total
    return form.funds.rate if path[-1] == RATE else form.funds.score


def _outdated(form: Form, before: Sequence[Deriveds]) -> Iterator[tuple[Path, Derived]]:
    for path, now in derived(form).items():
        if any(now.is_outdated(then[path]) for then in before if path in then):
            yield path, now


def _without(form: Form, path: Path) -> Form:
    match path:
        case (key,) if key == TOTAL:
            return evolve(form, total=None)
        case (_, key) if key == RATE:
            return evolve(form, funds=evolve(form.funds, rate=None))
        case (_, key) if key == SCORE:
            return evolve(form, funds=evolve(form.funds, score=None))
    rows = tuple(_with_its_rate(row) if row.name == path[1] else row for row in form.funds.rows)
    return evolve(form, funds=evolve(form.funds, rows=rows))


def _with_its_rate(row: FundRow) -> FundRow:
    return evolve(row, rate=execution_share(row.budget, row.executed, max(2, decimal_places(row.rate))))
