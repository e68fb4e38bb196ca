"""The figures of a report, asked of the tables in SQL."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from itertools import groupby
from typing import Any

from ...audit import RULES, Verdict
from ...audit.facts import PRECISION
from ...model.columns import columns
from ...model.problem import Severity
from ...model.value import round_half_up
from ...tables import Dataset
from . import sources
from .alike import alike
from .figures import (
    BARS,
    DEVIATIONS,
    ENDS,
    FEW,
    FULL_MARKS,
    LINES,
    MESSAGES,
    MOST_NAMED,
    NAMES,
    NOTHING,
    TOLD,
    AcceptedRule,
    Department,
    Deviation,
    Fallen,
    Figures,
    Lost,
    Message,
    Money,
    Named,
    Project,
    Reviewed,
    RuleFindings,
    RuleOutcomes,
    Satisfied,
)
from .sources import ALL, COUNTED, ONCE, ORDER, PROJECTS, Source, lines, made

FALLEN, UNIFORM = "R53", "R54"
"""The rules whose findings are told in a part of their own."""

_BIN_WIDTHS = (1, 2, 5, 10)
"""Points: of a distribution of 总分, the first that gives no more than 20 bars."""


def figures(data: Dataset, *, left_out: tuple[str, ...] = ()) -> Figures:
    """The figures of some tables, and the names of what could not be read into them.

    Raises ValueError where the tables hold no project.
    """
    with localcontext(prec=PRECISION):
        totals = _totals(data)
        count = totals["count"]
        if not count:
            raise ValueError("no projects")
        many = count > FEW
        whose = _departments(data)
        several = whose["department_count"] > 1
        return Figures(
            **totals,
            **whose,
            **_grades(data),
            level1=tuple(_lost(data, "一级指标, ''", "min(行), 一级指标")),
            level2=tuple(_lost(data, "一级指标, 二级指标", "sum(失分) DESC, 一级指标, 二级指标")),
            ranking=tuple(_ends(data, count - totals["unscored"]) if many else ranking(data)),
            distribution=_distribution(data),
            off_scale=_one(data, f"SELECT count(*) FROM {PROJECTS} WHERE NOT {_ON_SCALE}"),
            largest=tuple(_largest(data, **whose)),
            spending=tuple(_lowest_execution(data) if many else projects(data)),
            projects=tuple(projects(data)) if count <= LINES else (),
            deviations=tuple(_largest_losses(data) if many else _deviations(data)),
            deviation_count=_one(data, f"SELECT count(*) FROM {sources.DEVIATIONS.rows}"),
            doubles=tuple(_doubles(data)),
            double_count=_one(data, "SELECT count(*) FROM 项目 WHERE 重复 <> ''"),
            rules=_rules(data, several, many),
            **_accepted_by_rule(data, several),
            left_out=left_out,
            outcomes=tuple(_outcomes(data)),
            **_reviews(data),
            **(_between(data) if whose["department_count"] > 1 else {}),
        )


def _one(data: Dataset, sql: str) -> Any:  # noqa: ANN401 - whatever is asked for
    ((value,),) = data.query(sql)
    return value


_BOTH = "FILTER (WHERE 全年预算数 IS NOT NULL AND 全年执行数 IS NOT NULL)"
_SUMS = f"sum(年初预算数), sum(全年预算数) {_BOTH}, sum(全年执行数) {_BOTH}"
_SCORES = "sum(总分), count(总分)"
_FOUND = "sum(错误)::INTEGER, sum(警告)::INTEGER, sum(提示)::INTEGER"


def _totals(data: Dataset) -> dict[str, Any]:
    """The sums over all projects. Findings about all projects together are counted with the others."""
    sql = f"""SELECT count(*), sum(指标数)::INTEGER, max(总分), min(总分), sum(失分), {_SCORES}, {_SUMS}
              FROM {PROJECTS}"""
    ((count, indicators, highest, lowest, lost, total, scored, *sums),) = data.query(sql)
    return {
        "count": count,
        "unscored": count - scored,
        "indicators": indicators,
        "money": _money(sums),
        "mean": _mean(total, scored),
        "highest": highest,
        "lowest": lowest,
        "lost": lost,
        "found": _found(dict(data.query("SELECT 程度, count(*) FROM 校核 WHERE 核对 = '' GROUP BY ALL"))),
    }


def _money(sums: Iterable[Decimal | None]) -> Money:
    initial, budget, executed = (NOTHING if amount is None else amount for amount in sums)
    return Money(initial=initial, budget=budget, executed=executed)


def _mean(total: Decimal | None, count: int) -> Decimal | None:
    return None if total is None else round_half_up(total / count)


def _found(counts: Mapping[str, int]) -> dict[Severity, int]:
    return {severity: counts.get(severity.term, 0) for severity in Severity}


def _departments(data: Dataset) -> dict[str, Any]:
    """The departments' lines, and what the report is called after."""
    names = [name for (name,) in data.query(f"SELECT DISTINCT 主管部门 FROM {PROJECTS} ORDER BY ALL")]
    years = [str(year) for (year,) in data.query(f"SELECT DISTINCT 年度 FROM {PROJECTS} ORDER BY ALL")]
    several = len(names) > 1
    return {
        "department": f"{names[0]}等 {len(names)} 个部门" if several else names[0],
        "year": "、".join(years),
        "departments": tuple(departments(data, limit=LINES)) if several else (),
        "department_count": len(names),
    }


