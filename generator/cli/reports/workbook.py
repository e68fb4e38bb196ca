"""For an office: a workbook with a line for each finding, and one for each rule on each form."""

from collections.abc import Iterable

from ...audit import RULES, Outcome
from ...model.columns import columns
from ...model.problem import Problem
from ...outputs.checking import Checked
from ...render.xlsx.listing import Line, Listing, report_workbook

_NARROW = {"文件": 34}
_COLUMNS = columns(
    "文件", "行", "列", "程度", "规则", "规则名称", "位置", "印作", "问题", "建议", widths=_NARROW
)  # fmt: skip
_OUTCOMES = columns("文件", "规则", "规则名称", "结果", "条", "说明", widths=_NARROW)
_TITLES = {rule.id: rule.title for rule in RULES}


def as_workbook(checked: Iterable[Checked]) -> bytes:
    """A sheet of findings, and a sheet that says what became of every rule on every form."""
    files = tuple(checked)
    findings = (_line(one.file, problem) for one in files for problem in one.problems)
    outcomes = (_outcome(one.file, outcome) for one in files for outcome in one.outcomes)
    return report_workbook(Listing("校核结果", _COLUMNS, findings), Listing("规则结果", _OUTCOMES, outcomes))


def _outcome(file: str, outcome: Outcome) -> Line:
    return file, outcome.rule, outcome.title, outcome.verdict.value, outcome.count or None, outcome.why


def _line(file: str, problem: Problem) -> Line:
    place = problem.place
    line, column = (place.line, place.column) if place else (None, None)
    return (
        file, line, column, problem.severity.term, problem.rule, _TITLES.get(problem.rule, "文件的写法"),
        problem.field, problem.value, problem.message, problem.hint,
    )  # fmt: skip
