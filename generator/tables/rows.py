"""A department's forms as rows. Money is in 元 whatever unit a form is in, rates are in percent.

A project's 总分 is the one it states, else the sum of its 得分; its 执行率 is computed from the amounts, as
the audit does, and the stated one only where they are missing.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from attrs import astuple, field, fields, frozen

from ..audit import NO_OTHERS, Accepted, Audit, Others, double_forms, full_audit, full_department_audit
from ..audit.department import in_yuan
from ..audit.facts import PRECISION
from ..audit.text import is_reason
from ..model.columns import COLUMNS
from ..model.computed import (
    execution_rate,
    execution_score,
    execution_share,
    final_total,
    review_scores,
    review_total,
)
from ..model.form import Form, FundRow, Review
from ..model.problem import Severity
from ..model.profile import profile_for
from ..model.terms import DONE, PLANNED
from ..model.value import round_half_up
from ..model.vocabulary import bare, vocabulary
from ..sheet.build import percent_text

EXECUTION = "预算执行率"
REASONS = "偏差原因"
NOTHING = Decimal(0)

WHOLE, PLACES = 22, 6
"""Digits that a number of a table has at most before the point and behind it."""


def _column(name: str, doc: str) -> Any:  # noqa: ANN401 - attrs.field is typed so
    """One of the declared columns, and what it holds in this table."""
    return field(metadata={"column": COLUMNS[name], "doc": doc})


@frozen(kw_only=True)
class _Row:
    """What every row begins with."""

    department: str = _column("主管部门", "主管部门")
    year: int = _column("年度", "自评的年度")
    file: str = _column("文件", "YAML 文件，data 文件夹以下的路径")
    number: int = _column("序号", "项目在部门这一年度里排第几")
    project: str = _column("项目名称", "与“项目”表相同的名称")


@frozen(kw_only=True)
class ProjectRow(_Row):
    """One project's year."""

    project: str = _column("项目名称", "项目名称；同一部门同一年度有重名的，第二个起加〔2〕〔3〕……")
    double: str = _column("重复", "同一项目先列的那张表的文件，合计不计这一张；没有的为空")
    operator: str = _column("实施单位", "实施单位")
    layout: str = _column("版式", "YAML 里写的版式，不写的为空")
    initial: Decimal | None = _column("年初预算数", "年度资金总额的年初预算数，元")
    budget: Decimal | None = _column("全年预算数", "年度资金总额的全年预算数，元")
    executed: Decimal | None = _column("全年执行数", "年度资金总额的全年执行数，元")
    rate: Decimal | None = _column("执行率", "全年执行数÷全年预算数，百分数；缺金额时为表上所填")
    score: Decimal | None = _column("总分", "表上所填的总分；没有填的为各项得分之和")
    grade: str = _column("等级", "总分所在的等级，没有总分的为空")
    grades: str = _column("等级标准", "所用规则配置的各等级从几分起，如“优≥90；良≥80；中≥60；差≥0”")
    reviewed: int = _column("已复核", "写有复核分的行数，含预算执行率")
    review_score: Decimal | None = _column("复核总分", "各行复核分之和；有得分的行没有复核完的为空")
    review_grade: str = _column("复核等级", "复核总分所在的等级，没有复核总分的为空")
    lost: Decimal = _column("失分", "有分值也有得分的各行，分值－得分之和")
    indicators: int = _column("指标数", "三级指标的个数")
    errors: int = _column("错误", "校核发现的错误，条")
    warnings: int = _column("警告", "校核发现的警告，条")
    informations: int = _column("提示", "校核发现的提示，条")
    reason: str = _column("偏差原因", "全表合写的偏差原因分析及改进措施，没有的为空")


@frozen(kw_only=True)
class FundsRow(_Row):
    """One row of a funds block."""

    double: str = _column("重复", "同一项目先列的那张表的文件，合计不计这一张；没有的为空")
    line: int = _column("行", "在资金栏里是第几行；第 1 行是年度资金总额")
    source: str = _column("资金来源", "这一行的名称")
    initial: Decimal | None = _column("年初预算数", "元")
    budget: Decimal | None = _column("全年预算数", "元")
    executed: Decimal | None = _column("全年执行数", "元")
    rate: Decimal | None = _column("执行率", "全年执行数÷全年预算数，百分数；缺金额时为表上所填")
    unit: str = _column("单位", "表上的金额单位")


