"""Rules on 分值 and 得分: sums, limits, quotas, and points lost without a reason."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from ..model.computed import final_total
from ..model.problem import Path
from ..model.terms import EXECUTED, FUNDS, GRADE, INDICATORS, REASON, SCORE, TOTAL, WEIGHT
from .facts import FULL_MARKS, Facts
from .needs import EXECUTION_RATE, SCORED, SOME_BUDGET, EachRow, Given, Verdict, has_points, stated
from .rows import Row, is_noticeable
from .rule import Finding, rule
from .text import is_reason, percent, points, shown

_QUOTA = re.compile(r"[（(]\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分\s*[）)]")


SOME_WEIGHT = Given[Facts](
    lambda facts: any(row.indicator.weight is not None for row in facts.rows),
    "各项都没有填写分值",
    Verdict.UNDECIDED,
    lambda facts: f"分值合计 {points(facts.printed_weights)}",
)
WEIGHED = Given[Facts](
    lambda facts: WEIGHT in facts.layout.indicators.spans or SOME_WEIGHT.is_there(facts),
    "这种表没有分值一栏",
)
SOME_SCORE = Given[Facts](
    lambda facts: any(row.score is not None for row in facts.rows),
    "各项都没有填写得分",
    Verdict.UNDECIDED,
    lambda facts: f"得分之和 {points(facts.printed_scores)}",
)


@rule("R04", WEIGHED, SOME_WEIGHT)
def weights_add_up(facts: Facts) -> Iterator[Finding]:
    """Σ分值 is 100; the one row that explains a difference is named."""
    total = facts.printed_weights
    if total == FULL_MARKS or all(row.indicator.weight is None for row in facts.rows):
        return
    cause, message = facts.weight_cause, f"分值合计 {points(total)}，应为 100{_left_out(facts, WEIGHT)}"
    if cause is None:
        yield Finding((INDICATORS,), message, value=shown(total), hint="请核对各项分值。")
        return
    yield Finding(
        cause.path,
        f"{message}；{cause.name}的分值 {shown(cause.printed)} 若为 {shown(cause.right)}，则合计与得分都相符",
        value=shown(cause.printed),
        hint="请核对这一项的分值。",
    )


PRINTED_TOTAL = stated("总分", lambda facts: facts.form.total, Verdict.NOT_APPLICABLE, "，由得分相加")
NO_CAUSE = Given[Facts](
    lambda facts: facts.score_cause is None, "有一项得分自相矛盾，不符在那一项报", Verdict.UNDECIDED
)


@rule("R05", SCORED, PRINTED_TOTAL, SOME_SCORE, NO_CAUSE)
def total_adds_up(facts: Facts) -> Iterator[Finding]:
    """总分 against Σ得分; silent where one contradictory 得分 is the cause and reported itself."""
    total, expected = facts.form.total, facts.printed_scores
    if total is None or total == expected or facts.score_cause is not None:
        return
    if all(row.indicator.score is None for row in facts.rows):
        return
    yield Finding(
        (TOTAL,),
        f"总分印作 {shown(total)}，各项得分之和为 {points(expected)}，相差 {points(abs(total - expected))}"
        + _left_out(facts, SCORE),
        value=shown(total),
    )


def _left_out(facts: Facts, key: str) -> str:
    """Rows that leave the figure blank, counted."""
    attribute = "weight" if key == WEIGHT else "score"
    blank = sum(getattr(row.indicator, attribute) is None for row in facts.rows)
    return f"（有 {blank} 行未填{key}）" if blank else ""


LIMITED = Given[Facts](
    lambda facts: (
        facts.fund_score is not None
        or any(row.score is not None for row in facts.rows)
        or (facts.money.budget is not None and facts.money.executed is not None)
    ),
    "没有填写得分，也没有填写预算数与执行数",
    Verdict.UNDECIDED,
    lambda facts: f"核了 {sum(row.score is not None for row in facts.rows)} 项得分与全年执行数",
)


@rule("R06", LIMITED)
def limits(facts: Facts) -> Iterator[Finding]:
    """No score above its 分值 or below 0, no spending above the budget."""
    yield from _score_limit((FUNDS,), facts.funds.weight, facts.form.funds.score, facts)
    for row in facts.rows:
        yield from _score_limit(row.path, row.weight, row.score, facts)
    yield from _overspent(facts)


def _score_limit(
    path: Path, weight: Decimal | None, score: Decimal | None, facts: Facts
) -> Iterator[Finding]:
    if score is None or (score >= 0 and (weight is None or score <= weight)):
        return
    limit = "小于 0" if score < 0 or weight is None else f"超过分值 {shown(weight)}"
    yield Finding(
        (*path, SCORE),
        f"得分 {shown(score)} {limit}{facts.about_total((*path, SCORE))}",
        value=shown(score),
        hint="得分应在 0 与分值之间，请改正。",
    )


def _overspent(facts: Facts) -> Iterator[Finding]:
    money, total = facts.money, facts.form.funds.total
    if total and money.is_overspent and money.budget is not None and money.executed is not None:
        yield Finding(
            (FUNDS, total.name, EXECUTED),
            f"全年执行数 {shown(money.executed)} 超过全年预算数 {shown(money.budget)}",
            value=shown(money.executed),
            hint="预算有追加的，全年预算数应为调整后的数；请核对两数。",
        )


PRINTED_QUOTAS = Given[Facts](lambda facts: bool(_quotas(facts)), "标题没有印分数")
COMPARABLE_QUOTAS = Given[Facts](
    lambda facts: any(_is_comparable(path, facts) for path in _quotas(facts)),
    "各行没有填写分值，无从与标题的分数比较",
    Verdict.UNDECIDED,
    lambda facts: f"核了 {len(_quotas(facts))} 处标题的分数",
)


@rule("R07", PRINTED_QUOTAS, COMPARABLE_QUOTAS)
def quotas(facts: Facts) -> Iterator[Finding]:
    """A number of points printed in a label against the rows below it."""
    sums = _sums(facts.rows)
    for path, label in _labels(facts):
        quota = _quota(label)
        if quota is not None and path in sums and quota != sums[path]:
            yield Finding(
                path,
                f"“{label}”印有 {shown(quota)} 分，其下各行分值之和为 {points(sums[path])}",
                value=label,
                hint="请核对标题中的分数与各行分值。",
            )
    yield from _fund_quota(facts)


def _quotas(facts: Facts) -> list[Path]:
    """The labels that print points, that of the funds among them."""
    labels = [*_labels(facts), ((FUNDS,), facts.form.label(FUNDS))]
    return [path for path, label in labels if _quota(label) is not None]


def _is_comparable(path: Path, facts: Facts) -> bool:
    return facts.funds.weight is not None if path == (FUNDS,) else path in _sums(facts.rows)


def _labels(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Every label over rows: the whole table's, each 一级指标, each 二级指标."""
    yield (INDICATORS,), facts.form.label(INDICATORS)
    for level1 in facts.form.levels:
        yield (INDICATORS, level1.name), level1.name
        for level2 in level1.children:
            yield (INDICATORS, level1.name, level2.name), level2.name