def departments(data: Dataset, *, limit: int) -> Iterator[Department]:
    """The departments' lines by falling budget."""
    sql = f"""SELECT 主管部门, count(*) {ONCE}, {_SCORES}, {_FOUND}, histogram(等级) {ONCE}, {_SUMS}
              FROM {COUNTED} GROUP BY 主管部门
              ORDER BY sum(全年预算数) DESC NULLS LAST, 主管部门 LIMIT {limit}"""
    for name, count, total, scored, errors, warnings, informations, grades, *sums in data.query(sql):
        yield Department(
            name=name,
            projects=count,
            money=_money(sums),
            mean=_mean(total, scored),
            grades=grades,
            found=dict(zip(Severity, (errors, warnings, informations), strict=True)),
        )


def _grades(data: Dataset) -> dict[str, Any]:
    """The grades of the profiles by which the projects are graded, that of most projects first."""
    counts = dict(data.query(f"SELECT 等级, count(*) FROM {PROJECTS} GROUP BY ALL"))
    sql = f"SELECT 等级标准 FROM {PROJECTS} GROUP BY 等级标准 ORDER BY count(*) DESC, 等级标准"
    schemes = [_bands(text) for (text,) in data.query(sql)]
    ranges: dict[str, list[str]] = {}
    for scheme in schemes:
        for grade, words in _ranges(scheme):
            ranges.setdefault(grade, [])
            ranges[grade] += [words] if words not in ranges[grade] else []
    places = {grade: place for scheme in reversed(schemes) for place, grade in enumerate(scheme)}
    return {
        "grades": {grade: counts.get(grade, 0) for grade in ranges},
        "grade_ranges": {grade: " 或 ".join(words) for grade, words in ranges.items()},
        "grade_places": places,
        "bands": schemes[0],
    }


def _bands(text: str) -> dict[str, Decimal]:
    """``优≥90；良≥80；中≥60；差≥0`` as each grade with the 总分 it begins at."""
    pairs = (part.rsplit("≥", 1) for part in text.split("；"))
    return {name: Decimal(begins) for name, begins in pairs}


def _ranges(bands: Mapping[str, Decimal]) -> Iterator[tuple[str, str]]:
    """Each grade with the scores it stands for, in words."""
    above: Decimal | None = None
    for grade, begins in bands.items():
        if above is None:
            yield grade, f"≥{begins:f}"
        elif begins:
            yield grade, f"{begins:f}–{above:f}"
        else:
            yield grade, f"<{above:f}"
        above = begins


