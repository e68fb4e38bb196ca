"""Several copies of one form in a document: they confirm each other, or differ, and then a doubt says how."""

from collections.abc import Iterable, Iterator

from attrs import evolve

from ...model.form import Form
from ...model.problem import Path
from ...model.splitting import grouped
from ..recognised import Doubt, Recognised
from .assemble import assemble
from .draft import Draft, same_rows, with_witness
from .flow import key


def settle(drafts: Iterable[Draft]) -> Iterator[Recognised]:
    """One form for each project, from all its copies."""
    return map(_settled, grouped((draft.name, draft) for draft in drafts).values())


def _settled(copies: list[Draft]) -> Recognised:
    """The first copy, its choices settled by those with the same rows; where any differs is a doubt."""
    first = copies[0]
    for other in copies[1:]:
        if same_rows(first, other):
            first = with_witness(first, other)
    result = assemble(first)
    others = [assemble(other) for other in copies[1:]]
    differences = [d for other in others for d in _differences(result.form, other)]
    return evolve(
        result,
        doubts=(*result.doubts, *differences),
        origin="、".join(draft.span for draft in copies),
        spans=tuple((draft.first_line, draft.last_line) for draft in copies),
    )


def _differences(mine: Form, other: Recognised) -> Iterator[Doubt]:
    """A doubt for each field of the head, the funds and the rows in which another copy differs."""
    theirs = dict(_facts(other.form))
    for path, value in _facts(mine):
        if path in theirs and key(theirs[path]) != key(value):
            what = "行数不同" if path == ("绩效指标",) else "不一致"
            yield Doubt(
                kind="D04",
                path=path,
                decided=value,
                why=f"同一项目的两份表{what}，另一份在{other.origin}",
                confidence=0.5,
                alternatives=(theirs[path],),
            )


def _facts(form: Form) -> Iterator[tuple[Path, str]]:
    """What can be compared between copies without regard to how lines were wrapped or labels came loose."""
    yield ("主管部门",), form.department
    yield ("实施单位",), form.operator or ""
    yield ("年度总体目标",), form.goals.expected + form.goals.actual
    yield ("总分",), str(form.total)
    yield ("项目资金", "执行率"), str(form.funds.rate)
    yield ("项目资金", "得分"), str(form.funds.score)
    for row in form.funds.rows:
        yield ("项目资金", row.name), f"{row.initial}/{row.budget}/{row.executed}"
    for number, (_, indicator) in enumerate(form.indicators()):
        cells = (indicator.name, indicator.target.text, indicator.actual.text)
        yield ("绩效指标", number), "".join(cells) + f"/{indicator.weight}/{indicator.score}"
    yield ("绩效指标",), f"{len(list(form.indicators()))}行"
