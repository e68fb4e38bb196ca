"""Rules on what was attained: scores of missed and met targets, bands of words, results far above target."""

from collections.abc import Iterator
from decimal import Decimal

from ..model.problem import Severity
from ..model.profile import Profile
from ..model.terms import ACTUAL, REASON, SCORE
from .facts import Facts
from .needs import SCORED, EachRow, has_points, within_limits
from .rows import Row, is_noticeable, is_overrated
from .rule import Finding, rule
from .text import percent, points, shown

QUANTIFIED = EachRow(
    "能量化的三级指标",
    wanted=lambda row, _: row.target.measure is not None or row.target.period is not None,
    known=lambda row, facts: within_limits(row, facts) and row.attainment.met is not None,
    lacking="完成值不可比，或没有可核的得分",
)


@rule("R09", SCORED, QUANTIFIED)
def missed_targets(facts: Facts) -> Iterator[Finding]:
    """A missed target scored above (error) or below (information) the formulas."""
    for row in facts.rows:
        if row.weight is None or row.score is None or not 0 <= row.score <= row.weight:
            continue
        if is_overrated(row, row.weight, row.score):
            yield _overrated(row, row.weight, row.score, facts)
        elif (earned := row.earned(row.weight)) and min(abs(row.score - e) for e in earned) > row.slack:
            yield _underrated(row, row.weight, row.score)


def _overrated(row: Row, weight: Decimal, score: Decimal, facts: Facts) -> Finding:
    earned = row.earned(weight)
    limit = f"按公式至多 {_working(row, weight)}" if earned else "不应得满分"
    path = (*row.path, SCORE)
    return Finding(
        path,
        f"{_attained(row)}，未达年度指标值，{limit}，得分印作 {shown(score)}{facts.about_total(path)}",
        value=shown(score),
        hint="请按公式重算得分，或核对年度指标值与实际完成值。",
    )


def _underrated(row: Row, weight: Decimal, score: Decimal) -> Finding:
    return Finding(
        (*row.path, SCORE),
        f"{_attained(row)}，按公式为 {_working(row, weight)}，得分印作 {shown(score)}，低于公式",
        value=shown(score),
        severity=Severity.INFORMATION,
        hint="从严扣分的，可在偏差原因分析及改进措施中说明扣分办法。",
    )


def _attained(row: Row) -> str:
    return f"{row.name}的年度指标值 {row.target.text}，实际完成值 {row.actual.text}"


def _working(row: Row, weight: Decimal) -> str:
    """The formula with its numbers; of two formulas, the higher result."""
    share = max(row.attainment.shares)
    return f"{shown(weight)}×{percent(share * 100)}＝{points(max(row.earned(weight)))}"


JUDGED = EachRow(
    "三级指标",
    known=lambda row, facts: has_points(row, facts) and (row.attainment.met is not None or row.is_full),
    lacking="缺分值或得分，或完成值不可比",
)


@rule("R10", SCORED, JUDGED)
def met_targets(facts: Facts) -> Iterator[Finding]:
    """A met target that lost points, and full marks with a deviation explained."""
    for row in facts.rows:
        if row.weight is None or row.score is None:
            continue
        due = due_when_met(row, row.weight, facts.profile)
        if row.attainment.met and row.score < due:
            yield Finding(
                (*row.path, SCORE),
                f"{_attained(row)}，已达年度指标值，得分 {shown(row.score)} 低于"
                f"{'应得的' if due < row.weight else '分值'} {shown(due)}",
                value=shown(row.score),
                hint="已达年度指标值的应得满分；另有扣分理由的，请写明。",
            )
        elif row.attainment.met and due < row.score <= row.weight:
            yield _not_deducted(row, row.weight, row.score, due)
        if row.weight and row.is_full and row.has_reason and not is_noticeable(row, facts.profile):
            yield Finding(
                (*row.path, REASON),
                f"{row.name}得满分 {shown(row.score)}，却写有{REASON}",
                value=row.indicator.reason,
                hint=f"请核对得分，或删去{REASON}。",
            )


def due_when_met(row: Row, weight: Decimal, profile: Profile) -> Decimal:
    """What a met target earns: 分值, less what the profile takes where it is far exceeded."""
    return max(Decimal(0), weight - profile.excess(row.attainment.ratio))


def _not_deducted(row: Row, weight: Decimal, score: Decimal, due: Decimal) -> Finding:
    assert row.attainment.ratio is not None
    return Finding(
        (*row.path, SCORE),
        f"{_attained(row)}，为年度指标值的 {percent(row.attainment.ratio * 100)}，"
        f"按规则配置超额应扣 {shown(weight - due)} 分，得分 {shown(score)} 高于应得的 {shown(due)}",
        value=shown(score),
        hint="请按本地办法扣分；本地不扣的，请改规则配置的 over。",
    )


IN_WORDS = EachRow(
    "写明档次的定性指标",
    wanted=lambda row, facts: facts.profile.band(row.actual.text) is not None,
    known=lambda row, facts: within_limits(row, facts) and bool(row.weight),
    lacking="没有可核的分值与得分",
)


@rule("R11", SCORED, IN_WORDS)
def bands(facts: Facts) -> Iterator[Finding]:
    """A result in words against the share of points that these words allow."""
    for row in facts.rows:
        band = facts.profile.band(row.actual.text)
        if band is None or not row.weight or row.score is None or not 0 <= row.score <= row.weight:
            continue
        low, high = row.weight * band.low / 100, row.weight * band.high / 100
        if not low - row.exact <= row.score <= high + row.exact:
            yield Finding(
                (*row.path, SCORE),
                f"{row.name}的实际完成值为“{row.actual.text}”，属“{band.name}”，"
                f"得分应在 {points(low)}–{points(high)}，印作 {shown(row.score)}",
                value=shown(row.score),
            )


MORE_IS_BETTER = EachRow(
    "以多为好的量化指标",
    wanted=lambda row, _: row.target.measure is not None and row.target.operator not in ("≤", "<"),
    known=lambda row, _: row.attainment.met is not None,
    lacking="完成值不可比，或不知是否以多为好",
)


@rule("R16", MORE_IS_BETTER)
def exceeded(facts: Facts) -> Iterator[Finding]:
    """A result far above its target, and no word about it."""
    for row in facts.rows:
        if is_noticeable(row, facts.profile) and not row.is_explained and row.attainment.ratio is not None:
            is_far = row.attainment.ratio >= facts.profile.deviation.exceeded
            yield Finding(
                (*row.path, ACTUAL),
                f"{_attained(row)}，为年度指标值的 {percent(row.attainment.ratio * 100)}，未说明原因",
                value=row.indicator.actual.text,
                severity=Severity.WARNING if is_far else Severity.INFORMATION,
            )
