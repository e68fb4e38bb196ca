"""For people: one line a finding, errors first; below it the source line with a caret where it is wanted."""

from collections.abc import Iterable, Iterator

from ...audit import Outcome, Verdict
from ...model.problem import Problem, Severity
from ...outputs.checking import Checked
from ...store.read.excerpt import excerpt

LEGEND = (
    "文件:行:列: 程度 规则 〔字段〕问题 → 建议。"
    "程度：E 错误（表内自相矛盾或缺项），W 警告（审核人会追问），I 提示。"
    "check --explain 规则 说明一条规则，-v 附上原文。"
)


def as_text(checked: Iterable[Checked], *, verbose: bool = False, outcomes: bool = False) -> str:
    """``文件:行:列: E R01 〔字段〕…`` for each finding, errors first, then a legend and the count.

    With `outcomes`, what became of every rule on each form stands below.
    """
    files = list(checked)
    found = [(problem, one.source) for one in files for problem in one.problems]
    found.sort(key=lambda item: tuple(Severity).index(item[0].severity))
    blocks = [line for problem, source in found for line in _block(problem, source if verbose else None)]
    legend = ["", LEGEND] if found else []
    told = [line for one in files if one.is_form and outcomes for line in _outcomes(one)]
    return "\n".join([*blocks, *legend, *told, counted(files)]) + "\n"


def counted(checked: Iterable[Checked]) -> str:
    """How many problems of each kind in how many files, in words."""
    files = list(checked)
    found = [problem.severity for one in files for problem in one.problems]
    kinds = [f"{found.count(severity)} 个{severity.term}" for severity in Severity if severity in found]
    return f"共 {len(files)} 个文件：{'，'.join(kinds) or '没有发现问题'}。"


def _outcomes(checked: Checked) -> Iterator[str]:
    """How many rules came to what, then a line for each."""
    if not checked.outcomes:
        return
    verdicts = [outcome.verdict for outcome in checked.outcomes]
    counts = "，".join(f"{verdict} {verdicts.count(verdict)}" for verdict in Verdict)
    yield from ("", f"{checked.file}：{len(verdicts)} 条规则，{counts}")
    yield from (f"  {_outcome(outcome)}" for outcome in checked.outcomes)


def _outcome(outcome: Outcome) -> str:
    padding = "\u3000" * (4 - len(outcome.verdict))
    why = f"：{outcome.why}" if outcome.why else ""
    return " ".join(f"{outcome.rule} {outcome.verdict}{padding} {outcome.title}{why}".split("\n"))


def _block(problem: Problem, source: str | None) -> Iterator[str]:
    yield " ".join(str(problem).split("\n"))
    lines = excerpt(source, problem.place) if source is not None and problem.place else None
    if lines:
        yield from (f"    {line}" for line in lines.split("\n"))
