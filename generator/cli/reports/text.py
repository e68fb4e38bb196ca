"""For people: one line a finding, errors first; below it the source line with a caret where it is wanted."""

from collections.abc import Iterable, Iterator

from ...model.problem import Problem, Severity
from ...outputs.checking import Checked
from ...store.read.excerpt import excerpt
from .checked import counted

LEGEND = (
    "文件:行:列: 程度 规则 〔字段〕问题 → 建议。"
    "程度：E 错误（表内自相矛盾或缺项），W 警告（审核人会追问），I 提示。"
    "check --explain 规则 说明一条规则，-v 附上原文。"
)


def as_text(checked: Iterable[Checked], *, verbose: bool = False) -> str:
    """``文件:行:列: E R01 〔字段〕…`` for each finding, errors first, then a legend and the count."""
    files = list(checked)
    found = [(problem, one.source) for one in files for problem in one.problems]
    found.sort(key=lambda item: tuple(Severity).index(item[0].severity))
    blocks = [line for problem, source in found for line in _block(problem, source if verbose else None)]
    legend = ["", LEGEND] if found else []
    return "\n".join([*blocks, *legend, counted(files)]) + "\n"


def _block(problem: Problem, source: str | None) -> Iterator[str]:
    yield " ".join(str(problem).split("\n"))
    lines = excerpt(source, problem.place) if source is not None and problem.place else None
    if lines:
        yield from (f"    {line}" for line in lines.split("\n"))
