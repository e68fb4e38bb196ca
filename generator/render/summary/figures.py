"""Every number of a report, as data; PDF and XLSX only print them.

Money is in 元, rates are in percent, half up to two decimals. What grows with the number of projects is
bounded: a report names the first and the last, and says how many there are.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from attrs import frozen

from ...model.computed import execution_share
from ...model.problem import Severity

FEW = 20
"""Projects, up to which a report names all of them everywhere."""

ENDS = 10
"""Of many projects, how many of the first and of the last a ranking names."""

LINES = 100
"""Projects up to which an appendix lists them one by one; departments that a table names."""

DEVIATIONS = 20
"""Of the deviations of many projects, how many are told: those that cost most."""

MESSAGES, NAMES = 3, 3
"""Of the findings of one rule on many projects, how many wordings are told; projects that each one names."""

MOST_NAMED = 10
"""Projects that are named of all that one rule is about."""

BARS = 8
"""Bars of one chart; what is beyond stands in the tables."""

FULL_MARKS = 100
"""A 总分 above them, or below 0, is mistyped, and outside of the distribution."""

TOLD = 5
"""Names of what is left out that are told."""

NOTHING = Decimal(0)


@frozen(kw_only=True)
class Money:
    """The three columns of 年度资金总额, in 元; None where nothing is stated."""

    initial: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """全年执行数 ÷ 全年预算数 in percent; 0 where the budget is 0."""
        return execution_share(self.budget, self.executed)

    @property
    def unspent(self) -> Decimal | None:
        """全年预算数 − 全年执行数."""
        return None if self.budget is None or self.executed is None else self.budget - self.executed

    @property
    def adjusted(self) -> Decimal | None:
        """全年预算数 − 年初预算数."""
        return None if self.budget is None or self.initial is None else self.budget - self.initial


@frozen(kw_only=True)
class Project:
    """One project's line. `rank` is shared by equal scores; None without a 总分."""

    department: str
    number: int
    name: str
    operator: str
    money: Money
    rate: Decimal | None
    score: Decimal | None
    grade: str
    lost: Decimal
    indicators: int
    found: Mapping[Severity, int]
    rank: int | None


@frozen(kw_only=True)
class Department:
    """One department's line in the report over several."""

    name: str
    projects: int
    money: Money
    mean: Decimal | None
    grades: Mapping[str, int]
    found: Mapping[Severity, int]


@frozen(kw_only=True)
class Lost:
    """The scored rows of one kind: their 分值 and 得分 together, and how many lost points."""

    level1: str
    level2: str
    weight: Decimal
    score: Decimal
    rows: int
    short: int

    @property
    def lost(self) -> Decimal:
        """分值 − 得分."""
        return self.weight - self.score

    @property
    def share(self) -> Decimal:
        """得分 ÷ 分值 in percent; 0 without any 分值."""
        return execution_share(self.weight, self.score) or NOTHING


@frozen(kw_only=True)
class Deviation:
    """A row with lost points or a reason; `reason` is 偏差原因分析及改进措施, empty where none stands."""

    department: str
    project: str
    level2: str
    name: str
    target: str
    actual: str
    weight: Decimal | None
    score: Decimal | None
    lost: Decimal | None
    reason: str


@frozen(kw_only=True)
class Named:
    """The first of some projects, each once, in the order of the forms, and how many they are."""

    names: tuple[tuple[str, str], ...]
    """Department and name; without the department where all are of one."""
    count: int

    @property
    def text(self) -> str:
        """The names, those of a department behind it, and how many there are where these are not all."""
        groups = groupby(self.names, key=lambda name: name[0])
        told = (
            (f"{department}：" if department else "") + "、".join(name for _, name in some)
            for department, some in groups
        )
        more = f"等 {self.count:,} 个项目" if self.count > len(self.names) else ""
        return "；".join(told) + more


@frozen(kw_only=True)
class Message:
    """One wording of a rule's findings; the projects it is about, and how many findings say it."""

    message: str
    hint: str
    projects: Named
    count: int


