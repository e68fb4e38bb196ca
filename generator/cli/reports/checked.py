"""How much was found in checked files, in words."""

from collections.abc import Iterable

from ...model.problem import Severity
from ...outputs.checking import Checked


def counted(checked: Iterable[Checked]) -> str:
    """How many problems of each kind in how many files, in words."""
    files = list(checked)
    found = [problem.severity for one in files for problem in one.problems]
    kinds = [f"{found.count(severity)} 个{severity.term}" for severity in Severity if severity in found]
    return f"共 {len(files)} 个文件：{'，'.join(kinds) or '没有发现问题'}。"
