"""A settled draft as a Form, with a doubt for whatever was inferred."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve

from ...model.form import Form, Goals, Indicator
from ...model.problem import Path
from ...model.value import Value
from ..grid.levels import Entry, nested
from ..grid.levels import paths as paths_of
from ..recognised import Doubt, Recognised
from .choice import Choice, T
from .draft import Draft
from .reasons import Reasons
from .rows import Row

SURE = 0.9
"""A choice at least this sure is not worth a person's look."""


def assemble(draft: Draft) -> Recognised:
    """The Form of a draft that names a project, a department and a year."""
    head = draft.head
    entries = list(_entries(draft))
    paths = list(paths_of(entries))
    form = Form(
        title=head.title,
        year=head.year or 0,
        project=head.project or "",
        department=head.department or "",
        operator=head.operator,
        funds=head.funds,
        goals=Goals(expected=draft.goals.best[0], actual=draft.goals.best[1]),
        levels=nested(entries),
        total=draft.found.total,
        labels=head.labels,
    )
    doubts = (
        *_head_doubts(draft),
        *_unsure(
            draft.goals,
            ("年度总体目标", "实际完成情况"),
            lambda goals: goals[1][:20] + "……",
            "两栏文字在文本中连成一片，按行宽与句末分开",
        ),
        *_level_doubts(draft, paths),
        *(doubt for number, path in enumerate(paths) for doubt in _row_doubts(draft, number, path)),
    )
    return Recognised(form=form, doubts=doubts, origin=draft.span)


def _entries(draft: Draft) -> Iterator[Entry]:
    """Each row below its levels."""
    for row, level, reason in zip(draft.found.rows, draft.levels, draft.reasons.best, strict=True):
        yield Entry(level1=level.level1, level2=level.level2, indicator=_indicator(row, reason))


def _indicator(row: Row, reason: str | None) -> Indicator:
    name, target, actual = row.cells.best
    return Indicator(
        name=name,
        target=Value(target),
        actual=Value(actual),
        weight=row.weight,
        score=row.score,
        reason=reason,
    )


def _head_doubts(draft: Draft) -> Iterator[Doubt]:
    places: Mapping[str, Path] = {row.name: ("项目资金", row.name) for row in draft.head.funds.rows}
    for field, why in draft.head.inferred.items():
        bare = field.removeprefix("其中：")
        path = places.get(bare, (bare,))
        decided = draft.head.operator if bare == "实施单位" else "年初预算数"
        yield Doubt(
            kind="D05",
            path=path,
            decided=decided or "",
            why=why,
            confidence=0.9,
            line=draft.head.lines.get(bare),
        )


def _level_doubts(draft: Draft, paths: Sequence[Path]) -> Iterator[Doubt]:
    """One doubt for each level that was inferred, not one for each of its rows."""
    told: set[Path] = set()
    for number, level in enumerate(draft.levels):
        for depth, name, why in ((2, level.level1, level.why1), (3, level.level2, level.why2)):
            path = paths[number][:depth]
            if why and path not in told:
                told.add(path)
                yield Doubt(
                    kind="D01",
                    path=path,
                    decided=name,
                    why=why,
                    confidence=level.confidence,
                    alternatives=level.others if depth == 3 else (),
                    line=draft.found.rows[number].line,
                )


def _row_doubts(draft: Draft, number: int, path: Path) -> Iterator[Doubt]:
    row = draft.found.rows[number]
    why = "单元格之间的界线在文本中已经丢失，按各栏行宽分开"
    of_cells = _unsure(row.cells, ("三级指标",), "｜".join, why)
    for doubt in (*of_cells, *_reason_doubts(draft.reasons, number)):
        yield evolve(doubt, path=(*path, *doubt.path), line=row.line)


def _unsure(choice: Choice[T], path: Path, said: Callable[[T], str], why: str) -> Iterator[Doubt]:
    """A doubt about a choice that is not sure, with what its next two options say."""
    if choice.confidence < SURE:
        texts = [said(option) for _, option in choice.options[:3]]
        confidence = round(choice.confidence, 2)
        yield Doubt(
            kind="D03",
            path=path,
            decided=texts[0],
            why=why,
            confidence=confidence,
            alternatives=tuple(texts[1:]),
        )


def _reason_doubts(reasons: Choice[Reasons], number: int) -> Iterator[Doubt]:
    reason = reasons.best[number]
    if reason is not None:
        others = {option[number] or "（无）" for _, option in reasons.options[1:4]} - {reason}
        yield Doubt(
            kind="D02",
            path=("偏差原因分析及改进措施",),
            decided=reason,
            why="原因的文字与所在行在文本中分开了，按失分各行的次序与用词归入本行",
            confidence=round(reasons.confidence, 2),
            alternatives=tuple(sorted(others)),
        )
