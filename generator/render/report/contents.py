"""Everything that a report says, as data: each figure as it is printed, by a name of its own.

Money is printed in 万元 with two decimals, summed in 元 and rounded once, half up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from hashlib import sha256
from typing import Any

from attrs import frozen

from ...audit.facts import PRECISION
from ...model import problem
from ...model.columns import columns
from ...model.computed import execution_share
from ...model.problem import Problem, Severity
from ...model.value import round_half_up
from ...tables import Dataset
from ...workspace.report_file import (
    BUDGET,
    DATE,
    EXAMPLE,
    FOUND,
    ISSUES,
    MEASURES,
    MENDED,
    MENDING,
    PROJECTS,
    TRACKING,
    Known,
)
from ..summary.amounts import points, rate
from ..summary.sources import ACCEPTED, lines, made

BLANK = "__"
"""What is printed where nobody has said the figure."""

LINES = 500
"""Projects that the tables name one by one."""
LOSSES = 60
"""Of the lost points, and of the reasons given for whole forms, how many are told: those that cost most."""
SOURCES = 20
REMARKS = 100

_ONCE = "WHERE 重复 = ''"
_PER_WAN = Decimal(10_000)
_DASH = "—"


@frozen(kw_only=True)
class Accepted:
    """A finding that a person has accepted, and why."""

    rule: str
    project: str
    field: str
    message: str
    reason: str


_ACCEPTED = columns("规则", "项目名称", "位置", "问题", "核对")


@frozen(kw_only=True)
class Project:
    """A project by its name; its figures are named ``<key>/总分`` and so on."""

    key: str
    name: str
    grade: str


@frozen(kw_only=True)
class Level:
    """A 二级指标 of the report; its figures are named after `key`."""

    key: str
    level1: str
    level2: str


@frozen(kw_only=True)
class Loss:
    """An indicator that lost points, or, with no `name`, what a form says once for all its rows."""

    key: str
    project: str
    name: str
    target: str
    actual: str
    reason: str


@frozen(kw_only=True)
class Contents:
    """What a template prints. `figures` holds each figure's text by its name."""

    department: str
    year: str
    figures: Mapping[str, str]
    grades: tuple[str, ...]
    projects: tuple[Project, ...]
    sources: tuple[str, ...]
    levels: tuple[Level, ...]
    losses: tuple[Loss, ...]
    reasons: tuple[Loss, ...]
    accepted: tuple[Accepted, ...]
    left_out: tuple[str, ...]
    known: Known
    unscored: int
    without_budget: int
    digests: Mapping[str, str]
    """YAML file → a digest of what the tables say of it, by which it is known whether it has changed."""


def contents(data: Dataset, known: Known, left_out: tuple[str, ...] = ()) -> Contents:
    """What the report on one department's year says. Raises ValueError where the tables hold no project."""
    with localcontext(prec=PRECISION):
        found = list(data.query(f"SELECT DISTINCT 主管部门, 年度 FROM 项目 {_ONCE} ORDER BY ALL"))
        if not found:
            raise ValueError("no projects")
        figures: dict[str, str] = {}
        grades = _grade_names(data)
        totals = _totals(data, figures)
        _grades(data, grades, figures)
        _known(known, totals, figures)
        return Contents(
            department=found[0][0],
            year="、".join(dict.fromkeys(str(year) for _, year in found)),
            figures=figures,
            grades=grades,
            projects=tuple(_projects(data, figures)),
            sources=tuple(_sources(data, figures)),
            levels=tuple(_levels(data, figures)),
            losses=tuple(_losses(data, figures)),
            reasons=tuple(_reasons(data)),
            accepted=tuple(made(Accepted, lines(data, ACCEPTED, _ACCEPTED, limit=REMARKS))),
            left_out=left_out,
            known=known,
            unscored=totals["unscored"],
            without_budget=totals["without_budget"],
            digests=_digests(data),
        )


