"""For people: one line a finding, the source line with a caret under it."""

from collections.abc import Iterable, Iterator

from ...model.problem import Problem
from ...outputs.checking import Checked
from ...store.read.excerpt import excerpt
from .checked import counted


def as_text(checked: Iterable[Checked]) -> str:
    """``文件:行:列: E R01 〔字段〕…`` for each finding, and the count."""
    files = list(checked)
    blocks = [line for one in files for problem in one.problems for line in _block(problem, one.source)]
    return "\n".join([*blocks, counted(files)]) + "\n"


def _block(problem: Problem, source: str) -> Iterator[str]:
    yield str(problem)
    lines = excerpt(source, problem.place) if problem.place else None
    if lines:
        yield from (f"    {line}" for line in lines.split("\n"))
