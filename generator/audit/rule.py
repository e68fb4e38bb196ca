"""What a rule is: an id, what it says and why, the function that finds where a form breaks it; its outcome.

Every rule has one on every form: 通过, 发现, 不适用 or 无法判定, and why. No rule is silent.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from attrs import evolve, field, frozen

from ..model import problem
from ..model.data_file import data_file
from ..model.problem import Path, Problem, Severity
from .needs import Need, Verdict, answered

Subject = TypeVar("Subject")


@frozen
class Finding:
    """One place where a rule is broken: the path, what is wrong in numbers, what to do if not the rule's."""

    path: Path
    message: str
    value: str | None = None
    hint: str | None = None
    severity: Severity | None = None
    """Where it differs from the rule's own."""
    offset: int | None = None
    """Characters of the text at the path before the place; None where it is the whole value."""
    label: str = ""
    """For rules across forms: which form it is about; empty where it is about all of them."""


@frozen(kw_only=True)
class Rule(Generic[Subject]):
    """One rule, as `rules.yaml` words it. `hint` is what to do where a finding has no advice of its own.

    `needs` are what it cannot do without: where one is not met it finds nothing, and says why.
    """

    id: str
    severity: Severity = field(converter=Severity)
    title: str
    formula: str
    source: str
    example: str
    hint: str | None = None
    find: Callable[[Subject], Iterable[Finding]]
    needs: tuple[Need[Any], ...] = ()

    def problems(self, subject: Subject) -> tuple[Problem, ...]:
        """The rule's findings as problems, without a place in a file."""
        return tuple(found for _, found in self.labelled(subject))

    def labelled(self, subject: Subject) -> tuple[tuple[str, Problem], ...]:
        """The findings, each with the label of the form that it is about (for rules across forms)."""
        return tuple((finding.label, self._problem(finding)) for finding in self.find(subject))

    def _problem(self, finding: Finding) -> Problem:
        found = problem.of(
            finding.severity or self.severity,
            self.id,
            finding.message,
            path=finding.path,
            value=finding.value,
            hint=finding.hint or self.hint,
        )
        return found if finding.offset is None else evolve(found, offset=finding.offset)


AnyRule = Rule[Any]
"""A rule of whatever subject, where only its words matter."""


def rule(
    rule_id: str, *needs: Need[Any]
) -> Callable[[Callable[[Subject], Iterable[Finding]]], Rule[Subject]]:
    """A decorator: the function that finds becomes the rule of that id, which has these needs."""
    return lambda find: Rule(id=rule_id, find=find, needs=needs, **_words()[rule_id])


def is_rule(rule_id: str) -> bool:
    """Whether there is a rule of that id."""
    return rule_id in _words()


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    """Rule id → what it says."""
    return dict(data_file("rules.yaml", __package__))


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
