"""Forms drawn from the words of many fields of administration, for recognition to be tried on."""

import random
from decimal import Decimal

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.value import Value

LEVELS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
ROWS = {
    "数量指标": [("新建乡村公路里程", "≥120公里", "126公里"), ("开展技能培训班次", "30期", "24期"),
              ("购置医疗设备数量并完成安装调试工作", "15台", "15台")],
    "质量指标": [("工程质量验收合格率", "100%", "100%"), ("培训合格率", "≥95%", "91%")],
    "时效指标": [("项目按期开工率", "100%", "80%"), ("资金拨付及时性", "及时拨付到各实施单位", "基本及时")],
    "成本指标": [("单位公里造价控制", "不超过批复概算金额", "控制在批复概算以内"),
              ("人均培训成本", "≤1500元", "1480元")],
    "经济效益指标": [("带动农户增收", "≥2000元", "1800元")],
    "社会效益指标": [("保障群众出行安全", "有效保障沿线群众出行", "群众出行条件明显改善"),
                ("就诊服务能力", "提升", "基本完成")],
    "生态效益指标": [("沿线绿化率", "≥85%", "88%")],
    "可持续影响指标": [("建立长效管护机制", "建立健全", "已建立"), ("管护人员配备率", "100%", "90%")],
    "服务对象满意度指标": [("受益群众满意度", "≥90%", "93%")],
}  # fmt: skip
REASONS = [
    "因疫情防控要求部分班次延期，下一步将合理安排培训计划。",
    "受雨季影响施工进度滞后，今后加强统筹并提前做好预案。",
    "个别单位申报材料不齐全，已督促整改，后续将加强审核把关。",
    "市场价格波动较大，将进一步完善价格调查与采购机制。",
]
SENTENCES = [
    "按照年度工作计划，全面完成农村公路建设与养护任务",
    "改善基层医疗卫生机构的就诊条件，提高服务能力",
    "组织开展职业技能培训，促进城乡劳动者稳定就业",
    "加强资金监管，确保专款专用，提高财政资金使用效益",
    "项目实施后，沿线群众出行更加便捷，产业发展基础进一步夯实",
    "各项指标总体达到预期，受益群众反映良好",
]


def made_form(rng: random.Random) -> Form:
    """A form whose rows, weights and texts are drawn; rows with lost points mostly have a reason."""
    levels = []
    for level1, children in LEVELS.items():
        level2s = tuple(
            _level2(name, rng) for name in children if level1 == "满意度指标" or rng.random() < 0.85
        )
        if level2s:
            levels.append(Level1(name=level1, children=level2s))
    return Form(
        year=rng.randint(2018, 2026),
        project=rng.choice(["农村公路养护补助", "基层卫生能力提升", "职业技能提升行动 (二期)"]),
        department="某市交通运输局",
        operator="某市公路事业发展中心",
        funds=_funds(rng),
        goals=Goals(expected=_prose(rng), actual=_prose(rng)),
        levels=tuple(levels),
        total=Decimal("88.50"),
        labels={"预期目标": "预算目标"},
    )


def _level2(name: str, rng: random.Random) -> Level2:
    rows = rng.sample(ROWS[name], rng.randint(1, len(ROWS[name])))
    return Level2(name=name, indicators=tuple(_indicator(*row, rng) for row in rows))


def _indicator(name: str, target: str, actual: str, rng: random.Random) -> Indicator:
    lost = rng.random() < 0.35
    return Indicator(
        name=name,
        target=Value(target),
        actual=Value(actual),
        weight=Decimal("10.00"),
        score=Decimal("7.50") if lost else Decimal("10.00"),
        reason=rng.choice(REASONS) if lost else None,
    )


def _funds(rng: random.Random) -> Funds:
    amount = Decimal(rng.randint(10**5, 10**8)) / 100
    row = {"initial": amount, "budget": amount, "executed": amount}
    return Funds(
        rows=(
            FundRow(name="年度资金总额", **row),
            FundRow(name="当年财政拨款", **row),
            FundRow(name="其他资金", initial=Decimal(0)),
        ),
        weight=Decimal("10.00"),
        rate=Decimal("100.00"),
        score=Decimal("10.00"),
    )


def _prose(rng: random.Random) -> str:
    return rng.choice("；。").join(rng.sample(SENTENCES, rng.randint(2, 5))) + "。"