def wan(yuan: Decimal | None, *, separated: bool = False) -> str:
    """元 as 万元 with two decimals; a dash for nothing."""
    if yuan is None:
        return _DASH
    amount = round_half_up(yuan / _PER_WAN)
    return f"{amount:,f}" if separated else f"{amount:f}"


_BOTH = "FILTER (WHERE 全年预算数 IS NOT NULL AND 全年执行数 IS NOT NULL)"


def _totals(data: Dataset, figures: dict[str, str]) -> dict[str, Any]:
    sql = f"""SELECT count(*), count(总分), sum(总分), max(总分), min(总分), sum(失分), sum(指标数)::INTEGER,
                     sum(年初预算数), sum(全年预算数), count(全年预算数), sum(全年执行数),
                     sum(全年预算数) {_BOTH}, sum(全年执行数) {_BOTH},
                     count(*) FILTER (WHERE 指标数 > 0), sum(全年预算数) FILTER (WHERE 指标数 > 0)
              FROM 项目 {_ONCE}"""
    ((count, scored, total, highest, lowest, lost, indicators, *money),) = data.query(sql)
    initial, budget, budgets, executed, both_budget, both_executed, aimed, aimed_budget = money
    figures |= {
        "自评项目数": str(count),
        "自评预算金额": wan(budget) if budget is not None else BLANK,
        "平均得分": BLANK if not scored else points(round_half_up(total / scored)),
        "最高得分": points(highest),
        "最低得分": points(lowest),
        "失分": points(lost),
        "三级指标数": str(indicators),
        "没有总分的项目数": str(count - scored),
        "年初预算数": wan(initial),
        "全年预算数": wan(budget),
        "全年执行数": wan(executed),
        "执行率": rate(execution_share(both_budget, both_executed)),
    }
    errors = dict(data.query("SELECT 程度, count(*) FROM 校核 WHERE 核对 = '' GROUP BY ALL"))
    figures |= {f"校核{one.term}": str(errors.get(one.term, 0)) for one in Severity}
    lost_sql = f"""SELECT count(*), count(*) FILTER (WHERE 偏差原因 = '' AND 文件 NOT IN
                   (SELECT 文件 FROM 项目 WHERE 偏差原因 <> '')) FROM 指标 {_ONCE} AND 失分 > 0"""
    ((lost_count, silent),) = data.query(lost_sql)
    figures |= {"失分项数": str(lost_count), "没有原因的项数": str(silent)}
    ((accepted_count,),) = data.query("SELECT count(*) FROM 校核 WHERE 核对 <> ''")
    figures["认可条数"] = str(accepted_count)
    return {
        "unscored": count - scored,
        "without_budget": count - budgets,
        "aimed": aimed,
        "aimed_budget": aimed_budget,
    }


def _grade_names(data: Dataset) -> tuple[str, ...]:
    """The grades of the profiles by which the projects are graded, that of most projects first."""
    sql = f"SELECT 等级标准 FROM 项目 {_ONCE} GROUP BY 等级标准 ORDER BY count(*) DESC, 等级标准"
    names = (part.rsplit("≥", 1)[0] for (text,) in data.query(sql) for part in text.split("；"))
    return tuple(dict.fromkeys(names))


def _grades(data: Dataset, grades: Iterable[str], figures: dict[str, str]) -> None:
    counts = dict(data.query(f"SELECT 等级, count(*) FROM 项目 {_ONCE} GROUP BY ALL"))
    figures |= {f"等级/{grade}": str(counts.get(grade, 0)) for grade in grades}


