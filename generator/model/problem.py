"""What the program has to say about a document, as data until a command prints it."""

from enum import StrEnum
from os import PathLike, fspath
from typing import TypedDict, Unpack

from attrs import frozen

Path = tuple[str | int, ...]
"""Where in a form a value stands: canonical YAML keys and list indices, outermost first.

For example ``("绩效指标", "产出指标", "质量指标", 0, "得分")``.
"""


class Severity(StrEnum):
    """How grave a problem is; the letters are those that `check` prints."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"

    @property
    def term(self) -> str:
        """The Chinese word for it."""
        return {"E": "错误", "W": "警告", "I": "提示"}[self.value]


@frozen(kw_only=True)
class Place:
    """Where in a file: 1-based line and column; None where the file has no lines."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """``文件:行:列``, as editors understand it."""
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


@frozen(kw_only=True)
class Problem:
    """One statement about one place: what is wrong, where, and what to do.

    `rule` is the stable id (R01 … for audit rules, Y01 … for YAML, D01 … for doubts, F01 … for files).
    `field` is the path as a person reads it, e.g. ``绩效指标 › 产出指标 › 质量指标 › 第1行 › 得分``.
    """

    rule: str
    severity: Severity
    message: str
    place: Place | None = None
    path: Path = ()
    value: str | None = None
    hint: str | None = None
    printed_field: str = ""
    """The path in the words of its form, where these are known."""
    offset: int | None = None
    """Characters of the text at the path that stand before the place; None where it is the whole value."""

    @property
    def field(self) -> str:
        """The path in words: the form's own where these are known."""
        return self.printed_field or path_in_words(self.path)

    def __str__(self) -> str:
        """One line, as a linter prints it."""
        head = f"{self.place}: " if self.place else ""
        field = f"〔{self.field}〕" if self.path else ""
        hint = f" → {self.hint}" if self.hint else ""
        return f"{head}{self.severity.value} {self.rule} {field}{self.message}{hint}"


class Details(TypedDict, total=False):
    """What a problem may say beside its message. `at` is the file, or a place in it."""

    at: Place | PathLike[str] | str | None
    path: Path
    value: str | None
    hint: str | None


def error(rule: str, message: str, **details: Unpack[Details]) -> Problem:
    """What keeps something from being done, or is certainly wrong."""
    return of(Severity.ERROR, rule, message, **details)


def warning(rule: str, message: str, **details: Unpack[Details]) -> Problem:
    """What is probably wrong."""
    return of(Severity.WARNING, rule, message, **details)


def of(severity: Severity, rule: str, message: str, **details: Unpack[Details]) -> Problem:
    """A problem of any severity."""
    at = details.get("at")
    return Problem(
        rule=rule,
        severity=severity,
        message=message,
        place=at if at is None or isinstance(at, Place) else Place(file=fspath(at)),
        path=details.get("path", ()),
        value=details.get("value"),
        hint=details.get("hint"),
    )


def refusal(rule: str, message: str, **details: Unpack[Details]) -> "ZipingbiaoError":
    """To raise where one error is all that there is to say."""
    return ZipingbiaoError(error(rule, message, **details))


def is_error(problem: Problem) -> bool:
    """Whether it is an error."""
    return problem.severity is Severity.ERROR


def path_in_words(path: Path) -> str:
    """The path as a person reads it; list indices are counted from 1."""
    return " › ".join(f"第{part + 1}行" if isinstance(part, int) else part for part in path)


class ZipingbiaoError(Exception):
    """A command cannot go on; carries the problems to print. Doors turn it into exit code 2."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems
