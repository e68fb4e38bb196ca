"""What recognition yields: a Form and the doubts about it."""

from attrs import frozen

from ..model.form import Form
from ..model.problem import Path

WHOLE_DEPARTMENT = "部门整体支出"
"""The project's name where a form is about a whole department and names none."""


@frozen(kw_only=True)
class Doubt:
    """Something inferred rather than read: where, what was decided, why, how sure (0–1).

    `kind` is a stable id: D01 level inferred, D02 reason assigned by order, D03 cell split,
    D04 copies differ, D05 column inferred, D06 not understood, D07 character, D08 sums fail,
    D09 rows and columns inferred by the reader, D10 text printed over another or cut off.
    """

    kind: str
    path: Path
    decided: str
    why: str
    confidence: float
    alternatives: tuple[str, ...] = ()
    line: int | None = None
    """1-based line of the source, where it has lines."""


@frozen(kw_only=True)
class Recognised:
    """One form found in a document."""

    form: Form
    doubts: tuple[Doubt, ...] = ()
    origin: str = ""
    """Where in the document, e.g. ``第1–87行`` or ``第2页 表1``."""
    spans: tuple[tuple[int, int], ...] = ()
    """First and last line, or page where the source has pages, of each copy; empty where it is unknown."""