def _known(known: Known, totals: Mapping[str, Any], figures: dict[str, str]) -> None:
    """What a person states; targets that nobody states are those of the forms."""
    aimed, budget = known.targets.projects, known.targets.budget
    of_forms = wan(totals["aimed_budget"] or Decimal(0))
    figures |= {
        "绩效目标项目数": str(totals["aimed"]) if aimed is None else _stated(aimed, 0),
        "绩效目标预算金额": (of_forms if aimed is None else BLANK) if budget is None else _stated(budget),
        "绩效跟踪项目数": _stated(known.tracking.projects, 0),
        "绩效跟踪预算金额": _stated(known.tracking.budget),
        "发现问题数": _stated(known.found, 0),
        "已整改数": _stated(known.mended, 0),
        "正在整改数": _stated(known.mending, 0),
    }


def _stated(number: Decimal | None, places: int = 2) -> str:
    return BLANK if number is None else f"{round_half_up(number, places):f}"


def _projects(data: Dataset, figures: dict[str, str]) -> Iterator[Project]:
    sql = f"""SELECT 文件, 项目名称, 等级, 年初预算数, 全年预算数, 全年执行数, 执行率, 总分
              FROM 项目 {_ONCE} ORDER BY 序号 LIMIT {LINES}"""
    for file, name, grade, initial, budget, executed, share, score in data.query(sql):
        key = f"项目/{file}"
        figures |= {
            f"{key}/年初预算数": wan(initial, separated=True),
            f"{key}/全年预算数": wan(budget, separated=True),
            f"{key}/全年执行数": wan(executed, separated=True),
            f"{key}/执行率": rate(share),
            f"{key}/总分": points(score),
        }
        yield Project(key=key, name=name, grade=grade or _DASH)


def _sources(data: Dataset, figures: dict[str, str]) -> Iterator[str]:
    """The rows below 年度资金总额, by name."""
    sql = f"""SELECT 资金来源, sum(年初预算数), sum(全年预算数), sum(全年执行数) FROM 资金
              {_ONCE} AND 行 > 1 GROUP BY 资金来源
              HAVING count(coalesce(年初预算数, 全年预算数, 全年执行数)) > 0
              ORDER BY min(行), 资金来源 LIMIT {SOURCES}"""
    for name, initial, budget, executed in data.query(sql):
        figures |= {
            f"资金/{name}/年初预算数": wan(initial, separated=True),
            f"资金/{name}/全年预算数": wan(budget, separated=True),
            f"资金/{name}/全年执行数": wan(executed, separated=True),
        }
        yield name


def _levels(data: Dataset, figures: dict[str, str]) -> Iterator[Level]:
    """预算执行率 and the 二级指标 in printed order; points of rows that state both."""
    sql = f"""SELECT 一级指标, 二级指标, count(*), sum(分值) FILTER (WHERE 失分 IS NOT NULL),
                     sum(得分) FILTER (WHERE 失分 IS NOT NULL), sum(失分)
              FROM 指标 {_ONCE} GROUP BY 一级指标, 二级指标
              ORDER BY min(min(行)) OVER (PARTITION BY 一级指标), min(行), 一级指标, 二级指标"""
    for level1, level2, count, weight, score, lost in data.query(sql):
        key = f"指标/{level1}/{level2}"
        figures |= {
            f"{key}/项数": str(count),
            f"{key}/分值": points(weight),
            f"{key}/得分": points(score),
            f"{key}/得分率": rate(score / weight * 100) if weight else _DASH,
            f"{key}/失分": points(lost),
        }
        yield Level(key=key, level1=level1, level2=level2)


def _losses(data: Dataset, figures: dict[str, str]) -> Iterator[Loss]:
    """The largest losses, in printed order."""
    largest = f"SELECT * FROM 指标 {_ONCE} AND 失分 > 0 ORDER BY 失分 DESC, 序号, 行 LIMIT {LOSSES}"
    sql = f"""SELECT 文件, 行, 项目名称, 三级指标, 年度指标值, 实际完成值, 分值, 得分, 失分, 偏差原因
              FROM ({largest}) ORDER BY 序号, 行"""
    for file, line, project, name, target, actual, weight, score, lost, reason in data.query(sql):
        key = f"失分/{file}/{line}"
        figures |= {f"{key}/分值": points(weight), f"{key}/得分": points(score), f"{key}/失分": points(lost)}
        yield Loss(key=key, project=project, name=name, target=target, actual=actual, reason=reason)


