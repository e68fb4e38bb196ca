"""A checked file: its text, and everything found in it with its place."""

from collections.abc import Iterable

from attrs import frozen

from ...audit import Outcome
from ...model.problem import Problem, Severity


@frozen(kw_only=True)
class Checked:
    """A file's name and text, and its problems in the order of their places."""

    file: str
    source: str
    problems: tuple[Problem, ...]
    is_form: bool = True
    """Whether it reads as a form; the problems are then findings in it."""
    outcomes: tuple[Outcome, ...] = ()
    """What became of every rule on it, in the order of the rules; none where it is no form."""


def counted(checked: Iterable[Checked]) -> str:
    """How many problems of each kind in how many files, in words."""
    files = list(checked)
    found = [problem.severity for one in files for problem in one.problems]
    kinds = [f"{found.count(severity)} 个{severity.term}" for severity in Severity if severity in found]
    return f"共 {len(files)} 个文件：{'，'.join(kinds) or '没有发现问题'}。"