@frozen(kw_only=True)
class IndicatorRow(_Row):
    """One 三级指标; 预算执行率, which is scored like one, is line 0."""

    double: str = _column("重复", "同一项目先列的那张表的文件，合计不计这一张；没有的为空")
    line: int = _column("行", "在指标栏里是第几行；预算执行率为 0")
    level1: str = _column("一级指标", "通用的名称，如“产出指标”")
    level2: str = _column("二级指标", "通用的名称，如“质量指标”")
    name: str = _column("三级指标", "三级指标的名称")
    target: str = _column("年度指标值", "照表上所印")
    actual: str = _column("实际完成值", "照表上所印")
    weight: Decimal | None = _column("分值", "分值")
    score: Decimal | None = _column("得分", "得分")
    lost: Decimal | None = _column("失分", "分值－得分，缺一项的为空")
    reason: str = _column("偏差原因", "偏差原因分析及改进措施，没有的为空")
    review_actual: str = _column("复核值", "复核人查实的完成值，没有的为空")
    review_score: Decimal | None = _column("复核分", "复核人给的分")
    review_remark: str = _column("复核备注", "复核人的说明，没有的为空")


@frozen(kw_only=True)
class FindingRow(_Row):
    """One finding of the audit."""

    file: str = _column("文件", "YAML 文件，data 文件夹以下的路径；说的是全部项目的为空")
    number: int = _column("序号", "项目在部门这一年度里排第几；说的是全部项目的为 0")
    project: str = _column("项目名称", "与“项目”表相同的名称；说的是全部项目的为空")
    line: int = _column("行", "在部门这一年度的校核结果里是第几条，重的在前")
    severity: str = _column("程度", "错误、警告、提示")
    rule: str = _column("规则", "规则编号，见 rules.md")
    field: str = _column("位置", "表上的位置")
    message: str = _column("问题", "问题")
    hint: str = _column("建议", "怎么办，没有的为空")
    accepted: str = _column("核对", "已由人认可的，认可的理由，不计入条数；没有认可的为空")


@frozen(kw_only=True)
class OutcomeRow(_Row):
    """What became of one rule on one form."""

    rule: str = _column("规则", "规则编号，见 rules.md")
    title: str = _column("规则名称", "规则的名称")
    verdict: str = _column("结果", "通过、发现、不适用、无法判定")
    count: int = _column("条", "发现几条，已核对认可的在内")
    why: str = _column("说明", "核了什么、发现了什么，或为什么不适用、无法判定")


@frozen(kw_only=True)
class TextRow(_Row):
    """A goal, a result or a reason of one form, with its fingerprint."""

    line: int = _column("行", "偏差原因在指标栏里是第几行；预算执行率的与全表合写的为 0")
    part: str = _column("栏", "预期目标、实际完成情况、偏差原因")
    name: str = _column("三级指标", "偏差原因是哪一项的，全表合写的为空")
    text: str = _column("文字", "照表上所印")
    mark: str = _column(
        "指纹", "最小哈希（Base64，64 字节）：相同的字节占几成，文字就约有几成相同；太短的为空"
    )


