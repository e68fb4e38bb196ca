"""What can be set right without a person's judgement: the figures that are computed from others."""

from collections.abc import Container, Mapping
from decimal import Decimal, localcontext

from ..model.form import Form
from ..model.problem import Path
from ..model.profile import Profile, profile_for
from ..model.terms import FUNDS, RATE, SCORE, TOTAL
from ..model.value import round_half_up
from .accepted import accepted_rules
from .facts import PRECISION, Facts, read_facts, stated_rate_is_true
from .letters import restored
from .misprint import find_misprints
from .punctuation import full_width, paired
from .spaces import without_spaces
from .texts import texts


def fixes(form: Form, profile: Profile | None = None) -> Mapping[Path, Decimal]:
    """The right 执行率 (in percent), its 得分 and 总分 by path, where the printed ones are wrong.

    Only what follows from figures that nothing contradicts: amounts whose columns do not add up, and rows
    whose own 得分 is in doubt, are left to a person; so is what a person has accepted. Without a profile, the
    one of the form's layout.
    """
    with localcontext(prec=PRECISION):
        facts = find_misprints(read_facts(form, profile or profile_for(form.layout)))
        return {**_rate(facts), **_fund_score(facts), **_total(facts)}


def text_fixes(form: Form) -> Mapping[Path, str]:
    """The texts as they are surely meant, by path: true characters, marks in pairs and of full width, no
    needless spaces."""
    known = {rule for rule in ("R40", "R42", "R43", "R45") if rule not in accepted_rules(form)}
    located = texts(form)
    true = restored(located) if "R40" in known else {}
    mended = ((path, text, _mended(true.get(path, text), known)) for path, text in located)
    return {path: after for path, before, after in mended if after != before}


def _mended(text: str, rules: Container[str]) -> str:
    text = paired(text) if "R42" in rules else text
    text = full_width(text) if "R43" in rules else text
    return without_spaces(text) if "R45" in rules else text


def _rate(facts: Facts) -> dict[Path, Decimal]:
    rate = facts.money.rate
    if rate is None or stated_rate_is_true(facts) or _amounts_are_in_doubt(facts) or _accepted(facts, "R01"):
        return {}
    return {(FUNDS, RATE): round_half_up(rate)}


def _fund_score(facts: Facts) -> dict[Path, Decimal]:
    """The score where it is not 分值×执行率 and the weight is not in doubt."""
    score, expected = facts.form.funds.score, facts.expected_fund_score(facts.form.funds.weight)
    if score is None or expected is None or _amounts_are_in_doubt(facts):
        return {}
    is_accepted = _accepted(facts, "R02") or (_accepted(facts, "R01") and not stated_rate_is_true(facts))
    if is_accepted or (facts.weight_cause is not None and facts.weight_cause.path[0] == FUNDS):
        return {}  # its own 分值 seems misprinted
    return {} if abs(score - expected) <= facts.profile.tolerances.score else {(FUNDS, SCORE): expected}


def _total(facts: Facts) -> dict[Path, Decimal]:
    """The sum of the scores as they will be."""
    total, score = facts.form.total, _fund_score(facts).get((FUNDS, SCORE))
    is_left_to_a_person = facts.score_cause not in (None, (FUNDS, SCORE)) or _accepted(facts, "R05")
    if total is None or is_left_to_a_person or any(row.indicator.score is None for row in facts.rows):
        return {}
    expected = facts.printed_scores + (score - (facts.form.funds.score or 0) if score is not None else 0)
    return {} if total == expected else {(TOTAL,): expected}


def _amounts_are_in_doubt(facts: Facts) -> bool:
    """Whether a column that the rate is computed from does not add up."""
    return any(not column.agrees for column in facts.money.columns if column.attribute != "initial")


def _accepted(facts: Facts, rule: str) -> bool:
    return rule in accepted_rules(facts.form)
