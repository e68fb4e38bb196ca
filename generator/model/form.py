"""The form itself: 财政项目支出绩效自评表 as frozen, typed values. No input or output happens here.

Each attribute names its canonical YAML key in its metadata (`key`), declared once: reading, writing and the
JSON Schema are derived from it. The words a particular form prints instead of a canonical one travel in
`Form.labels`.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from . import terms
from .problem import Path
from .value import Value

FORMAT = 2
"""The version of the YAML that this model describes."""

READABLE = range(1, FORMAT + 1)
"""The versions that are read; what is written anew is of the present one."""

STANDARD_TITLE = "财政项目支出绩效自评表"
SELF_EVALUATION = "绩效自评表"
GOAL_DECLARATION = "绩效目标申报表"
"""What was to be attained, as approved: no result, no score."""
KINDS = (SELF_EVALUATION, GOAL_DECLARATION)
UNLEVELLED = "不分级"
"""The name of a level in forms that print none: all rows stand below it."""


def _key(key: str, doc: str, kind: str = "", **options: Any) -> Any:  # noqa: ANN401 - attrs.field is typed so
    """`kind` says how the value is written where its type alone does not: percent, paragraphs."""
    return field(metadata={"key": key, "doc": doc, "kind": kind}, **options)


@frozen(kw_only=True)
class Review:
    """复核: what a reviewer found of an indicator. It stands beside the form, and is not printed on it."""

    actual: str | None = _key(terms.REVIEWED_ACTUAL, "复核人查实的完成值", default=None)
    score: Decimal | None = _key(terms.REVIEWED_SCORE, "复核人给的分", default=None)
    remark: str | None = _key(terms.REMARK, "复核人的说明", default=None)


@frozen(kw_only=True)
class FundRow:
    """One row of the funds block: a total or a source. Amounts in the unit of the block."""

    name: str
    initial: Decimal | None = _key(terms.INITIAL, "年初批复的预算数", default=None)
    budget: Decimal | None = _key(terms.BUDGET, "调整后的全年预算数", default=None)
    executed: Decimal | None = _key(terms.EXECUTED, "全年实际支出数", default=None)
    rate: Decimal | None = _key(terms.RATE, "分项资金的执行率，百分数", "percent", default=None)


@frozen(kw_only=True)
class Funds:
    """项目资金: the total, its sources, and how the execution rate was scored. Rate in percent."""

    unit: str = _key(terms.UNIT, "金额单位", default="元")
    rows: tuple[FundRow, ...] = ()
    weight: Decimal | None = _key(terms.WEIGHT, "预算执行率指标的分值", default=None)
    rate: Decimal | None = _key(terms.RATE, "全年执行数÷全年预算数，百分数", "percent", default=None)
    score: Decimal | None = _key(terms.SCORE, "预算执行率指标的得分", default=None)
    reason: str | None = _key(terms.REASON, "预算调整或执行偏差的原因", default=None)
    review: Review = _key(terms.REVIEW, "复核人对预算执行率的意见", default=Review())

    @property
    def total(self) -> FundRow | None:
        """年度资金总额: the first row, as every layout prints it."""
        return self.rows[0] if self.rows else None

    @property
    def sources(self) -> tuple[FundRow, ...]:
        """The rows below the total."""
        return self.rows[1:]


@frozen(kw_only=True)
class Goals:
    """年度总体目标: what was planned and what came of it. Paragraphs are separated by newlines."""

    expected: str = _key(terms.PLANNED, "年初设定的目标", "paragraphs", default="")
    actual: str = _key(terms.DONE, "目标的实际完成情况", "paragraphs", default="")


@frozen(kw_only=True)
class Indicator:
    """One 三级指标 with its row."""

    name: str = _key(terms.NAME, "三级指标的名称")
    code: str | None = _key(terms.CODE, "印在名称之前的编码", default=None)
    operator: str | None = _key(terms.COMPARISON, "单独一栏的≥、≤、=、定性", default=None)
    target: Value = _key(terms.TARGET, "年初设定的指标值", default=Value(""))
    unit: str | None = _key(terms.MEASURED_IN, "单独一栏的单位", default=None)
    actual: Value = _key(terms.ACTUAL, "全年实际完成值", default=Value(""))
    weight: Decimal | None = _key(terms.WEIGHT, "指标的分值", default=None)
    score: Decimal | None = _key(terms.SCORE, "指标的得分", default=None)
    reason: str | None = _key(terms.REASON, "未完成或偏离较大的原因与改进措施", default=None)
    more: Mapping[str, str] = _key(
        terms.MORE, "别的栏目，如调整指标值、是否核心指标", factory=dict, hash=False
    )
    review: Review = _key(terms.REVIEW, "复核人对这一项的意见，不印在表上", default=Review())

    @property
    def full_target(self) -> Value:
        """The target with the operator and unit that stand in columns of their own."""
        return _composed(self.operator, self.target, self.unit)

    @property
    def full_actual(self) -> Value:
        """What was achieved, with the unit that stands in a column of its own."""
        return _composed(None, self.actual, self.unit)


def _composed(operator: str | None, value: Value, unit: str | None) -> Value:
    """A value whose operator or unit is printed apart; words, and what prints its own, are as they stand."""
    if value.number is None or not (operator or unit):
        return value
    before = operator if operator and not value.operator else ""
    after = unit if unit and not value.unit else ""
    composed = Value(f"{before}{value.text}{after}")
    return value if composed.number is None else composed


@frozen(kw_only=True)
class Level2:
    """One 二级指标 and its rows."""

    name: str
    indicators: tuple[Indicator, ...]


@frozen(kw_only=True)
class Level1:
    """One 一级指标 and its 二级指标."""

    name: str
    children: tuple[Level2, ...]


@frozen(kw_only=True)
class Form:
    """One project's self-evaluation of one year; or, by its `kind`, the goals declared for that year."""

    format: int = _key(terms.FORMAT, "文件格式的版本", default=FORMAT)
    kind: str = _key(
        terms.KIND, "表的类型：不写的是绩效自评表；绩效目标申报表没有完成值、得分", default=SELF_EVALUATION
    )
    title: str = _key(terms.TITLE, "表的标题", default=STANDARD_TITLE)
    layout: str | None = _key(terms.LAYOUT, "表的版式，如 anhui、sichuan；不写时按标准版式印", default=None)
    year: int = _key(terms.YEAR, "自评的年度")
    codes: Mapping[str, str] = _key(
        terms.CODES, "印在名称之前的编码，左为项目名称、主管部门或实施单位", factory=dict, hash=False
    )
    project: str = _key(terms.PROJECT, "项目的名称")
    department: str = _key(terms.DEPARTMENT, "主管部门的名称")
    operator: str | None = _key(terms.OPERATOR, "实施单位的名称", default=None)
    particulars: Mapping[str, str] = _key(
        terms.PARTICULARS, "表头的其他各项，如填报日期、项目类别", factory=dict, hash=False
    )
    funds: Funds = _key(terms.FUNDS, "项目资金及执行情况", default=Funds())
    goals: Goals = _key(terms.GOALS, "年度总体目标及完成情况", default=Goals())
    levels: tuple[Level1, ...] = _key(terms.INDICATORS, "一级、二级、三级指标", default=())
    total: Decimal | None = _key(terms.TOTAL, "表上所印的总分；与各项得分之和相符的不写", default=None)
    reason: str | None = _key(terms.REASON, "全表合写的偏差原因与改进措施", "paragraphs", default=None)
    footers: Mapping[str, str] = _key(
        terms.FOOTERS, "表后的各项，如评价结论、存在问题、填报人", factory=dict, hash=False
    )
    grade: str | None = _key(terms.GRADE, "优、良、中、差", default=None)
    accepted: Mapping[str, str] = _key(
        terms.ACCEPTED, "已由人认可的校核结果：规则编号与理由", factory=dict, hash=False
    )
    """Rule id → why its findings in this form are accepted."""
    other: Mapping[str, str] = _key(terms.OTHER, "没有读懂的内容，照录", factory=dict, hash=False)
    labels: Mapping[str, str] = _key(terms.LABELS, "本表所印的词，左为通用的词", factory=dict, hash=False)
    """Canonical term → the word this form prints, where they differ."""

    def label(self, canonical: str) -> str:
        """The word this form prints for a canonical term."""
        return self.labels.get(canonical, canonical)

    def indicators(self) -> Iterator[tuple[Path, Indicator]]:
        """Every row in printed order, with its path."""
        for level1 in self.levels:
            for level2 in level1.children:
                for row, indicator in enumerate(level2.indicators):
                    yield (terms.INDICATORS, level1.name, level2.name, row), indicator


def require_self_evaluation(form: Form) -> None:
    """Raise ValueError for a form of another kind: it is never audited or printed as this."""
    if form.kind != SELF_EVALUATION:
        raise ValueError(f"这是{form.kind}，不是{SELF_EVALUATION}")
