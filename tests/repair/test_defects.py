import pytest

from generator.repair.log import CHARACTER_MAP, replay
from generator.repair.text.defects import COMPATIBILITY, COMPOSED, DOUBLED, RADICAL, SPACED, one_ideograph
from generator.repair.text.restore import repair_text

DEFECTS = [
    (RADICAL, "⼤数据中⼼服务⺠生", "大数据中心服务民生"),
    (COMPATIBILITY, "年度\uf98e不\uf967", "年度年不不"),
    (RADICAL, "⼈人均收⼊入，⼈⼈有责，⼊人⼝口", "人均收入，人人有责，入人口"),
    (RADICAL, "⼾户籍人口，⿈黄色预警", "户籍人口，黄色预警"),
    (RADICAL, "⼾籍人口，⾭年中心，⿈色预警", "户籍人口，青年中心，黄色预警"),
    (RADICAL, "國民⼾籍，⾭年中心，⿈色預警，經過說明", "國民戶籍，青年中心，黃色預警，經過說明"),
    (COMPATIBILITY, "\uf98e年度\uf967不\uf98e", "年度不年"),
    (DOUBLED, "项项目目支支出出绩绩效效自自评评表表", "项目支出绩效自评表"),
    (SPACED, "制 定 政 务 云 应 用 安 全 管 理 办 法", "制定政务云应用安全管理办法"),
    (COMPOSED, "cafe\u0301", "caf\u00e9"),
]


@pytest.mark.parametrize(("rule", "raw", "true"), DEFECTS)
def test_each_defect_is_restored_under_its_own_rule(rule: str, raw: str, true: str) -> None:
    repair = repair_text(raw, source="case")
    assert repair.text == true
    assert {entry.rule for entry in repair.log.entries} == {rule}
    assert replay(repair.log, raw) == true


def test_lines_keep_their_numbers_where_they_become_shorter() -> None:
    raw = "一\n项项目目支支出出绩绩效效\n二\n制 定 管 理 办 法\n三"
    assert repair_text(raw, source="case").text.split("\n") == [
        "一",
        "项目支出绩效",
        "二",
        "制定管理办法",
        "三",
    ]


def test_columns_and_numbers_keep_their_spaces_and_pairs() -> None:
    raw = "主管部门 上海市大数据中心 上海市大数据中心\n100 100 22 33\n112233445566\n＝＝＝＝＝＝＝＝＝＝＝＝"
    assert repair_text(raw, source="case").text == raw


def test_no_rule_speaks_in_the_name_of_another() -> None:
    repair = repair_text("⼤数据", source="case")
    assert CHARACTER_MAP not in {entry.rule for entry in repair.log.entries}


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("⼊入", "入"),
        ("入⼊", "入"),
        ("⺫⽬目", "目"),  # the first has no character that it stands for
        ("⼾户", "户"),  # held equal to 戶
        ("⾏\ufa08行", "行"),
        ("\uf967不", "不"),
        ("⻓⾧", ""),  # 长 and 長
        ("⽬⽬", "目"),
        ("入", ""),
        ("入入", ""),
        ("⼾户戶", ""),
        ("株式", ""),
        ("\uf967了", ""),
        ("fi", ""),
        ("⼊a", ""),
        ("⼊入a", ""),
        ("\ufa11崎", ""),  # unified, though it stands among the compatibility ideographs
        ("", ""),
    ],
)
def test_one_ideograph_of_a_claim(claim: str, true: str) -> None:
    assert one_ideograph(claim) == true
