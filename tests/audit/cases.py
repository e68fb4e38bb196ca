"""Every rule: a sound form changed so that it breaks the rule, and changed so that it nearly does.

A change is a path and the value that is put there. `extra` names rules that such a form rightly breaks too.
"""

from datetime import date
from decimal import Decimal

from attrs import evolve, frozen

from generator.model.problem import Path
from generator.model.profile import NATIONAL, Cap, Profile

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
    profile: Profile = NATIONAL


TODAY = date(2026, 3, 31)
"""The day on which the cases are audited."""


def _cap(below: int, total: int) -> Cap:
    return Cap(below=Decimal(below), total=Decimal(total))


_CAPPED = evolve(NATIONAL, caps=tuple(_cap(*cap) for cap in ((80, 89), (70, 79))))

_full = ((*QUANTITY, 0), (*QUANTITY, 1), (*QUALITY, 0), (*LASTING, 0), (*SATISFACTION, 0))
_all_full = (
    ((*QUALITY, 1, "得分"), "5.00"),
    ((*QUALITY, 1, "实际完成值"), "90%"),
    ((*QUALITY, 1, REASON), None),
)


def _spent(total: str, grant: str, rate: str, score: str) -> tuple[Change, ...]:
    """Another amount spent, with what follows from it in the block."""
    return (
        (("项目资金", TOTAL, "全年执行数"), total),
        (("项目资金", GRANT, "全年执行数"), grant),
        (("项目资金", "执行率"), rate),
        (("项目资金", "得分"), score),
    )


_all_spent = (
    *_spent("2000000.00", "1800000.00", "100.00", "10.00"),
    (("项目资金", "上年结转资金", "全年执行数"), "200000.00"),
)
_served = (
    ((*SOCIAL, 0, "实际完成值"), "2000人"),
    ((*SOCIAL, 0, "得分"), "20.00"),
    ((*SOCIAL, 0, REASON), None),
)


