"""What a rule is: an id, what it says and why, and the function that finds where a form breaks it."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from attrs import frozen

from ..model.problem import Path, Problem, Severity

Subject = TypeVar("Subject")


@frozen
class Finding:
    """One place where a rule is broken: the path, what is wrong in numbers, what to do."""

    path: Path
    message: str
    value: str | None = None
    hint: str | None = None
    severity: Severity | None = None
    """Where it differs from the rule's own."""
    label: str = ""
    """For rules across forms: which form it is about; empty where it is about all of them."""


@frozen(kw_only=True)
class Rule(Generic[Subject]):
    """One rule. `formula`, `source` and `example` are what `check --explain` prints."""

    id: str
    severity: Severity
    title: str
    formula: str
    source: str
    example: str
    find: Callable[[Subject], Iterable[Finding]]

    def problems(self, subject: Subject) -> tuple[Problem, ...]:
        """The rule's findings as problems, without a place in a file."""
        return tuple(self._problem(finding) for finding in self.find(subject))

    def labelled(self, subject: Subject) -> tuple[tuple[str, Problem], ...]:
        """The findings of a rule across forms, each with the label of its form."""
        return tuple((finding.label, self._problem(finding)) for finding in self.find(subject))

    def _problem(self, finding: Finding) -> Problem:
        return Problem(
            rule=self.id,
            severity=finding.severity or self.severity,
            message=finding.message,
            path=finding.path,
            value=finding.value,
            hint=finding.hint,
        )


AnyRule = Rule[Any]
"""A rule of whatever subject, where only its words matter."""


def rule(
    id: str,  # noqa: A002 - the rule's own word for it
    severity: Severity,
    title: str,
    *,
    formula: str,
    source: str,
    example: str,
) -> Callable[[Callable[[Subject], Iterable[Finding]]], Rule[Subject]]:
    """A decorator: the function that finds becomes the rule."""

    def as_rule(find: Callable[[Subject], Iterable[Finding]]) -> Rule[Subject]:
        return Rule(
            id=id,
            severity=severity,
            title=title,
            formula=formula,
            source=source,
            example=example,
            find=find,
        )

    return as_rule