@frozen(kw_only=True)
class RuleFindings:
    """What one rule found: its wordings, those said most often first, and how many findings in all."""

    rule: str
    title: str
    messages: tuple[Message, ...]
    count: int
    projects: Named

    @property
    def omitted(self) -> int:
        """Findings whose wording is left out."""
        return self.count - sum(message.count for message in self.messages)

    @property
    def hint(self) -> str:
        """What to do, where it is the same for all that is told."""
        hints = {message.hint for message in self.messages}
        return hints.pop() if len(hints) == 1 else ""

    @property
    def by_projects(self) -> Mapping[Named, list[Message]]:
        """The wordings about the same projects together."""
        found: dict[Named, list[Message]] = {}
        for message in self.messages:
            found.setdefault(message.projects, []).append(message)
        return found


@frozen(kw_only=True)
class AcceptedRule:
    """The findings of one rule that a person has accepted for one reason."""

    rule: str
    title: str
    reason: str
    projects: Named
    count: int
    messages: tuple[str, ...]
    """The first wordings."""


@frozen(kw_only=True)
class RuleOutcomes:
    """What became of one rule on all forms: verdict → how many; and why it could mostly not be told."""

    rule: str
    title: str
    counts: Mapping[str, int]
    why: str


@frozen(kw_only=True)
class Reviewed:
    """A project whose scores have all been reviewed: 自评 beside 复核."""

    department: str
    project: str
    score: Decimal | None
    grade: str
    review_score: Decimal
    review_grade: str

    @property
    def deviation(self) -> Decimal | None:
        """复核总分 − 总分."""
        return None if self.score is None else self.review_score - self.score


@frozen(kw_only=True)
class Fallen:
    """A target that is easier to meet than the year before."""

    department: str
    project: str
    message: str


@frozen(kw_only=True)
class Satisfied:
    """What is found of a department's satisfaction figures."""

    department: str
    message: str


@frozen(kw_only=True)
class Alike:
    """A text that several projects have, nearly the same."""

    part: str
    """预期目标, 实际完成情况 or 偏差原因."""
    text: str
    """How one of them begins."""
    projects: int
    departments: int
    likeness: Decimal
    """How much of the least alike is the same, in percent."""
    examples: tuple[str, ...]
    """The first projects, each with its department."""