def _reasons(data: Dataset) -> Iterator[Loss]:
    """What forms say once for all their rows, of those that lost most."""
    sql = f"""SELECT * FROM (SELECT 序号, 项目名称, 偏差原因 FROM 项目 {_ONCE} AND 偏差原因 <> ''
                             ORDER BY 失分 DESC, 序号 LIMIT {LOSSES}) ORDER BY 序号"""
    for _number, project, reason in data.query(sql):
        yield Loss(key="", project=project, name="", target="", actual="", reason=reason)


def _digests(data: Dataset) -> dict[str, str]:
    """What each form says, digested; without what rules and profiles make of it."""
    said: defaultdict[str, list[object]] = defaultdict(list)
    without = "等级, 等级标准, 错误, 警告, 提示, 复核总分, 复核等级, 序号, 重复"
    tables = {
        "项目": (without, "文件"),
        "资金": ("序号, 重复", "文件, 行"),
        "指标": ("序号, 重复", "文件, 行"),
    }
    for table, (left_out, order) in tables.items():
        for file, *row in data.query(
            f"SELECT 文件, * EXCLUDE (文件, {left_out}) FROM {table} ORDER BY {order}"
        ):
            said[file].append(row)
    return {
        file: sha256(repr(rows).encode(errors="backslashreplace")).hexdigest() for file, rows in said.items()
    }


def missing(content: Contents, *, only_paragraph: bool = False) -> tuple[Problem, ...]:
    """What is to be said of a report: what it leaves blank, what it counts by the forms, what it lacks."""
    return tuple(_said(content, _in_paragraph(content) if only_paragraph else _blanks(content)))


def _said(content: Contents, asked: Iterable[str]) -> Iterator[Problem]:
    known = content.known
    if blanks := list(asked):
        yield problem.warning(
            "B50",
            f"{'、'.join(blanks)}没有写明，留作“{BLANK}”",
            at=known.file,
            hint=f"请写在这个文件里，例如：{EXAMPLE}（{BUDGET}以万元计），写法见 docs/report.md",
        )
    if known.targets.projects is None:
        yield problem.of(
            Severity.INFORMATION,
            "B51",
            f"编报绩效目标的项目按有绩效指标的自评表计，{content.figures['绩效目标项目数']} 个",
            at=known.file,
            hint="编报了绩效目标而没有自评表的，请把总数写在这个文件的“绩效目标”里",
        )
    for count, lacks, effect in (
        (content.unscored, "总分", "平均得分与等级里没有计入"),
        (content.without_budget, "全年预算数", "预算金额里没有计入"),
    ):
        if count:
            place, hint = known.file.rpartition("/")[0] or None, "请补全这些自评表"
            yield problem.warning("B52", f"{count} 个项目没有{lacks}，{effect}", at=place, hint=hint)


_ASKED = {
    "绩效目标预算金额": f"绩效目标的{BUDGET}",
    "绩效跟踪项目数": f"{TRACKING}的{PROJECTS}",
    "绩效跟踪预算金额": f"{TRACKING}的{BUDGET}",
    "发现问题数": f"{ISSUES}的“{FOUND}”",
    "已整改数": f"{ISSUES}的“{MENDED}”",
    "正在整改数": f"{ISSUES}的“{MENDING}”",
}
"""Figures that a person has to state → how the file calls them."""


def _in_paragraph(content: Contents) -> Iterator[str]:
    return (asked for name, asked in _ASKED.items() if content.figures[name] == BLANK)


def _blanks(content: Contents) -> Iterator[str]:
    yield from _in_paragraph(content)
    if not content.known.measures:
        yield MEASURES
    if content.known.date is None:
        yield DATE
