"""Whether an actual meets its target, and what share of the points a missed one earns."""

from decimal import Decimal

from attrs import frozen

from ..model.quantity import Measure, Period, is_time
from ..model.value import Value


@frozen(kw_only=True)
class Attainment:
    """`met` is None where it cannot be told. `shares`: what a miss earns by each formula in use, of 1.

    `ratio` is actual ÷ target where more is better and both are numbers.
    """

    met: bool | None = None
    shares: tuple[Decimal, ...] = ()
    ratio: Decimal | None = None


UNKNOWN = Attainment()
MET = Attainment(met=True)
MISSED = Attainment(met=False)


def attain(target: Value, actual: Value, *, ambiguous: bool, reverse: frozenset[str]) -> Attainment:
    """Compare like with like; words, other units and other directions are UNKNOWN.

    `ambiguous` says that without ≥ or ≤ more need not be better, as in costs. `reverse` names the formulas
    for targets where less is better.
    """
    if target.period and actual.period:
        return _by_date(target.period, actual.period)
    if target.measure is None or actual.measure is None or target.measure.unit != actual.measure.unit:
        return UNKNOWN
    if target.text == actual.text or target.measure == actual.measure:
        return _same(target, actual)
    if actual.operator not in (None, "=") or actual.upper is not None:  # itself only a bound (≥90%)
        return UNKNOWN
    if target.upper is not None:
        return _in_range(target.measure, actual.measure.low)
    if target.operator in ("≤", "<"):
        return _less(target, actual.measure.low, reverse)
    if target.operator not in ("≥", ">") and (ambiguous or _directionless(target.measure)):
        return UNKNOWN
    return _more(target, actual.measure.low)


def _same(target: Value, actual: Value) -> Attainment:
    """Equal numbers: met, unless the target excludes its bound."""
    strict = target.operator in ("<", ">") and actual.operator != target.operator
    return UNKNOWN if strict else Attainment(met=True, ratio=Decimal(1))


def _directionless(target: Measure) -> bool:
    """Whether more is not plainly better: times, and zero (0起)."""
    return target.low == 0 or is_time(target.unit)


def _more(target: Value, actual: Decimal) -> Attainment:
    assert target.measure is not None
    bound = target.measure.low
    if bound <= 0:
        return Attainment(met=actual >= bound)
    ratio = actual / bound
    return Attainment(met=True, ratio=ratio) if ratio >= 1 else Attainment(met=False, shares=(ratio,))


def _less(target: Value, actual: Decimal, reverse: frozenset[str]) -> Attainment:
    assert target.measure is not None
    bound = target.measure.low
    if actual <= bound:
        return MET
    if bound <= 0:
        return MISSED
    formulas = {"ratio": bound / actual, "linear": max(Decimal(0), 1 - (actual - bound) / bound)}
    return Attainment(met=False, shares=tuple(share for name, share in formulas.items() if name in reverse))


def _in_range(target: Measure, actual: Decimal) -> Attainment:
    if target.low <= actual <= target.high:
        return MET
    if actual > target.high or target.low <= 0:
        return UNKNOWN
    return Attainment(met=False, shares=(actual / target.low,))


def _by_date(target: Period, actual: Period) -> Attainment:
    if actual.last <= target.last:
        return MET
    return MISSED if actual.first > target.last else UNKNOWN
