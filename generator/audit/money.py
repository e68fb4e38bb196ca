"""The funds block as the audit reads it: what the columns add up to, and which amounts to trust."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from attrs import frozen

from ..model.form import FundRow, Funds
from ..model.terms import AMOUNTS
from ..model.value import decimal_places
from ..model.vocabulary import vocabulary
from .text import Number, added

HUNDRED = Decimal(100)


@frozen(kw_only=True)
class Column:
    """One column of amounts: the total printed, and the sum of the sources."""

    attribute: str
    key: str
    printed: Decimal
    summed: Decimal
    agrees: bool


@frozen(kw_only=True)
class Money:
    """The totals after a single misprint is set right by the sum of the sources; None where not stated."""

    columns: tuple[Column, ...]
    initial: Decimal | None
    budget: Decimal | None
    executed: Decimal | None

    @property
    def is_overspent(self) -> bool:
        """Whether more was spent than the budget allowed."""
        return self.budget is not None and self.executed is not None and self.executed > self.budget

    @property
    def rate(self) -> Decimal | None:
        """全年执行数÷全年预算数 in percent, not rounded; 0 where the budget is 0 (财预〔2020〕10号)."""
        if self.budget is None or self.executed is None or self.is_overspent:
            return None
        return self.executed / self.budget * HUNDRED if self.budget else Decimal(0)


def read_money(funds: Funds) -> Money:
    """The funds block with its columns added up."""
    columns = tuple(_columns(funds))
    summed = {column.attribute: column.summed for column in columns if not column.agrees}
    total = funds.total or FundRow(name="")
    budget, executed = _credible(
        funds, _readings("budget", total, summed), _readings("executed", total, summed)
    )
    return Money(columns=columns, initial=total.initial, budget=budget, executed=executed)


def rate_fits(stated: Decimal, computed: Decimal) -> bool:
    """Whether a stated rate is the computed one, to its last printed digit."""
    return abs(stated - computed) <= Decimal(1).scaleb(-decimal_places(stated))


def _columns(funds: Funds) -> Iterator[Column]:
    """The columns that can be added up: a total, and at least one source that states an amount."""
    for key, attribute in AMOUNTS.items():
        printed = getattr(funds.total, attribute, None)
        amounts = [getattr(source, attribute) for source in funds.sources]
        if printed is not None and any(amount is not None for amount in amounts):
            summed, agrees = _compare(funds, attribute, printed)
            yield Column(attribute=attribute, key=key, printed=printed, summed=summed, agrees=agrees)


def _compare(funds: Funds, attribute: str, printed: Decimal) -> tuple[Decimal, bool]:
    """The sum of the sources, and whether some sound way of adding them gives the total."""
    every = [getattr(source, attribute) for source in funds.sources]
    outer = [getattr(source, attribute) for source in _outer(funds)]
    slack = _slack(funds.unit, [printed, *every])
    agrees = any(abs(added(amounts) - printed) <= slack for amounts in (every, outer))
    return added(outer), agrees


def _outer(funds: Funds) -> list[FundRow]:
    """The sources without those that 当年财政拨款 is itself made of."""
    names = [vocabulary().fund(source.name) for source in funds.sources]
    inner = {"中央补助", "地方资金"} if "当年财政拨款" in names else set()
    return [source for name, source in zip(names, funds.sources, strict=True) if name not in inner]


def _slack(unit: str, amounts: list[Number]) -> Decimal:
    """What rounding may hide: amounts in 元 are exact, in 万元 each is rounded to its last digit."""
    if "万" not in unit and "亿" not in unit:
        return Decimal(0)
    stated = [amount for amount in amounts if amount]
    coarsest = min((decimal_places(amount) for amount in stated), default=0)
    return Decimal("0.5").scaleb(-coarsest) * len(stated)


def _readings(attribute: str, total: FundRow, summed: dict[str, Decimal]) -> list[Number]:
    """The amount as printed, then as the sources say."""
    printed = getattr(total, attribute)
    return [printed, *(amount for name, amount in summed.items() if name == attribute)]


def _credible(funds: Funds, budgets: list[Number], executions: list[Number]) -> tuple[Number, Number]:
    """The first pair that the stated rate confirms; else the first that is possible at all."""
    pairs = [(b, e) for b, e in product(budgets, executions) if b is not None and e is not None]
    possible = [(b, e) for b, e in pairs if e <= b]
    confirmed = [
        (b, e) for b, e in possible if b and funds.rate is not None and rate_fits(funds.rate, e / b * HUNDRED)
    ]
    return next(iter(confirmed or possible), (budgets[0], executions[0]))
