"""Collects what is wrong with one file, bounded, in the order of its lines."""

from typing import NamedTuple, Protocol

from ...model import problem
from ...model.problem import Path, Place, Problem, Severity

MAX_PROBLEMS = 100
"""More are counted, not listed: nobody reads them, and a hostile file must not cost memory."""

MAX_VALUE = 60
"""Characters of a value that are quoted in a message."""


class Spot(Protocol):
    """A place in a text, counted from 0."""

    @property
    def line(self) -> int:
        """Lines before it."""

    @property
    def column(self) -> int:
        """Characters before it on its line."""


class Point(NamedTuple):
    """Such a place."""

    line: int
    column: int


def point_at(text: str, index: int) -> Point:
    """Line and column, lines ended by LF, CR or CRLF as editors count them."""
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    line_start = before.rfind("\n") + 1
    return Point(before.count("\n"), len(before) - line_start)


class Reporter:
    """The problems of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._problems: list[Problem] = []
        self._left_out = 0

    @property
    def is_full(self) -> bool:
        """Whether further problems are only counted; costly hints are then not worth finding."""
        return len(self._problems) >= MAX_PROBLEMS

    @property
    def has_errors(self) -> bool:
        """Whether the file cannot become a form."""
        return any(problem.severity is Severity.ERROR for problem in self._problems)

    def report(
        self,
        rule: str,
        message: str,
        *,
        mark: Spot | None = None,
        path: Path = (),
        value: str | None = None,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note one problem; an error keeps the file from becoming a form, a warning does not."""
        if self.is_full:
            self._left_out += 1
            return
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        problem = Problem(
            rule=rule,
            severity=severity,
            message=message,
            place=Place(file=self.file, line=line, column=column),
            path=path,
            value=None if value is None else shortened(value),
            hint=hint,
        )
        self._problems.append(problem)

    def problems(self) -> tuple[Problem, ...]:
        """All of them, by line."""
        listed = sorted(self._problems, key=_position)
        if self._left_out:
            message = f"另有 {self._left_out} 处问题未列出，请先改正以上各处"
            place = Place(file=self.file)
            listed.append(problem.error("Y04", message, at=place))
        return tuple(listed)


def shortened(text: str) -> str:
    """The text on one line, cut to what a message can carry."""
    line = " ".join(text[: MAX_VALUE * 2].split())
    return line if len(line) <= MAX_VALUE else line[: MAX_VALUE - 1] + "…"


def _position(problem: Problem) -> tuple[int, int]:
    place = problem.place
    return (place.line or 0, place.column or 0) if place else (0, 0)
