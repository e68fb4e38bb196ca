"""What a person has accepted of the findings of a form: 核对, rule by rule, each with a reason."""

from ..model.form import Form
from ..model.value import NOTHING_MARKS


def accepted_rules(form: Form) -> dict[str, str]:
    """Id of each rule whose findings a person has accepted → why; without a reason nothing is accepted."""
    stated = {rule.strip().upper(): reason.strip() for rule, reason in form.accepted.items()}
    return {rule: reason for rule, reason in stated.items() if has_reason(reason)}


def has_reason(text: str) -> bool:
    """Whether a text says why at all."""
    return text.strip() not in NOTHING_MARKS
