"""For an office: a workbook with a line for each finding."""

from collections.abc import Iterable

from ...audit import RULES
from ...model.problem import Problem
from ...outputs.checking import Checked
from ...render.xlsx.report import Line, report_workbook

_COLUMNS = {
    "文件": 40, "行": 6, "列": 6, "程度": 6, "规则": 7, "规则名称": 24,
    "字段": 36, "印作": 16, "问题": 60, "建议": 36,
}  # fmt: skip
_TITLES = {rule.id: rule.title for rule in RULES}


def as_workbook(checked: Iterable[Checked]) -> bytes:
    """One sheet, a row for each finding."""
    lines = (_line(one.file, problem) for one in checked for problem in one.problems)
    return report_workbook("校核结果", _COLUMNS, lines)


def _line(file: str, problem: Problem) -> Line:
    place = problem.place
    line, column = (place.line, place.column) if place else (None, None)
    return (
        file, line, column, problem.severity.term, problem.rule, _TITLES.get(problem.rule, "文件的写法"),
        problem.field, problem.value, problem.message, problem.hint,
    )  # fmt: skip
