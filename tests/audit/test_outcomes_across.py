"""What becomes of the rules across forms: one input of a rule changed flips its row and no other."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.audit import Declaration, Others, Verdict, copies, full_department_audit
from generator.audit.catalogue import DEPARTMENT_RULES, RULES
from generator.model.form import Form, Goals

from .cases import GRANT, LASTING, QUANTITY, SATISFACTION, TOTAL
from .edit import changed
from .forms import SOUND
from .test_declared import declaration, declared
from .test_department import TEXT
from .test_outcomes import MUTATIONS, applied, points, scored_otherwise

EXECUTED = "全年执行数"
OTHER_TEXT = (
    "在八个街道各设一处社区驿站，为高龄独居老人提供助餐、助浴和日间照料。"
    "服务人员全部持证上岗，每月回访一次，服务记录由街道逐户核对。"
    "经费由区级财政全额保障，按实际服务人次与服务机构结算。"
)
Verdicts = dict[str, Verdict]


@frozen(kw_only=True)
class Year:
    """A department's year: its forms, the goals declared for them, the total that the department gives."""

    forms: tuple[Form, ...]
    goals: tuple[Declaration, ...]
    total: Decimal
    earlier: tuple[Form, ...] = ()
    """The department's forms of other years."""
    elsewhere: tuple[Form, ...] = ()
    """Forms of other departments, with which the texts are compared."""

    def verdicts(self) -> Verdicts:
        """What became of every rule, on any form: found where it is on one of them."""
        labelled = [(f"{number}.yaml", form) for number, form in enumerate(self.forms)]
        others = Others(
            declarations=self.goals,
            earlier=self.earlier,
            copies=copies([*((form.department, form) for form in self.elsewhere), *labelled]),
        )
        audits = full_department_audit(labelled, totals={EXECUTED: self.total}, others=others)
        told: dict[str, set[Verdict]] = {rule.id: set() for rule in DEPARTMENT_RULES}
        for label, _ in labelled:
            for one in audits[label].outcomes:
                told[one.rule].add(one.verdict)
                assert one.why
        beside = {problem.rule for problem in audits[""].problems} if "" in audits else set()
        return {rule: _gravest(some, found=rule in beside) for rule, some in told.items()}


def _gravest(verdicts: set[Verdict], *, found: bool) -> Verdict:
    order = (Verdict.FOUND, Verdict.UNDECIDED, Verdict.PASSED, Verdict.NOT_APPLICABLE)
    return Verdict.FOUND if found else next(verdict for verdict in order if verdict in verdicts)


def _year() -> Year:
    """Two sound projects, each as its goals were declared."""
    first = evolve(SOUND, project="甲", goals=Goals(expected=TEXT.format(3), actual="全部完成。"))
    second = evolve(SOUND, project="乙", goals=Goals(expected=OTHER_TEXT, actual="已经建成。"))
    forms = (first, second)
    spent = [form.funds.total.executed for form in forms if form.funds.total is not None]
    return Year(
        forms=forms,
        goals=tuple(declaration(declared(form), form.project) for form in forms),
        total=sum((amount for amount in spent if amount is not None), Decimal(0)),
    )


YEAR = _year()


@frozen
class Mutation:
    """A change of one rule's input, made of something drawn; what else rightly follows from it."""

    rule: str
    change: Callable[[Any], Year]
    drawn: st.SearchStrategy[Any]
    follows: Mapping[str, Verdict]
    sound: Year = YEAR


def second(form: Form, *, goals: Form | None = None) -> Year:
    """The year with another second form, its goals declared as it has them unless they are given."""
    own = declaration(declared(form) if goals is None else goals, form.project)
    return evolve(YEAR, forms=(YEAR.forms[0], form), goals=(YEAR.goals[0], own))


def goals_of(path: tuple[Any, ...], value: Any) -> Year:  # noqa: ANN401 - whatever a field holds
    """The second form as it is, its goals declared otherwise."""
    return second(YEAR.forms[1], goals=declared(changed(YEAR.forms[1], path, value)))


def copied(number: int) -> Year:
    form = evolve(YEAR.forms[1], goals=Goals(expected=TEXT.format(number), actual="已经建成。"))
    return second(form)


def twice(name: str) -> Year:
    form = evolve(YEAR.forms[0], project=name)
    total = YEAR.forms[0].funds.total
    assert total is not None
    assert total.executed is not None
    return evolve(YEAR, forms=(YEAR.forms[0], form), goals=(YEAR.goals[0],), total=total.executed)


def less_given(amount: int) -> Year:
    return evolve(YEAR, total=YEAR.total - amount)


def otherwise_scored(score: Decimal) -> Year:
    form = evolve(applied(scored_otherwise(score)), project="乙", goals=YEAR.forms[1].goals)
    return second(form)


def budgeted(amount: int) -> Year:
    lower = changed(YEAR.forms[1], ("项目资金", TOTAL, "年初预算数"), f"{2_000_000 - amount}.00")
    lower = changed(lower, ("项目资金", GRANT, "年初预算数"), f"{1_800_000 - amount}.00")
    return second(YEAR.forms[1], goals=declared(lower))


