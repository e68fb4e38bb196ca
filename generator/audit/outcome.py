"""What became of every rule on a form: 通过, 发现, 不适用 or 无法判定, and why. No rule is silent."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from ..model.problem import Problem
from .needs import Verdict, answered
from .rule import AnyRule

__all__ = ["Outcome", "Verdict", "outcome"]


@frozen(kw_only=True)
class Outcome:
    """One rule on one form."""

    rule: str
    title: str
    verdict: Verdict
    why: str
    count: int = 0
    """How many findings; 0 unless the verdict is 发现."""


def outcome(
    rule: AnyRule, subject: object, found: Iterable[Problem], accepted: Mapping[str, str] | None = None
) -> Outcome:
    """What became of a rule: what it found, else what its needs answer.

    `accepted` is rule id → the reason for which a person has accepted its findings.
    """
    problems = tuple(found)
    if not problems:
        answer = answered(rule.needs, subject)
        return Outcome(rule=rule.id, title=rule.title, verdict=answer.verdict, why=answer.why)
    reason = (accepted or {}).get(rule.id)
    more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
    settled = f"已核对认可：{reason}；" if reason else ""
    return Outcome(
        rule=rule.id,
        title=rule.title,
        verdict=Verdict.FOUND,
        why=f"{settled}{problems[0].message}{more}",
        count=len(problems),
    )
