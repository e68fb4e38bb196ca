"""Realistic forms for tests: three of Shanghai's of 2020, true characters, and one that is too much."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.model.value import Value
from generator.tables import Dataset, department_rows

CENTRE = "上海市大数据中心"
_GOALS = yaml.safe_load(Path(__file__).with_name("goals.yaml").read_text(encoding="utf-8"))
SHANGHAI_LABELS = {"预期目标": "预算目标"}


def indicator(*texts: str) -> Indicator:
    """From 三级指标, 年度指标值, 实际完成值, 分值, 得分 and, where there is one, the reason."""
    name, target, actual, weight, score, *reason = texts
    return Indicator(
        name=name,
        target=Value(target),
        actual=Value(actual),
        weight=Decimal(weight),
        score=Decimal(score),
        reason=reason[0] if reason else None,
    )


def levels(tree: dict[str, dict[str, list[tuple[str, ...]]]]) -> tuple[Level1, ...]:
    """``{一级: {二级: [(三级, 指标值, 完成值, 分值, 得分[, 原因])]}}`` as the model has it."""
    return tuple(
        Level1(name=level1, children=tuple(_level2(name, rows) for name, rows in children.items()))
        for level1, children in tree.items()
    )


def _level2(name: str, rows: Iterable[tuple[str, ...]]) -> Level2:
    return Level2(name=name, indicators=tuple(indicator(*row) for row in rows))


def funds(initial: str, budget: str, executed: str, rate: str | None, score: str | None) -> Funds:
    amounts = {"initial": Decimal(initial), "budget": Decimal(budget), "executed": Decimal(executed)}
    return Funds(
        rows=(
            FundRow(name="年度资金总额", **amounts),
            FundRow(name="当年财政拨款", **amounts),
            FundRow(name="上年结转资金", initial=Decimal(0)),
            FundRow(name="其他资金", initial=Decimal(0)),
        ),
        weight=Decimal("10.00"),
        rate=Decimal(rate) if rate else None,
        score=Decimal(score) if score else None,
    )


def _goals(name: str) -> Goals:
    return Goals(expected=_GOALS[name]["预期目标"], actual=_GOALS[name]["实际完成情况"])


def _form(**fields: Any) -> Form:  # noqa: ANN401 - the fields of Form
    centre: dict[str, Any] = {
        "year": 2020,
        "department": CENTRE,
        "operator": CENTRE,
        "labels": SHANGHAI_LABELS,
    }
    return Form(**{**centre, **fields})


def one_stop() -> Form:
    """“一网通办”及“随申办”运营: long goals, no reasons, every derived field stated."""
    return _form(
        project="“一网通办”及“随申办”运营",
        funds=funds("39090800.00", "104769000.00", "104756332.00", "99.99", "10.00"),
        goals=_goals("一网通办"),
        levels=levels(
            {
                "产出指标": {
                    "数量指标": [("完成率", "100%", "100%", "10.00", "10.00")],
                    "质量指标": [("安全事件发现率", "≥90%", "≥90%", "10.00", "10.00")],
                    "时效指标": [("服务响应及时率", "100%", "100%", "10.00", "10.00")],
                },
                "效益指标": {
                    "经济效益指标": [("营造良好的营商环境", "100%", "100%", "10.00", "10.00")],
                    "社会效益指标": [("提高政务服务获得感", "100%", "100%", "10.00", "10.00")],
                    "生态效益指标": [("生态效益", "100%", "100%", "10.00", "10.00")],
                    "可持续影响指标": [
                        ("长效管理制度建设", "完善", "完善", "10.00", "10.00"),
                        ("公共数据安全管理创新", "100%", "100%", "10.00", "10.00"),
                    ],
                },
                "满意度指标": {
                    "服务对象满意度指标": [("个人、企业用户满意度", "100%", "100%", "10.00", "9.00")],
                },
            }
        ),
        total=Decimal("99.00"),
    )


def data_service() -> Form:
    """数据运营服务: the derived fields left out, to be computed (100.00%, 10.00, 90.00)."""
    quality = "数据质量体系的构建需要进一步完善与细化，数据质量规则还有待优化。"
    system = "随着数据治理业务的开展，管理制度还需要进一步配备。"
    governance = "加强数据治理体系建设，和各部门一起完善数据治理方式方法。"
    return _form(
        project="数据运营服务",
        funds=funds("43918000.00", "43918000.00", "43918000.00", None, None),
        goals=_goals("数据运营"),
        levels=levels(
            {
                "产出指标": {
                    "数量指标": [("数据运营服务", "6项", "6项", "10.00", "10.00")],
                    "质量指标": [("质量问题整改率", "≥90%", "80%", "10.00", "6.00", quality)],
                    "时效指标": [("数据运营服务及时性", "≥95%", "95%", "5.00", "5.00")],
                    "成本指标": [("预算金额结算率", "100%", "100%", "10.00", "10.00")],
                },
                "效益指标": {
                    "社会效益指标": [("数据治理程度", "≥90%", "基本完成", "10.00", "7.00", governance)],
                    "生态效益指标": [("生态效益", "100%", "100%", "5.00", "5.00")],
                    "可持续影响指标": [
                        ("建立数据长效运营服务规章制度", "2套", "2套", "5.00", "5.00"),
                        ("建立运营服务团队", "≥150", "满足条件", "5.00", "5.00"),
                        ("管理制度配套率", "100%", "基本完成", "10.00", "7.00", system),
                        ("数据共享完成率", "≥90%", "基本完成", "10.00", "10.00"),
                    ],
                },
                "满意度指标": {"服务对象满意度指标": [("使用方满意度", "≥95%", "95%", "10.00", "10.00")]},
            }
        ),
    )


def network() -> Form:
    """上海市政务外网网络建设运营 (运维): two pages; the stated rate, 92.64%, contradicts the amounts."""
    standards = "从政务外网管理标准出发，进一步规范市政务外网建设、运行、安全管理等活动。"
    team = (
        "在推动运营单位建立专项运维团队基础上，进一步提升政务外网日常监控、故障处置、安全响应、日常巡检、"
        "重大保障等运维工作，并对故障及各项工作进行及时处置和部署，形成规范运维服务流程。其次，建立用户分级"
        "保障机制，优化客服热线服务，同步实现运维信息的有效告知，并建立故障处理用户评价机制，实现用户服务延伸。"
    )
    level = "依据网络安全等级保护要求，做好等保三级测评，并按要求进行整改，加强市级政务外网网络安全。"
    growth = (
        "随着“一网通办”、“一网统管”、 “雪亮工程”等重大应用及智慧城市治理工作的推进，对政务外网的承载能力、"
        "健壮性和安全性提出了更高的要求。"
    )
    users = "从服务政务外网用户出发，在运维服务、网络可靠性、网络安全方面仍需做到进一步提升。"
    platform = "运管平台各项功能建设有待完善，优化并做到实时信息查询和导出，做到全面的信息共享。"
    return _form(
        project="上海市政务外网网络建设运营 (运维)",
        funds=funds("51565764.00", "51565764.00", "51562685.00", "92.64", "9.26"),
        goals=_goals("政务外网"),
        levels=levels(
            {
                "产出指标": {
                    "数量指标": [("项目计划完成率", "100%", "100%", "10.00", "10.00")],
                    "质量指标": [("质量用户满意度", "100%", "92%", "10.00", "9.20", standards)],
                    "时效指标": [("系统故障响应及时性", "100%", "90%", "10.00", "9.00", team)],
                    "成本指标": [("成本控制", "100%", "100%", "10.00", "10.00")],
                },
                "效益指标": {
                    "经济效益指标": [("网络环境", "100%", "90%", "6.00", "5.40", growth)],
                    "社会效益指标": [("服务获得感", "100%", "90%", "6.00", "5.40", users)],
                    "生态效益指标": [("生态效益指标", "100%", "100%", "6.00", "6.00")],
                    "可持续影响指标": [
                        ("长效制度建设", "完善", "100%", "6.00", "6.00"),
                        ("人员到岗率", "100%", "100%", "5.00", "5.00"),
                        ("部门参与度", "100%", "100%", "5.00", "5.00"),
                        ("配套齐全性", "100%", "80%", "6.00", "4.80", level),
                        ("信息共享度", "100%", "80%", "5.00", "4.00", platform),
                        ("环境效益", "100%", "100%", "3.00", "3.00"),
                    ],
                },
                "满意度指标": {"服务对象满意度指标": [("使用者满意度", "100%", "100%", "2.00", "2.00")]},
            }
        ),
        total=Decimal("94.06"),
    )


def too_much() -> Form:
    """Forty indicators, goals of 3,000 characters, long words and amounts: several pages."""
    prose = (_GOALS["一网通办"]["实际完成情况"] * 4)[:3000]
    rows: list[tuple[str, ...]] = [
        (
            f"第{number}项指标的名称写得相当长以至于要折行",
            f"≥{number * 123456789}万人次",
            "基本完成",
            "1.50",
            "1.25",
        )
        for number in range(1, 41)
    ]
    rows[3] = (
        "SupercalifragilisticexpialidociousIndicator",
        "HTTPS://EXAMPLE.INVALID/A/B",
        "√",
        "1.50",
        "1.5",
        prose[:400],
    )
    tree = {
        "产出指标": {"数量指标": rows[:14], "质量指标": rows[14:22]},
        "效益指标": {"社会效益指标": rows[22:38], "经济效益指标": rows[38:]},
    }
    return _form(
        project="把一个项目的名称写得非常非常长" * 6,
        operator=None,
        funds=funds("1234567890123.45", "9876543210987654.32", "987654321098765.43", None, None),
        goals=Goals(expected=prose, actual="一、完成情况\n" + prose),
        levels=levels(tree),
    )


def tables(some: Iterable[Form]) -> AbstractContextManager[Dataset]:
    """The tables that a report on these forms reads."""
    return Dataset.of_rows(department_rows({f"{n}.yaml": form for n, form in enumerate(some)}))