def without_satisfaction(form: Form) -> Form:
    return evolve(form, levels=tuple(level for level in form.levels if level.name != SATISFACTION[1]))


def satisfied(form: Form, percent: int) -> Form:
    return changed(form, (*SATISFACTION, 0, "实际完成值"), f"{percent}%")


def _wide() -> Year:
    """Five projects with the forms of the year before, beside one of another department."""
    forms = tuple(
        evolve(
            satisfied(SOUND, 91 + number),
            project=name,
            goals=Goals(expected=f"{name * 30}。", actual="全部完成。"),
        )
        for number, name in enumerate("甲乙丙丁戊")
    )
    other = evolve(SOUND, department="另一个局", goals=Goals(expected=OTHER_TEXT, actual="全部完成。"))
    earlier = tuple(evolve(form, year=form.year - 1) for form in forms)
    return evolve(YEAR, forms=forms, goals=(), earlier=earlier, elsewhere=(other,))


WIDE = _wide()


def higher_before(more: int) -> Year:
    before = changed(WIDE.earlier[0], (*QUANTITY, 0, "年度指标值"), f"≥{12 + more}个")
    return evolve(WIDE, earlier=(before, *WIDE.earlier[1:]))


def equally_satisfied(percent: int) -> Year:
    return evolve(WIDE, forms=tuple(satisfied(form, percent) for form in WIDE.forms))


def copied_from_elsewhere(number: int) -> Year:
    goals = Goals(expected=WIDE.forms[number].goals.expected, actual="全部完成。")
    return evolve(WIDE, elsewhere=(evolve(WIDE.elsewhere[0], goals=goals),))


NAMES = st.sampled_from(["培训场次", "新增床位数", "编写教材种类"])
ACROSS = (
    Mutation("R25", copied, st.integers(4, 900), {}),
    Mutation("R27", twice, st.sampled_from(["甲", " 甲", "甲 ", "甲\u3000"]), {}),
    Mutation("R28", less_given, st.integers(1, 3_000_000), {}),
    Mutation("R29", otherwise_scored, points("1", "9"), {}),
    Mutation(
        "R46",
        lambda word: goals_of((*LASTING, 0, "年度指标值"), word),
        st.sampled_from(["建立", "基本健全", "完善"]),
        {},
    ),
    Mutation(
        "R47", lambda more: goals_of((*QUANTITY, 0, "年度指标值"), f"≥{12 + more}个"), st.integers(1, 99), {}
    ),
    Mutation(
        "R48",
        lambda name: second(
            without_satisfaction(YEAR.forms[1]),
            goals=declared(changed(YEAR.forms[1], (*SATISFACTION, 0, "三级指标"), name)),
        ),
        NAMES,
        {},
    ),
    Mutation(
        "R49",
        lambda name: second(
            changed(YEAR.forms[1], (*SATISFACTION, 0, "三级指标"), name),
            goals=declared(without_satisfaction(YEAR.forms[1])),
        ),
        NAMES,
        {},
    ),
    Mutation(
        "R50",
        lambda text: goals_of(("年度总体目标", "预期目标"), text),
        st.sampled_from(["建成九处社区驿站。", "改造供水管网。"]),
        {},
    ),
    Mutation("R51", budgeted, st.integers(10_000, 900_000), {}),
    Mutation(
        "R52",
        lambda name: evolve(
            YEAR, goals=(*YEAR.goals, declaration(evolve(declared(SOUND), project=name), name))
        ),
        st.sampled_from(["丙", "没有自评的项目"]),
        {},
    ),
    Mutation("R53", higher_before, st.integers(1, 99), {}, WIDE),
    Mutation("R54", equally_satisfied, st.integers(91, 100), {}, WIDE),
    Mutation("R55", copied_from_elsewhere, st.integers(0, 4), {}, WIDE),
)


def test_the_year_shows_nothing() -> None:
    alone = {"R53", "R54"}
    told = YEAR.verdicts()
    assert {told[rule] for rule in told.keys() - alone} == {Verdict.PASSED}
    assert {told[rule] for rule in alone} == {Verdict.NOT_APPLICABLE}
    wide = WIDE.verdicts()
    assert {wide[rule] for rule in (*alone, "R55")} == {Verdict.PASSED}


@pytest.mark.parametrize("mutation", ACROSS, ids=lambda mutation: mutation.rule)
def test_an_input_across_forms_flips_its_row_and_no_other(mutation: Mutation) -> None:
    sound = mutation.sound.verdicts()

    @settings(max_examples=8, derandomize=True, deadline=None, database=None)
    @given(mutation.drawn)
    def flips(drawn: object) -> None:
        told = mutation.change(drawn).verdicts()
        differing = {rule: verdict for rule, verdict in told.items() if verdict is not sound[rule]}
        assert differing == {mutation.rule: Verdict.FOUND, **mutation.follows}

    flips()


ELSEWHERE = {"R07", "R39"}
"""Rules on labels and on the profile, whose inputs no change of a value touches: see `test_outcomes`."""


def test_every_rule_has_an_input_that_flips_it() -> None:
    proved = {one.rule for one in (*MUTATIONS, *ACROSS)} | ELSEWHERE
    assert [rule.id for rule in RULES if rule.id not in proved] == []
