"""What only several forms together show."""

from decimal import Decimal

import pytest
from attrs import evolve

from generator.audit import audit_department
from generator.model.form import Form, Goals

from .cases import LASTING
from .edit import changed
from .forms import DATA_OPERATION, ONE_STOP, SHANGHAI, SOUND

TEXT = (
    "本年度完成{}处老旧小区的供水管网改造工程，居民用水水压不足的问题基本解决。"
    "聘请监理单位对施工质量全程监督，验收一次合格。"
    "项目资金实行专账管理，按合同约定和工程进度支付，没有超出预算范围的支出。"
)


def rules(*forms: Form, **options: dict[str, Decimal]) -> list[tuple[str, str]]:
    labelled = [(f"{number}.yaml", form) for number, form in enumerate(forms)]
    return [(label, problem.rule) for label, problem in audit_department(labelled, **options)]  # type: ignore[arg-type]


def named(project: str, actual: str = "") -> Form:
    return evolve(SOUND, project=project, goals=Goals(actual=actual))


def test_the_shanghai_forms_show_nothing_together() -> None:
    assert rules(*SHANGHAI) == []


def test_a_text_copied_but_for_its_numbers() -> None:
    copied = named("乙", TEXT.format(12)), named("甲", TEXT.format(15))
    assert rules(*copied) == [("1.yaml", "R25")]


def test_one_common_sentence_is_no_copy() -> None:
    common = "项目资金实行专账管理，按合同约定和工程进度支付，没有超出预算范围的支出。"
    assert rules(named("甲", TEXT.format(1)), named("乙", common)) == []


def test_the_same_project_twice() -> None:
    assert rules(DATA_OPERATION, changed(DATA_OPERATION, ("项目名称",), "数据 运营服务")) == [
        ("1.yaml", "R27")
    ]
    assert ("1.yaml", "R27") not in rules(DATA_OPERATION, evolve(DATA_OPERATION, year=2021))


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("费 (运维)", "费(运维)", True),
        ("费（运维）", "费 (运维)", True),
        ("“一网通办”运营", '"一网通办"运营', True),
        ("ＡＩ 平台", "ai平台", True),
        ("费（运维）", "费（建设）", False),
        ("道路一期", "道路二期", False),
    ],
)
def test_names_are_compared_without_how_they_are_typed(first: str, second: str, is_one: bool) -> None:
    found = rules(evolve(DATA_OPERATION, project=first), evolve(DATA_OPERATION, project=second))
    assert (("1.yaml", "R27") in found) == is_one


def test_a_project_in_two_forms_counts_once() -> None:
    forms = (DATA_OPERATION, changed(DATA_OPERATION, ("项目名称",), "数据 运营服务"))
    amount = Decimal("43918000.00")
    assert rules(*forms, totals={"全年执行数": amount}) == [("1.yaml", "R27")]
    both = (forms[0], evolve(forms[1], accepted={"R27": "分两期填报"}))
    assert rules(*both, totals={"全年执行数": amount * 2}) == []


def test_totals_that_a_department_gives() -> None:
    forms = (evolve(DATA_OPERATION, project="甲"), ONE_STOP)
    total = Decimal("43918000.00") + Decimal("104756332.00")
    assert rules(*forms, totals={"全年执行数": total}) == []
    assert rules(*forms, totals={"全年执行数": total + 1}) == [("", "R28")]


def test_one_wording_scored_differently_in_two_projects() -> None:
    path = ("绩效指标", "效益指标", "可持续影响指标", 0, "得分")
    forms = (named("甲"), changed(named("乙"), path, "8.00"))
    assert rules(*forms) == [("1.yaml", "R29")]
    assert rules(*forms, named("丙"))[:1] == [("1.yaml", "R29")]


def test_one_wording_scored_alike_in_two_projects() -> None:
    """Other points, the same share; and another share, but for other words."""
    path = ("绩效指标", "效益指标", "可持续影响指标", 0)
    halved = changed(changed(named("乙"), (*path, "分值"), "5.00"), (*path, "得分"), "5.00")
    assert rules(named("甲"), halved) == []
    worded = changed(changed(named("乙"), (*path, "实际完成值"), "基本健全"), (*path, "得分"), "8.00")
    assert rules(named("甲"), worded) == []


def test_one_wording_scored_differently_within_one_project_only() -> None:
    """That is R15, told of the form itself."""
    path = ("绩效指标", "产出指标", "时效指标", 0)
    uneven = changed(changed(named("乙"), (*path, "实际完成值"), "健全"), (*path, "得分"), "4.00")
    assert rules(uneven, changed(named("丙"), (*LASTING, 0, "实际完成值"), "很健全")) == []


def test_an_accepted_finding_is_not_reported() -> None:
    twice = evolve(DATA_OPERATION, accepted={"R27": "分两期填报"})
    assert rules(DATA_OPERATION, twice) == []
