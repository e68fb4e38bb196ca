"""What the audit says about a department's forms, each finding with the name of its project."""

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from ...audit import audit, audit_department
from ...form import Form
from ...problem import Problem, Severity
from ...profile import Profile

Named = tuple[str, Form]
"""A form and the name by which the summary calls it."""

_ORDER = tuple(Severity)


@frozen(kw_only=True)
class Finding:
    """One finding; `project` is empty where it is about all of them."""

    project: str
    severity: Severity
    rule: str
    field: str
    message: str
    hint: str


def named(forms: Sequence[Form]) -> tuple[Named, ...]:
    """Each form with its 项目名称, numbered from the second that has the same."""
    seen: Counter[str] = Counter()
    entries = []
    for form in forms:
        seen[form.project] += 1
        number = seen[form.project]
        entries.append((form.project if number == 1 else f"{form.project}〔{number}〕", form))
    return tuple(entries)


def findings(entries: Sequence[Named], profile: Profile) -> tuple[Finding, ...]:
    """The findings of every form and of all together, gravest first, then in the order of the forms."""
    found = [_finding(name, problem) for name, form in entries for problem in audit(form, profile)]
    found += [_finding(name, problem) for name, problem in audit_department(entries, profile)]
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))


def _finding(project: str, problem: Problem) -> Finding:
    return Finding(
        project=project,
        severity=problem.severity,
        rule=problem.rule,
        field=problem.field,
        message=problem.message,
        hint=problem.hint or "",
    )