@frozen(kw_only=True)
class Figures:
    """One department's year, or all departments' in one year."""

    department: str
    year: str
    departments: tuple[Department, ...]
    """By falling budget, at most `LINES`."""
    department_count: int
    count: int
    """Projects."""
    unscored: int
    """Projects without a 总分."""
    indicators: int
    money: Money
    """Sums over the projects that state both 全年预算数 and 全年执行数; 年初预算数 over all that state it."""
    mean: Decimal | None
    highest: Decimal | None
    lowest: Decimal | None
    lost: Decimal
    grades: Mapping[str, int]
    """Every grade of the forms' profiles in falling order, also those that nobody got."""
    grade_ranges: Mapping[str, str]
    """Grade → the scores it stands for, in words; where the profiles differ, those of each."""
    grade_places: Mapping[str, int]
    """Grade → its place among those of its profile, from 0."""
    bands: Mapping[str, Decimal]
    """The grades of the profile that most projects are graded by, each with the 总分 it begins at."""
    level1: tuple[Lost, ...]
    level2: tuple[Lost, ...]
    found: Mapping[Severity, int]
    ranking: tuple[Project, ...]
    """By falling 总分, those without one last; of many projects the first, then the last that have one."""
    distribution: Mapping[Decimal, int]
    """How many 总分 from 0 to 100 lie from each score to the next; bars of equal width, none left out between
    two."""
    off_scale: int
    """How many 总分 lie elsewhere."""
    largest: tuple[tuple[str, Money], ...]
    """The largest budgets of projects, or of departments where there are several; at most `BARS`."""
    spending: tuple[Project, ...]
    """In the order of the forms; of many projects those that spent the smallest share."""
    projects: tuple[Project, ...]
    """In the order of the forms; none where there are more than `LINES`."""
    deviations: tuple[Deviation, ...]
    """In the order of the forms; of many projects those that cost most."""
    deviation_count: int
    rules: Mapping[Severity, tuple[RuleFindings, ...]]
    left_out: tuple[str, ...] = ()
    """Names of what could not be read, and is in none of the figures."""
    doubles: tuple[str, ...] = ()
    """The first forms of projects that another form is about: they are in none of the figures either."""
    double_count: int = 0
    accepted: tuple[AcceptedRule, ...] = ()
    """What a person has accepted, by rule and reason, at most `LINES`; none is among the findings."""
    accepted_count: int = 0
    """Findings that have been accepted."""
    accepted_reasons: int = 0
    """Rules and reasons."""
    outcomes: tuple[RuleOutcomes, ...] = ()
    """What became of every rule, in the order of the rules."""
    alike: tuple[Alike, ...] = ()
    """Texts that several projects have, in a report over several departments; at most `LINES`."""
    alike_count: int = 0
    fallen: tuple[Fallen, ...] = ()
    """Targets that fell from the year before, in such a report; the first `LINES`."""
    fallen_count: int = 0
    satisfied: tuple[Satisfied, ...] = ()
    """Departments in which nearly all projects state one satisfaction figure, in such a report."""
    reviewed: tuple[Reviewed, ...] = ()
    """Of the projects that have been reviewed, those that differ most, at most `LINES`."""
    reviewed_count: int = 0
    reviewed_partly: int = 0
    """Projects of which only some rows have been reviewed."""
    reviewed_mean: Decimal | None = None
    """Of the reviewed projects, the mean 总分 as they evaluated themselves, and as reviewed."""
    review_mean: Decimal | None = None

    def grade_at(self, score: Decimal) -> str:
        """The grade that a 总分 has by the bands of most projects."""
        return next((name for name, begins in self.bands.items() if score >= begins), "")

    @property
    def is_overall(self) -> bool:
        """Whether it is about several departments."""
        return self.department_count > 1

    @property
    def are_many(self) -> bool:
        """Whether there are too many projects to name all of them everywhere."""
        return self.count > FEW

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(self.found.values())

    @property
    def ranks_all(self) -> bool:
        """Whether the ranking has every project with a 总分."""
        return len(self.ranking) >= self.count - self.unscored

    @property
    def left_out_text(self) -> str:
        """The first names of what is left out, and how much it is; empty where nothing is."""
        if not self.left_out:
            return ""
        more = " 等" if len(self.left_out) > TOLD else ""
        return f"{'、'.join(self.left_out[:TOLD])}{more}，共 {len(self.left_out):,} 份"

    @property
    def doubles_text(self) -> str:
        """The first forms that count in no total, and how many there are; empty where there are none."""
        if not self.doubles:
            return ""
        more = " 等" if self.double_count > len(self.doubles) else ""
        return f"{'、'.join(self.doubles)}{more}，共 {self.double_count:,} 张"

    @property
    def levels(self) -> Iterator[tuple[Lost, tuple[Lost, ...]]]:
        """Each 一级指标 with those of its 二级指标."""
        for level1 in self.level1:
            yield level1, tuple(kind for kind in self.level2 if kind.level1 == level1.level1)

    @property
    def scored(self) -> Lost:
        """All scored rows together."""
        return Lost(
            level1="",
            level2="",
            weight=sum((kind.weight for kind in self.level1), NOTHING),
            score=sum((kind.score for kind in self.level1), NOTHING),
            rows=sum(kind.rows for kind in self.level1),
            short=sum(kind.short for kind in self.level1),
        )

    @property
    def deviations_by_project(self) -> Iterator[tuple[str, str, tuple[Deviation, ...]]]:
        """Department, project and deviations of each project that has any."""
        for (department, project), group in groupby(self.deviations, key=lambda d: (d.department, d.project)):
            yield department, project, tuple(group)