def _outcomes(data: Dataset) -> Iterator[RuleOutcomes]:
    """Of every rule, how many forms it came to what on, and the usual reason where it could not be told."""
    counts = ", ".join(f"count(*) FILTER (WHERE 结果 = '{verdict}')" for verdict in Verdict)
    sql = f"""SELECT 规则, min(规则名称), {counts}, mode(说明) FILTER (WHERE 结果 = '{Verdict.UNDECIDED}')
              FROM (SELECT * FROM 规则 ORDER BY {ORDER}) GROUP BY 规则 ORDER BY 规则"""
    for rule, title, *numbers, why in data.query(sql):
        counted = dict(zip(map(str, Verdict), numbers, strict=True))
        yield RuleOutcomes(rule=rule, title=title, counts=counted, why=why or "")


_REVIEWED = columns("主管部门", "项目名称", "自评总分", "自评等级", "复核总分", "复核等级")


def _reviews(data: Dataset) -> dict[str, Any]:
    """The projects that have been reviewed; the means are over those that have both 总分."""
    both = "FILTER (WHERE 总分 IS NOT NULL)"
    sql = f"SELECT count(*), sum(总分), sum(复核总分) {both}, count(总分) FROM {sources.REVIEWED.rows}"
    ((count, own, reviewed, scored),) = data.query(sql)
    partly = f"SELECT count(*) FROM {PROJECTS} WHERE 复核总分 IS NULL AND 已复核 > 0"
    return {
        "reviewed": tuple(made(Reviewed, lines(data, sources.REVIEWED, _REVIEWED, limit=LINES))),
        "reviewed_count": count,
        "reviewed_partly": _one(data, partly),
        "reviewed_mean": _mean(own, scored),
        "review_mean": _mean(reviewed, scored),
    }


def _between(data: Dataset) -> dict[str, Any]:
    """What a report over several departments tells beside: of their texts, targets and satisfaction."""
    texts, count = alike(data)
    fell = f"FROM 校核 WHERE 规则 = '{FALLEN}' AND 核对 = ''"
    same = f"""SELECT 主管部门, 问题 FROM 校核 WHERE 规则 = '{UNIFORM}' AND 核对 = ''
               ORDER BY 主管部门, 年度 LIMIT {LINES}"""
    return {
        "alike": texts,
        "alike_count": count,
        "fallen": tuple(
            Fallen(department=department, project=project, message=message)
            for department, project, message in data.query(
                f"SELECT 主管部门, 项目名称, 问题 {fell} ORDER BY {ORDER}, 行 LIMIT {LINES}"
            )
        ),
        "fallen_count": _one(data, f"SELECT count(*) {fell}"),
        "satisfied": tuple(
            Satisfied(department=department, message=message) for department, message in data.query(same)
        ),
    }


def _lost(data: Dataset, levels: str, order: str) -> Iterator[Lost]:
    sql = f"""SELECT {levels}, sum(分值), sum(得分), count(*), count(*) FILTER (WHERE 失分 > 0)
              FROM 指标 WHERE 重复 = '' AND 失分 IS NOT NULL GROUP BY {levels} ORDER BY {order}"""
    for level1, level2, weight, score, rows, short in data.query(sql):
        yield Lost(level1=level1, level2=level2, weight=weight, score=score, rows=rows, short=short)


_PROJECT = columns(
    "主管部门", "序号", "项目名称", "实施单位", "年初预算数", "全年预算数", "全年执行数",
    "执行率", "总分", "等级", "失分", "指标数", "错误", "警告", "提示", "名次",
)  # fmt: skip


