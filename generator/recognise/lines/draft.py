"""One copy of a form as read from a dump, its open decisions still open."""

from collections.abc import Sequence

from attrs import evolve, frozen

from .choice import Choice
from .flow import key
from .goals import Goals, goal_lines, goals_key, merge_goals, split_goals
from .head import Head, claimed, read_head
from .levels import Level, assign_levels
from .reasons import Reasons, assign_reasons, reasons_key
from .rows import RowsFound, cells_key, find_rows
from .scan import Token
from .segment import runs


@frozen(kw_only=True)
class Draft:
    """A form with its choices."""

    head: Head
    goals: Choice[Goals]
    found: RowsFound
    levels: tuple[Level, ...]
    reasons: Choice[Reasons]
    first_line: int
    last_line: int

    @property
    def name(self) -> tuple[str, int | None]:
        """What two copies of one project share."""
        return key(self.head.project or ""), self.head.year

    @property
    def span(self) -> str:
        """Where in the dump it stands."""
        return f"第{self.first_line}–{self.last_line}行"


def read_draft(tokens: Sequence[Token], *, last_line: int, double_spaced: bool) -> Draft:
    """One form's tokens read."""
    taken = claimed(tokens)
    stream = [token for index, token in enumerate(tokens) if index not in taken]
    texts = list(runs(stream))
    found = find_rows(texts, double_spaced=double_spaced)
    goals, rest = goal_lines(texts, found.free)
    rows = [(row.cells.best[0], row.weight, row.score) for row in found.rows]
    return Draft(
        head=read_head(tokens),
        goals=split_goals(goals),
        found=found,
        levels=assign_levels(found),
        reasons=assign_reasons(rest, rows),
        first_line=tokens[0].line,
        last_line=last_line,
    )


def same_rows(mine: Draft, theirs: Draft) -> bool:
    """Whether two copies hold the same rows, so that each can be a witness of the other's cells."""
    pairs = [[(row.weight, row.score) for row in draft.found.rows] for draft in (mine, theirs)]
    return pairs[0] == pairs[1]


def with_witness(mine: Draft, theirs: Draft) -> Draft:
    """A draft whose open decisions are settled by another copy with the same rows."""
    rows = tuple(
        evolve(row, cells=row.cells.with_witness(other.cells, cells_key))
        for row, other in zip(mine.found.rows, theirs.found.rows, strict=True)
    )
    return evolve(
        mine,
        goals=_goals(mine.goals, theirs.goals),
        found=evolve(mine.found, rows=rows),
        levels=tuple(map(_level, mine.levels, theirs.levels)),
        reasons=mine.reasons.with_witness(theirs.reasons, reasons_key),
    )


def _goals(mine: Choice[Goals], theirs: Choice[Goals]) -> Choice[Goals]:
    settled = mine.with_witness(theirs, goals_key)
    matching = [other for _, other in theirs.options if goals_key(other) == goals_key(settled.best)]
    if not matching:
        return settled
    (cost, best), *others = settled.options
    return Choice(((cost, merge_goals(best, matching[0])), *others))


def _level(mine: Level, theirs: Level) -> Level:
    """The levels of a row: what either copy prints beside the row counts more than what was inferred."""
    level1 = mine if mine.why1 is None or theirs.why1 else theirs
    level2 = mine if mine.why2 is None or theirs.why2 else theirs
    confidence = max(mine.confidence, theirs.confidence)
    return evolve(level2, level1=level1.level1, why1=level1.why1, confidence=confidence)