def _typed_scores(path: Path) -> tuple[Change, ...]:
    """The row's points typed in as its values."""
    return ((*path, "年度指标值"), "10"), ((*path, "实际完成值"), "10")


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
    Case("R09", (((*SOCIAL, 0, "实际完成值"), "1800人"),), (((*SOCIAL, 0, "实际完成值"), "1899人"),)),
    Case("R09", (((*COST, 0, "实际完成值"), "15.1万元"),), (((*COST, 0, "实际完成值"), "150000元"),)),
    Case(
        "R09",
        (((*TIMELINESS, 0, "实际完成值"), "2024年11月"),),
        (((*TIMELINESS, 0, "实际完成值"), "2024年"),),
    ),
    Case(
        "R09",  # below the formula: information
        (((*SOCIAL, 0, "得分"), "18.00"), (("总分",), "97.25")),
        (((*SOCIAL, 0, "得分"), "18.99"), (("总分",), "98.24")),
    ),
    Case(
        "R10",
        (((*COST, 0, "得分"), "9.00"), ((*COST, 0, REASON), "决算尚在审计。"), (("总分",), "97.25")),
        (((*COST, 0, REASON), "无"),),
    ),
    Case(
        "R10",
        (((*COST, 0, REASON), "决算尚在审计。"),),
        (((*QUANTITY, 1, "实际完成值"), "380人次"), ((*QUANTITY, 1, REASON), "乡镇自行加开两期。")),
    ),
    Case(
        "R11",
        (((*LASTING, 0, "实际完成值"), "部分达成"),),
        (((*LASTING, 0, "实际完成值"), "达成"),),
    ),
    Case(
        "R11",
        (
            ((*LASTING, 0, "实际完成值"), "部分完成"),
            ((*LASTING, 0, "得分"), "8.10"),
            ((*LASTING, 0, REASON), "一项制度在审。"),
            (("总分",), "96.35"),
        ),
        (
            ((*LASTING, 0, "实际完成值"), "部分完成"),
            ((*LASTING, 0, "得分"), "8.00"),
            ((*LASTING, 0, REASON), "一项制度在审。"),
            (("总分",), "96.25"),
        ),
    ),
    Case("R16", (((*QUANTITY, 1, "实际完成值"), "390人次"),), (((*QUANTITY, 1, "实际完成值"), "359人次"),)),
    Case(
        "R17",
        (
            (("项目资金", TOTAL, "年初预算数"), "1000000.00"),
            (("项目资金", GRANT, "年初预算数"), "800000.00"),
        ),
        (
            (("项目资金", TOTAL, "年初预算数"), "1000000.00"),
            (("项目资金", GRANT, "年初预算数"), "800000.00"),
            (("项目资金", REASON), "年中新增服务站点。"),
        ),
    ),
    Case(
        "R17",
        (*_spent("1790000.00", "1600000.00", "89.50", "8.95"), (("总分",), "97.45")),
        (*_spent("1800000.00", "1610000.00", "90.00", "9.00"), (("总分",), "97.50")),
    ),
    Case("R18", (((*SOCIAL, 0, "三级指标"), "社会效益"),), (((*SOCIAL, 0, "三级指标"), "社会效益覆盖面"),)),
    Case(
        "R18",
        (
            ((*LASTING, 0, "三级指标"), "居民幸福感"),
            ((*LASTING, 0, "年度指标值"), "100%"),
            ((*LASTING, 0, "实际完成值"), "100%"),
        ),
        (
            ((*LASTING, 0, "三级指标"), "运营制度建成率"),
            ((*LASTING, 0, "年度指标值"), "100%"),
            ((*LASTING, 0, "实际完成值"), "100%"),
        ),
    ),
    Case("R18", (((*QUANTITY, 0, "年度指标值"), "≥12"),), (((*QUANTITY, 0, "年度指标值"), "≥12处"),)),
    Case(
        "R19",
        (((*LASTING, 0, "三级指标"), "新建社区养老服务站"),),
        (((*QUANTITY, 1, "三级指标"), "新建社区养老服务站"),),
    ),
    Case("R19", (((*COST, 0, "三级指标"), "预算资金支付率"),), (((*COST, 0, "三级指标"), "单站预算成本"),)),
    Case(
        "R20",
        (((*SATISFACTION, 0, "年度指标值"), "满意"), ((*SATISFACTION, 0, "实际完成值"), "满意")),
        (((*SATISFACTION, 0, "年度指标值"), "满意"), ((*SATISFACTION, 0, "实际完成值"), "120人中112人满意")),
    ),
    Case(
        "R21",
        (*_spent("980000.00", "790000.00", "49.00", "4.90"), *_all_full, (("总分",), "93.90")),
        (*_spent("1000000.00", "810000.00", "50.00", "5.00"), *_all_full, (("总分",), "94.00")),
        frozenset({"R17"}),
    ),
    Case(
        "R22",
        tuple(change for path in _full for change in _typed_scores(path)),
        tuple(change for path in _full[:2] for change in _typed_scores(path)),
    ),
    Case(
        "R23",
        ((("项目资金", "单位"), "万元"),),
        ((("项目资金", "单位"), "元"),),
    ),
    Case(
        "R23",
        (
            (("项目资金", TOTAL, "年初预算数"), "200.00"),
            (("项目资金", GRANT, "年初预算数"), "180.00"),
            (("项目资金", "上年结转资金", "年初预算数"), "20.00"),
            (("项目资金", REASON), "预算调整。"),
        ),
        (
            (("项目资金", TOTAL, "年初预算数"), "20000.00"),
            (("项目资金", GRANT, "年初预算数"), "18000.00"),
            (("项目资金", "上年结转资金", "年初预算数"), "2000.00"),
            (("项目资金", REASON), "预算调整。"),
        ),
    ),
    Case(
        "R24",
        (
            (("年度总体目标", "预期目标"), "改造12个社区服务站点，配齐设施。"),
            (("年度总体目标", "实际完成情况"), "改造11个社区服务站点，配齐设施。"),
        ),
        (
            (("年度总体目标", "预期目标"), "改造12个社区服务站点，配齐设施。"),
            (("年度总体目标", "实际完成情况"), "改造11个街道服务站点，配齐设施。"),
        ),
    ),
    Case(
        "R24",
        ((("年度总体目标", "实际完成情况"), "建成11个新建社区养老服务站。"),),
        ((("年度总体目标", "实际完成情况"), "建成12个新建社区养老服务站。"),),
    ),
    Case("R26", ((("自评等级",), "良"),), ((("自评等级",), "优秀"),)),
    Case("R30", (((*COST, 0, "年度指标值"), "—"),), (((*COST, 0, "年度指标值"), "按批复"),)),
    Case("R31", (((*QUANTITY, 0, "实际完成值"), ""),), (((*COST, 0, "实际完成值"), "0"),)),
    Case("R31", (((*SATISFACTION, 0, "实际完成值"), "/"),), (((*COST, 0, "实际完成值"), "0万元"),)),
    Case(
        "R32",
        ((("年度总体目标", "预期目标"), "\n"),),
        ((("年度总体目标", "预期目标"), "同上年"),),
    ),
    Case("R32", ((("年度总体目标", "实际完成情况"), ""),), ((("年度总体目标", "实际完成情况"), "已完成。"),)),
    Case("R33", ((("实施单位",), None),), ((("实施单位",), "某市民政局"),)),
    Case("R33", ((("实施单位",), " — "),), ((("实施单位",), "本级"),)),
    Case(
        "R34",
        tuple((("项目资金", TOTAL, key), None) for key in ("年初预算数", "全年预算数", "全年执行数")),
        ((("项目资金", GRANT, "年初预算数"), None), (("项目资金", "上年结转资金", "年初预算数"), None)),
        frozenset({"R03"}),
    ),
    Case(
        "R34",
        ((("项目资金", TOTAL, "全年执行数"), None),),
        tuple((("项目资金", name, "年初预算数"), None) for name in (TOTAL, GRANT, "上年结转资金")),
    ),
    Case("R35", ((("年度",), 2090),), ((("年度",), 2026),)),
    Case("R35", ((("年度",), 2010),), ((("年度",), 2011),)),
    Case(
        "R36",
        (((*QUANTITY, 0, "实际完成值"), "2024-01-12"),),
        (((*TIMELINESS, 0, "实际完成值"), "2024-09-30"),),
    ),
    Case(
        "R36",
        (((*QUANTITY, 0, "实际完成值"), "12:00:00"),),
        (((*QUANTITY, 0, "实际完成值"), "12个（含分站2个）"),),
    ),
    Case(
        "R36",
        (((*LASTING, 0, "年度指标值"), "1900-01-05 00:00:00"),),
        (((*LASTING, 0, "年度指标值"), "健全（2024年）"),),
    ),
    Case("R37", (((*COST, 0, "年度指标值"), "≥14万元"),), (((*COST, 0, "年度指标值"), "=14.6万元"),)),
    Case(
        "R37",
        (((*COST, 0, "年度指标值"), ">14万元"),),
        (((*COST, 0, "年度指标值"), "≥14万元"), ((*COST, 0, "三级指标"), "建设成本节约额")),
    ),
    Case(
        "R38",
        (*_all_spent, *_all_full, *_served, (("总分",), "100.00"), ((REASON,), "部分工作有所滞后。")),
        (*_all_spent, *_all_full, (("总分",), "99.00"), ((REASON,), "部分工作有所滞后。")),
    ),
    Case(
        "R39",
        (*_spent("1500000.00", "1310000.00", "75.00", "7.50"), (("总分",), "96.00")),
        (*_spent("1600000.00", "1410000.00", "80.00", "8.00"), (("总分",), "96.50")),
        frozenset({"R17"}),
        _CAPPED,
    ),
)