def projects(data: Dataset, order: str = ORDER, *, limit: int | None = None) -> Iterator[Project]:
    """The projects, in the order of the forms where no other is given."""
    for row in lines(data, Source(sources.RANKED.rows, order), _PROJECT, limit=limit):
        department, number, name, operator, *rest = row
        initial, budget, executed, rate, score, grade, lost, indicators, *found, rank = rest
        yield Project(
            department=department,
            number=number,
            name=name,
            operator=operator,
            money=Money(initial=initial, budget=budget, executed=executed),
            rate=rate,
            score=score,
            grade=grade,
            lost=lost,
            indicators=indicators,
            found=dict(zip(Severity, found, strict=True)),
            rank=rank,
        )


def ranking(data: Dataset, *, limit: int | None = None) -> Iterator[Project]:
    """By falling 总分, those without one last."""
    return projects(data, sources.RANKED.order, limit=limit)


def _ends(data: Dataset, scored: int) -> Iterator[Project]:
    """The first and the last of a ranking, of the so many that have a 总分."""
    yield from ranking(data, limit=min(ENDS, scored))
    first = max(ENDS, scored - ENDS)
    yield from projects(data, f"{sources.RANKED.order} LIMIT {max(0, scored - first)} OFFSET {first}")


def _lowest_execution(data: Dataset) -> Iterator[Project]:
    """Those that spent the smallest share of their budget."""
    return projects(data, f"执行率 ASC NULLS LAST, 全年预算数 DESC NULLS LAST, {ORDER}", limit=FEW)


def _largest(data: Dataset, departments: tuple[Department, ...], **_: object) -> Iterator[tuple[str, Money]]:
    """The largest budgets, those of departments where there are several; where none is stated, none."""
    of: Iterable[Department | Project] = departments[:BARS]
    if not departments:
        of = projects(data, f"全年预算数 DESC NULLS LAST, {ORDER}", limit=BARS)
    return ((one.name, one.money) for one in of if one.money.budget is not None)


_ON_SCALE = f"总分 BETWEEN 0 AND {FULL_MARKS}"


def _distribution(data: Dataset) -> dict[Decimal, int]:
    """Of the 总分 on the scale only: a mistyped one would make more bars than anyone can draw."""
    ((lowest, highest),) = data.query(f"SELECT min(总分), max(总分) FROM {PROJECTS} WHERE {_ON_SCALE}")
    if lowest is None:
        return {}
    width = next((width for width in _BIN_WIDTHS if highest - lowest < 20 * width), _BIN_WIDTHS[-1])
    sql = f"""SELECT (floor(总分 / {width}) * {width})::INTEGER AS 起, count(*) FROM {PROJECTS}
              WHERE {_ON_SCALE} GROUP BY 起"""
    counts = dict(data.query(sql))
    return {Decimal(start): counts.get(start, 0) for start in range(min(counts), max(counts) + 1, width)}


_DEVIATION = columns(
    "主管部门", "项目名称", "二级指标", "三级指标", "年度指标值", "实际完成值",
    "分值", "得分", "失分", "偏差原因",
)  # fmt: skip


def _deviations(data: Dataset) -> Iterator[Deviation]:
    """Form by form, in printed order; what a form says once for all its rows comes last."""
    return made(Deviation, lines(data, sources.DEVIATIONS, _DEVIATION))


def _largest_losses(data: Dataset) -> Iterator[Deviation]:
    """The deviations that cost most points, in the order of the forms."""
    rows, order = sources.DEVIATIONS.rows, sources.DEVIATIONS.order
    first = f"(SELECT * FROM {rows} ORDER BY 失分 DESC NULLS LAST, {order} LIMIT {DEVIATIONS})"
    return made(Deviation, lines(data, Source(first, order), _DEVIATION))


def _doubles(data: Dataset) -> Iterator[str]:
    """The first forms that count in no total."""
    names = data.query(f"SELECT 项目名称 FROM 项目 WHERE 重复 <> '' ORDER BY {ORDER} LIMIT {TOLD}")
    return (name for (name,) in names)


_TITLES = {rule.id: rule.title for rule in RULES}
_PROJECT_KEY = "(主管部门, 项目名称)"
_PLACE = "(主管部门, 年度, 行)"

