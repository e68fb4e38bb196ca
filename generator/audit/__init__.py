"""The audit of a careful reviewer: what in a form contradicts itself, and what a reviewer would ask about.

`audit` looks at one form, `audit_department` at several together. Both are pure; their problems carry no
place: whoever knows the file adds it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from attrs import evolve, field, frozen

from ..model.form import Form, require_self_evaluation
from ..model.problem import Problem
from ..model.profile import Profile, profile_for
from .accepted import accepted_rules
from .approved import Declaration, Declarations, Earlier
from .catalogue import DEPARTMENT_RULES, FORM_RULES, RULES
from .copies import Copies, copies
from .department import Among, DepartmentFacts, Entry, double_forms
from .facts import PRECISION, read_facts
from .labels import in_words_of, text_in_words_of
from .misprint import find_misprints
from .needs import Verdict
from .rows import read_rows
from .rule import AnyRule, Outcome, outcome

__all__ = [
    "NO_OTHERS",
    "RULES",
    "Accepted",
    "Audit",
    "Declaration",
    "Others",
    "Outcome",
    "Verdict",
    "audit",
    "audit_department",
    "copies",
    "double_forms",
    "full_audit",
    "full_department_audit",
]


@frozen
class Accepted:
    """A finding that a person has accepted, and why."""

    problem: Problem
    reason: str


@frozen(kw_only=True)
class Audit:
    """What is to be told of a form, in the order of the rules and then of the form, and what is accepted.

    `outcomes` says what became of each rule, those about one form or those across forms.
    """

    problems: tuple[Problem, ...]
    accepted: tuple[Accepted, ...]
    outcomes: tuple[Outcome, ...] = ()


def audit(form: Form, profile: Profile | None = None, *, today: date | None = None) -> tuple[Problem, ...]:
    """Every finding that no person has accepted, in the order of the rules and then of the form.

    Without a profile, the one of the form's layout. Without a day, nothing is said of years to come.
    """
    return full_audit(form, profile, today=today).problems


def full_audit(form: Form, profile: Profile | None = None, *, today: date | None = None) -> Audit:
    """Every finding, those that a person has accepted by themselves; see `audit`.

    Raises ValueError for a form of another kind: declared goals are no self-evaluation.
    """
    require_self_evaluation(form)
    with localcontext(prec=PRECISION):
        facts = find_misprints(read_facts(form, profile or profile_for(form.layout), today))
        found = [(rule, facts, rule.problems(facts)) for rule in FORM_RULES]
        return _parted(found, form)


_Found = tuple[AnyRule, object, Iterable[Problem]]
"""A rule, what it looked at, and what it found there."""


def _parted(found: Iterable[_Found], form: Form) -> Audit:
    reasons = accepted_rules(form)
    told = [(rule, subject, tuple(in_words_of(form, problems))) for rule, subject, problems in found]
    listed = [problem for _, _, problems in told for problem in problems]
    return Audit(
        problems=tuple(problem for problem in listed if problem.rule not in reasons),
        accepted=tuple(Accepted(p, reasons[p.rule]) for p in listed if p.rule in reasons),
        outcomes=tuple(_in_words(outcome(*one, reasons), form) for one in told),
    )


def _in_words(outcome: Outcome, form: Form) -> Outcome:
    """The reason in the form's words; those of findings are in them already."""
    if not form.labels or outcome.verdict is Verdict.FOUND:
        return outcome
    return evolve(outcome, why=text_in_words_of(form, outcome.why))


@frozen(kw_only=True)
class Others:
    """What a department's forms are compared with beside each other.

    `declarations` are the goals that were declared for its projects, `earlier` its forms of other years;
    `copies` says of the forms that were compared with all others which of their texts are copied.
    """

    declarations: Sequence[Declaration] = ()
    earlier: Sequence[Form] = ()
    copies: Copies = field(factory=dict)


NO_OTHERS = Others()


def audit_department(
    forms: Sequence[tuple[str, Form]],
    profile: Profile | None = None,
    totals: Mapping[str, Decimal] | None = None,
) -> tuple[tuple[str, Problem], ...]:
    """What only several forms together show: each finding with the label of the form that it is about.

    `totals` are the department's own, in 元, by canonical key (年初预算数, 全年预算数, 全年执行数). A finding
    about all forms has the label "". Without a profile, each form is read with the one of its layout.
    """
    found = full_department_audit(forms, profile, totals)
    return tuple((label, problem) for label, one in found.items() for problem in one.problems)


def full_department_audit(
    forms: Sequence[tuple[str, Form]],
    profile: Profile | None = None,
    totals: Mapping[str, Decimal] | None = None,
    others: Others = NO_OTHERS,
) -> dict[str, Audit]:
    """By label, what several forms together show of each; see `audit_department`.

    `others` is what they are compared with beside each other.
    """
    with localcontext(prec=PRECISION):
        entries = [
            Entry(label=label, form=form, rows=tuple(read_rows(form, profile or profile_for(form.layout))))
            for label, form in forms
        ]
        facts = DepartmentFacts(
            entries=entries,
            totals=totals or {},
            declared=Declarations(tuple(others.declarations)),
            before=Earlier((*(form for _, form in forms), *others.earlier)),
            copies=others.copies,
        )
        found = {rule.id: _by_label(rule.labelled(facts)) for rule in DEPARTMENT_RULES}
        audits = {entry.label: _of_entry(entry, facts, found) for entry in entries}
    about_all = tuple(problem for by_label in found.values() for problem in by_label.get("", ()))
    return {**audits, "": Audit(problems=about_all, accepted=())} if about_all else audits


_ByLabel = Mapping[str, Sequence[Problem]]


def _by_label(labelled: Iterable[tuple[str, Problem]]) -> _ByLabel:
    found: defaultdict[str, list[Problem]] = defaultdict(list)
    for label, problem in labelled:
        found[label].append(problem)
    return found


def _of_entry(entry: Entry, facts: DepartmentFacts, found: Mapping[str, _ByLabel]) -> Audit:
    """One form's; what is found of all together is an outcome of each, and a problem of none."""
    among = Among(entry=entry, facts=facts)
    own = _parted(
        [(rule, among, found[rule.id].get(entry.label, ())) for rule in DEPARTMENT_RULES], entry.form
    )
    shared = (
        outcome(rule, among, found[rule.id][""]) if found[rule.id].get("") else None
        for rule in DEPARTMENT_RULES
    )
    outcomes = tuple(of_all or of_one for of_all, of_one in zip(shared, own.outcomes, strict=True))
    return evolve(own, outcomes=outcomes)
