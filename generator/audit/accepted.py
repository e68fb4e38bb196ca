"""What a person has accepted of the findings of a form: 核对, rule by rule, each with a reason."""

from collections.abc import Iterator

from ..model.form import Form
from ..model.terms import ACCEPTED
from ..model.value import NOTHING_MARKS
from .facts import Facts
from .needs import Given
from .rule import Finding, is_rule, rule

ACCEPTANCES = "R44"
"""The rule about what is accepted, which nobody can accept."""


def accepted_rules(form: Form) -> dict[str, str]:
    """Id of each rule whose findings a person has accepted → why; without a reason nothing is accepted."""
    stated = {_id(rule): reason.strip() for rule, reason in form.accepted.items() if _id(rule) != ACCEPTANCES}
    return {rule: reason for rule, reason in stated.items() if reason not in NOTHING_MARKS}


def _id(rule: str) -> str:
    return rule.strip().upper()


SOME_ACCEPTED = Given[Facts](
    lambda facts: bool(facts.form.accepted),
    "没有写核对",
    seen=lambda facts: f"核了 {len(facts.form.accepted)} 条核对",
)


@rule(ACCEPTANCES, SOME_ACCEPTED)
def acceptances(facts: Facts) -> Iterator[Finding]:
    """What is accepted of no rule, or without a reason."""
    for name, reason in facts.form.accepted.items():
        if not is_rule(_id(name)) or _id(name) == ACCEPTANCES:
            yield Finding(
                (ACCEPTED, name),
                f"“{name}”不是可以认可的规则编号",
                value=name,
                hint="请写规则编号，如 R12；全部规则见 docs/rules.md。",
            )
        elif reason.strip() in NOTHING_MARKS:
            yield Finding((ACCEPTED, name), f"认可 {_id(name)} 而没有写理由，不算认可", value=reason or None)