_WORDINGS = """
    WITH one AS (
        SELECT 程度, 规则, 问题, 建议, 主管部门, 项目名称, count(*) AS 条, min({place}) AS 先
        FROM 校核 WHERE 核对 = '' GROUP BY ALL),
    same AS (
        SELECT 程度, 规则, 问题, 建议, sum(条)::INTEGER AS 条, min(先) AS 先, count(*) AS 个,
               arg_min({project}, 先, {names}) AS 名
        FROM one GROUP BY 程度, 规则, 问题, 建议),
    ordered AS (
        SELECT *, sum(条) OVER rule AS 共, row_number() OVER (rule ORDER BY 条 DESC, 先) AS 第 FROM same
        WINDOW rule AS (PARTITION BY 程度, 规则))
    SELECT 程度, 规则, 共::INTEGER, 问题, 建议, 名, 个, 条 FROM ordered
    WHERE 第 <= coalesce($1, 第) ORDER BY 规则, 第"""


def _named_by(data: Dataset, keys: str, where: str, several: bool) -> dict[tuple[str, ...], Named]:
    """The projects that findings are about, by some of their columns."""
    sql = f"""SELECT {keys}, count(*), arg_min({_PROJECT_KEY}, 先, {MOST_NAMED})
              FROM (SELECT {keys}, 主管部门, 项目名称, min({_PLACE}) AS 先
                    FROM 校核 WHERE {where} GROUP BY ALL)
              GROUP BY {keys}"""
    return {tuple(key): _named(names, number, several) for *key, number, names in data.query(sql)}


def _named(names: Iterable[tuple[str, str]], count: int, several: bool) -> Named:
    """Where there are `several` departments, each project is named with its own."""
    told = ((department if several else "", project or ALL) for department, project in names)
    return Named(names=tuple(told), count=count)


def _rules(data: Dataset, several: bool, many: bool) -> dict[Severity, tuple[RuleFindings, ...]]:
    """The findings by severity and rule; of many projects the first wordings of each, and the first names."""
    projects = _named_by(data, "程度, 规则", "核对 = ''", several)
    found: dict[str, list[RuleFindings]] = {}
    sql = _WORDINGS.format(project=_PROJECT_KEY, place=_PLACE, names=NAMES if many else FEW)
    rows = data.query(sql, MESSAGES if many else None)
    for (severity, rule, count), group in groupby(rows, key=lambda row: row[:3]):
        messages = tuple(
            Message(message=message, hint=hint, projects=_named(names, number, several), count=times)
            for _, _, _, message, hint, names, number, times in group
        )
        one = RuleFindings(
            rule=rule,
            title=_TITLES.get(rule, ""),
            messages=messages,
            count=count,
            projects=projects[severity, rule],
        )
        found.setdefault(severity, []).append(one)
    return {severity: tuple(found.get(severity.term, ())) for severity in Severity}


def _accepted_by_rule(data: Dataset, several: bool) -> dict[str, Any]:
    """What people have accepted, by rule and reason."""
    projects = _named_by(data, "规则, 核对", "核对 <> ''", several)
    sql = f"""SELECT 规则, 核对, sum(条)::INTEGER, arg_min(问题, 先, {MESSAGES})
              FROM (SELECT 规则, 核对, 问题, count(*) AS 条, min({_PLACE}) AS 先
                    FROM 校核 WHERE 核对 <> '' GROUP BY ALL)
              GROUP BY 规则, 核对 ORDER BY 规则, min(先) LIMIT {LINES}"""
    told = (
        AcceptedRule(
            rule=rule,
            title=_TITLES.get(rule, ""),
            reason=reason,
            projects=projects[rule, reason],
            count=count,
            messages=tuple(messages),
        )
        for rule, reason, count, messages in data.query(sql)
    )
    return {
        "accepted": tuple(told),
        "accepted_count": _one(data, "SELECT count(*) FROM 校核 WHERE 核对 <> ''"),
        "accepted_reasons": len(projects),
    }