def _sums(rows: Iterable[Row]) -> dict[Path, Decimal]:
    """Σ分值 below each label, where any is stated."""
    sums: defaultdict[Path, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.weight is not None:
            for depth in (1, 2, 3):
                sums[row.path[:depth]] += row.weight
    return dict(sums)


def _fund_quota(facts: Facts) -> Iterator[Finding]:
    label, weight = facts.form.label(FUNDS), facts.funds.weight
    quota = _quota(label)
    if quota is not None and weight is not None and quota != weight:
        yield Finding(
            (FUNDS, WEIGHT),
            f"“{label}”印有 {shown(quota)} 分，预算执行率的分值为 {shown(weight)}",
            value=shown(weight),
            hint="请核对标题中的分数与分值。",
        )


def _quota(label: str) -> Decimal | None:
    match = _QUOTA.search(label)
    return Decimal(match[1]) if match else None


@rule("R08", SCORED, EachRow("三级指标", known=has_points, lacking="缺分值或得分"))
def unexplained_loss(facts: Facts) -> Iterator[Finding]:
    """Points lost and no reason written."""
    for row in facts.rows:
        weight, score = row.weight, row.score
        if weight is not None and score is not None and 0 <= score < weight and not row.is_explained:
            yield Finding(
                (*row.path, REASON),
                f"{row.name}得分 {shown(score)}，低于分值 {shown(weight)}，未说明原因"
                + facts.about_total((*row.path, SCORE)),
                value=row.indicator.reason,
            )


COMMON_REASON = Given[Facts](lambda facts: is_reason(facts.form.reason), "没有全表合写的偏差原因")
ALL_POINTS = EachRow(
    "有分值的三级指标",
    wanted=lambda row, _: bool(row.weight),
    known=lambda row, _: row.score is not None,
    lacking="缺得分",
)


@rule("R38", SCORED, COMMON_REASON, ALL_POINTS)
def reason_for_nothing(facts: Facts) -> Iterator[Finding]:
    """Full marks everywhere, and yet a deviation explained for the whole form; those of a row are R10's."""
    scored = [row for row in facts.rows if row.weight]
    fund_score = facts.fund_score
    is_full = fund_score is None or facts.funds.weight is None or fund_score >= facts.funds.weight
    if not scored or not is_full or not is_reason(facts.form.reason):
        return
    if all(row.is_full and not is_noticeable(row, facts.profile) for row in scored):
        yield Finding(
            (REASON,),
            f"{len(scored)} 项指标都得满分，却写有{REASON}",
            value=facts.form.reason,
            hint="请核对各项得分，或删去原因。",
        )


CAPS = Given[Facts](lambda facts: bool(facts.profile.caps), "规则配置没有给总分设上限（caps）")
FINAL_TOTAL = stated("总分", lambda facts: final_total(facts.form), note="，得分也不全")


@rule("R39", CAPS, EXECUTION_RATE, SOME_BUDGET, FINAL_TOTAL)
def capped(facts: Facts) -> Iterator[Finding]:
    """总分 above what the execution rate allows, where the profile says so."""
    rate, total = facts.money.rate, final_total(facts.form)
    cap = None if rate is None or not facts.money.budget else facts.profile.cap(rate)
    if cap and total is not None and total > cap.total:
        assert rate is not None
        yield Finding(
            (TOTAL,),
            f"执行率 {percent(rate)}，低于 {shown(cap.below)}%，"
            f"总分应不超过 {shown(cap.total)}，却是 {points(total)}",
            value=points(total),
        )


PRINTED_GRADE = Given[Facts](
    lambda facts: bool((facts.form.grade or "").strip()),
    "没有印等级",
    seen=lambda facts: f"等级 {facts.form.grade}",
)
KNOWN_GRADE = Given[Facts](
    lambda facts: facts.profile.grade_named(facts.form.grade or "") is not None,
    "所印的等级不在规则配置的等级里",
    Verdict.UNDECIDED,
)


@rule("R26", PRINTED_GRADE, KNOWN_GRADE, FINAL_TOTAL)
def grade(facts: Facts) -> Iterator[Finding]:
    """The stated grade against the band of the total."""
    stated, total = (facts.form.grade or "").strip(), final_total(facts.form)
    named = facts.profile.grade_named(stated)
    if total is None or named is None:
        return
    expected = facts.profile.grade(total)
    if named != expected:
        yield Finding((GRADE,), f"等级印作“{stated}”，总分 {shown(total)} 应为“{expected}”", value=stated)