@frozen(kw_only=True)
class Rows:
    """All rows of one department's year, in the order of the forms."""

    projects: tuple[ProjectRow, ...]
    funds: tuple[FundsRow, ...]
    indicators: tuple[IndicatorRow, ...]
    findings: tuple[FindingRow, ...]
    outcomes: tuple[OutcomeRow, ...] = ()
    texts: tuple[TextRow, ...] = ()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The rows of each table, in the order of the tables."""
        return iter((self.projects, self.funds, self.indicators, self.findings, self.outcomes, self.texts))


@frozen(kw_only=True)
class _Entry:
    """A form among those of its department: its file, its place, the name by which it is called."""

    file: str
    number: int
    name: str
    form: Form
    double: str = ""

    @property
    def start(self) -> dict[str, Any]:
        """What every row of it begins with."""
        return {
            "department": self.form.department,
            "year": self.form.year,
            "file": self.file,
            "number": self.number,
            "project": self.name,
        }


def department_rows(
    forms: Mapping[str, Form], *, today: date | None = None, others: Others = NO_OTHERS
) -> Rows:
    """The rows of some forms, by file; they are one department's year, and audited as such on that day.

    `others` is what they are compared with beside each other.
    """
    entries = tuple(_entries(forms))
    with localcontext(prec=PRECISION):
        audits = [(entry, full_audit(entry.form, today=today)) for entry in entries]
        across = full_department_audit([(entry.file, entry.form) for entry in entries], others=others)
        findings = tuple(_findings(entries, audits, across))
        found = Counter((row.file, row.severity) for row in findings if not row.accepted)
        return Rows(
            projects=tuple(_project(entry, found) for entry in entries),
            funds=tuple(row for entry in entries for row in _funds(entry)),
            indicators=tuple(row for entry in entries for row in _indicators(entry)),
            findings=findings,
            outcomes=tuple(row for entry, audit in audits for row in _outcomes(entry, audit, across)),
            texts=tuple(row for entry in entries for row in _texts(entry)),
        )


def rows_by_department(forms: Mapping[str, Form], *, today: date | None = None) -> Rows:
    """The rows of forms of any departments, one department after the other, each audited by itself."""
    departments: dict[str, dict[str, Form]] = {}
    for file, form in forms.items():
        departments.setdefault(form.department, {})[file] = form
    every = [tuple(department_rows(some, today=today)) for some in departments.values()]
    names = [field.name for field in fields(Rows)]
    joined = {name: tuple(row for rows in every for row in rows[n]) for n, name in enumerate(names)}
    return Rows(**joined)


def unstorable(form: Form) -> Decimal | None:
    """A number of the form that no table holds exactly; None where all are held."""
    (entry,) = _entries({"": form})
    with localcontext(prec=PRECISION):
        rows: list[Any] = [_project(entry, {}), *_funds(entry), *_indicators(entry)]
        numbers = (value for row in rows for value in astuple(row) if isinstance(value, Decimal))
        most = Decimal(10) ** WHOLE
        return next((n for n in numbers if n != round_half_up(n, PLACES) or abs(n) >= most), None)


def _entries(forms: Mapping[str, Form]) -> Iterator[_Entry]:
    """Each with its 项目名称, numbered from the second that has the same."""
    seen: Counter[str] = Counter()
    taken = {form.project for form in forms.values()}
    doubles = double_forms(forms.items())
    for number, (file, form) in enumerate(forms.items(), start=1):
        seen[form.project] += 1
        name = form.project
        while seen[form.project] > 1 and name in taken:
            name = f"{form.project}〔{seen[form.project]}〕"
            seen[form.project] += name in taken
        taken.add(name)
        yield _Entry(file=file, number=number, name=name, form=form, double=doubles.get(file, ""))


def _project(entry: _Entry, found: Mapping[tuple[str, str], int]) -> ProjectRow:
    form = entry.form
    score = final_total(form)
    rate = execution_rate(form.funds)
    profile, reviewed = profile_for(form.layout), review_total(form)
    errors, warnings, informations = (found.get((entry.file, severity.term), 0) for severity in Severity)
    return ProjectRow(
        **entry.start,
        double=entry.double,
        operator=form.operator or "",
        layout=form.layout or "",
        **_in_yuan(form.funds.total, form.funds.unit),
        rate=form.funds.rate if rate is None else rate,
        score=score,
        grade="" if score is None else profile.grade(score),
        grades="；".join(f"{grade}≥{begins:f}" for grade, begins in profile.grades.items()),
        reviewed=sum(score is not None for score in review_scores(form)),
        review_score=reviewed,
        review_grade="" if reviewed is None else profile.grade(reviewed),
        lost=sum((row.lost for row in _indicators(entry) if row.lost is not None), NOTHING),
        indicators=sum(1 for _ in form.indicators()),
        errors=errors,
        warnings=warnings,
        informations=informations,
        reason=(form.reason or "").strip(),
    )


def _in_yuan(row: FundRow | None, unit: str) -> dict[str, Any]:
    """The three columns of a row; None where nothing is stated."""
    return {name: in_yuan(getattr(row, name, None), unit) for name in ("initial", "budget", "executed")}


def _funds(entry: _Entry) -> Iterator[FundsRow]:
    funds = entry.form.funds
    for line, row in enumerate(funds.rows, start=1):
        amounts = _in_yuan(row, funds.unit)
        rate = execution_share(amounts["budget"], amounts["executed"])
        yield FundsRow(
            **entry.start,
            double=entry.double,
            line=line,
            source=row.name,
            **amounts,
            rate=row.rate if rate is None else rate,
            unit=funds.unit,
        )


def _indicators(entry: _Entry) -> Iterator[IndicatorRow]:
    yield _execution(entry)
    words = vocabulary()
    for line, (path, row) in enumerate(entry.form.indicators(), start=1):
        level1, level2 = str(path[1]), str(path[2])
        yield IndicatorRow(
            **entry.start,
            double=entry.double,
            line=line,
            level1=words.as_level1(level1) or bare(level1),
            level2=words.as_level2(level2) or bare(level2),
            name=row.name,
            target=row.full_target.text,
            actual=row.full_actual.text,
            weight=row.weight,
            score=row.score,
            lost=_lost(row.weight, row.score),
            reason=(row.reason or "").strip(),
            **_review(row.review),
        )


def _texts(entry: _Entry) -> Iterator[TextRow]:
    """The goals, what came of them, and every reason."""
    form = entry.form
    yield from _text(entry, 0, PLANNED, "", form.goals.expected)
    yield from _text(entry, 0, DONE, "", form.goals.actual)
    yield from _text(entry, 0, REASONS, "", form.reason)
    yield from _text(entry, 0, REASONS, EXECUTION, form.funds.reason)
    for line, (_, row) in enumerate(form.indicators(), start=1):
        yield from _text(entry, line, REASONS, row.name, row.reason)


def _text(entry: _Entry, line: int, part: str, name: str, text: str | None) -> Iterator[TextRow]:
    from ..audit.alike import fingerprint  # noqa: PLC0415 - heavy, and not needed to read tables

    if text and (part != REASONS or is_reason(text)):
        mark = b64encode(fingerprint(text)).decode()
        yield TextRow(**entry.start, line=line, part=part, name=name, text=text.strip(), mark=mark)


def _review(review: Review) -> dict[str, Any]:
    return {
        "review_actual": review.actual or "",
        "review_score": review.score,
        "review_remark": review.remark or "",
    }


def _execution(entry: _Entry) -> IndicatorRow:
    funds = entry.form.funds
    score = execution_score(funds) if funds.score is None else funds.score
    return IndicatorRow(
        **entry.start,
        double=entry.double,
        line=0,
        level1=EXECUTION,
        level2=EXECUTION,
        name=EXECUTION,
        target="",
        actual=percent_text(execution_rate(funds) if funds.rate is None else funds.rate),
        weight=funds.weight,
        score=score,
        lost=_lost(funds.weight, score),
        reason=(funds.reason or "").strip(),
        **_review(funds.review),
    )


def _lost(weight: Decimal | None, score: Decimal | None) -> Decimal | None:
    return None if weight is None or score is None else weight - score


def _outcomes(entry: _Entry, own: Audit, across: Mapping[str, Audit]) -> Iterator[OutcomeRow]:
    """In the order of the rules."""
    told = (*own.outcomes, *across[entry.file].outcomes)
    for outcome in sorted(told, key=lambda outcome: outcome.rule):
        yield OutcomeRow(
            **entry.start,
            rule=outcome.rule,
            title=outcome.title,
            verdict=outcome.verdict.value,
            count=outcome.count,
            why=outcome.why,
        )


def _findings(
    entries: Sequence[_Entry], own: Sequence[tuple[_Entry, Audit]], across: Mapping[str, Audit]
) -> Iterator[FindingRow]:
    """What the audit says of each form and of all together: gravest first, then in the order of the forms.

    What a person has accepted comes last.
    """
    by_file = {entry.file: entry for entry in entries}
    audits = [*((entry.file, audit) for entry, audit in own), *across.items()]
    told = [(file, Accepted(problem, "")) for file, one in audits for problem in one.problems]
    told += [(file, accepted) for file, one in audits for accepted in one.accepted]
    order = tuple(Severity)
    told.sort(key=lambda item: (bool(item[1].reason), order.index(item[1].problem.severity)))
    for line, (file, finding) in enumerate(told, start=1):
        yield _finding(by_file.get(file), finding, line, entries[0])


def _finding(entry: _Entry | None, finding: Accepted, line: int, any_: _Entry) -> FindingRow:
    nobody = {"file": "", "number": 0, "project": ""}
    problem = finding.problem
    return FindingRow(
        **(any_.start | nobody if entry is None else entry.start),
        line=line,
        severity=problem.severity.term,
        rule=problem.rule,
        field=problem.field,
        message=problem.message,
        hint=problem.hint or "",
        accepted=finding.reason,
    )
