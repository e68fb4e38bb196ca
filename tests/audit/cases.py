"""Every rule: a sound form changed so that it breaks the rule, and changed so that it nearly does.

A change is a path and the value that is put there. `extra` names rules that such a form rightly breaks too.
"""

from attrs import frozen

from generator.problem import Path

Change = tuple[Path, object]

QUANTITY = ("绩效指标", "产出指标", "数量指标")
QUALITY = ("绩效指标", "产出指标", "质量指标")
TIMELINESS = ("绩效指标", "产出指标", "时效指标")
COST = ("绩效指标", "产出指标", "成本指标")
SOCIAL = ("绩效指标", "效益指标", "社会效益指标")
LASTING = ("绩效指标", "效益指标", "可持续影响指标")
SATISFACTION = ("绩效指标", "满意度指标", "服务对象满意度指标")
TOTAL = "年度资金总额"
GRANT = "当年财政拨款"
REASON = "偏差原因分析及改进措施"


@frozen
class Case:
    """One rule, what breaks it, what nearly does."""

    rule: str
    breaks: tuple[Change, ...]
    near_miss: tuple[Change, ...]
    extra: frozenset[str] = frozenset()


CASES = (
    Case("R01", ((("项目资金", "执行率"), "97.40"),), ((("项目资金", "执行率"), "97.49"),)),
    Case("R01", ((("项目资金", "执行率"), "96"),), ((("项目资金", "执行率"), "97"),)),
    Case("R02", ((("项目资金", "得分"), "9.70"),), ((("项目资金", "得分"), "9.76"), (("总分",), "98.26"))),
    Case(
        "R03",
        ((("项目资金", GRANT, "全年执行数"), "1760000.01"),),
        ((("项目资金", "其他资金", "全年执行数"), "0.00"),),
    ),
    Case(
        "R04",
        (((*LASTING, 0, "分值"), "9.00"), ((*LASTING, 0, "得分"), "9.00"), (("总分",), "97.25")),
        (
            ((*LASTING, 0, "分值"), "9.00"),
            ((*LASTING, 0, "得分"), "9.00"),
            ((*TIMELINESS, 0, "分值"), "6.00"),
            ((*TIMELINESS, 0, "得分"), "6.00"),
        ),
        frozenset({"R12"}),
    ),
    Case("R05", ((("总分",), "98.26"),), ((("总分",), "98.250"),)),
    Case("R06", (((*COST, 0, "得分"), "10.01"), (("总分",), "98.26")), (((*COST, 0, "得分"), "10.0"),)),
    Case(
        "R06",
        ((("项目资金", TOTAL, "全年预算数"), "1940000"), (("项目资金", GRANT, "全年预算数"), "1740000")),
        ((("项目资金", TOTAL, "全年预算数"), "2000000"),),
        frozenset({"R17"}),
    ),
    Case(
        "R07",
        ((("绩效指标", "产出指标"), "产出指标(45分)"),),
        ((("绩效指标", "产出指标"), "产出指标（50 分）"),),
    ),
    Case("R08", (((*QUALITY, 1, REASON), "无。"),), (((*QUALITY, 1, REASON), "考试延期。"),)),
    Case(
        "R12",
        (
            ((*LASTING, 0, "分值"), "9.00"),
            ((*LASTING, 0, "得分"), "9.00"),
            ((*TIMELINESS, 0, "分值"), "6.00"),
            ((*TIMELINESS, 0, "得分"), "6.00"),
        ),
        (
            ((*QUANTITY, 0, "分值"), "9.00"),
            ((*QUANTITY, 0, "得分"), "9.00"),
            ((*QUANTITY, 1, "分值"), "11.00"),
            ((*QUANTITY, 1, "得分"), "11.00"),
        ),
    ),
    Case("R13", ((TIMELINESS, "其他指标"),), ((TIMELINESS, "时效"),)),
    Case(
        "R14",
        (((*SATISFACTION, 0, "实际完成值"), "满意"),),
        (((*SATISFACTION, 0, "实际完成值"), "90%"),),
        frozenset({"R20"}),
    ),
    Case(
        "R14",
        (((*SATISFACTION, 0, "实际完成值"), "≥93%"),),
        (((*SATISFACTION, 0, "实际完成值"), "=93%"),),
    ),
    Case(
        "R15",
        (
            ((*TIMELINESS, 0, "年度指标值"), "及时"),
            ((*TIMELINESS, 0, "实际完成值"), "健全"),
            ((*LASTING, 0, "得分"), "9.00"),
            ((*LASTING, 0, REASON), "尚有一项制度在审。"),
            (("总分",), "97.25"),
        ),
        (((*TIMELINESS, 0, "年度指标值"), "及时"), ((*TIMELINESS, 0, "实际完成值"), "健全")),
    ),
)
