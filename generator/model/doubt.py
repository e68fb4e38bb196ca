"""A doubt: what the program is not sure of, its readings with their evidence, and what a person decided.

Characters of a text layer, what was inferred of a form's structure, conflicts of a merge and what does not
balance are all doubts of this one kind.
"""

from enum import StrEnum
from pathlib import Path

from attrs import frozen

CHARACTER = "D07"
"""The rule of a doubt about a character."""
CONFLICT = "M01"
"""The rule of a doubt about a value that a person and a new reading both changed."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a place on a page, in points from the top left."""


class State(StrEnum):
    """What has become of a doubt."""

    OPEN = "待定"
    CONFIRMED = "已确认"
    """A person took what the program had read."""
    CHANGED = "已改"
    """A person took another reading, or wrote one."""


@frozen(kw_only=True)
class Decision:
    """What a person said: the text, who it was, and when (ISO 8601); both empty where a file does not say."""

    text: str
    by: str = ""
    when: str = ""


@frozen(kw_only=True)
class Reading:
    """One reading of what is in doubt. The first of a doubt is the one that the program took."""

    text: str
    evidence: str = ""


@frozen(kw_only=True)
class Occurrence:
    """A place of a doubt in the document as received, and the fields of a YAML file that it reached.

    `line` and `column` count from 1, within the page of a PDF or the cell of a table.
    """

    yaml: Path
    line: int | None = None
    column: int | None = None
    page: int | None = None
    cell: str = ""
    box: Box | None = None
    context: str = ""
    """The restored text around a character, that itself between 【 and 】."""
    fields: tuple[str, ...] = ()

    @property
    def within(self) -> str:
        """The place in words, without the document: ``第2页 3:14``, ``12``."""
        spot = ":".join(str(number) for number in (self.line, self.column) if number is not None)
        page = f"第{self.page}页" if self.page is not None else ""
        return " ".join(filter(None, (page, self.cell, spot)))


@frozen(kw_only=True)
class Doubt:
    """One thing to be settled.

    `id` stays the same whenever the document is read again: it is made of the source, the rule, and the
    field or the font and code. Places of a character that were decided apart are doubts of one id.
    """

    id: str
    rule: str
    source: str
    field: str
    """The path of the field in words; of a character the font and its code."""
    places: tuple[Occurrence, ...]
    readings: tuple[Reading, ...]
    why: str
    confidence: float
    decision: Decision | None = None

    @property
    def state(self) -> State:
        """What has become of it."""
        if self.decision is None:
            return State.OPEN
        return State.CONFIRMED if self.decision.text == self.taken else State.CHANGED

    @property
    def taken(self) -> str:
        """What the program read."""
        return self.readings[0].text

    @property
    def says(self) -> str:
        """What holds now: what a person decided, or what the program read."""
        return self.taken if self.decision is None else self.decision.text

    @property
    def yaml(self) -> tuple[Path, ...]:
        """The YAML files that it concerns."""
        return tuple(dict.fromkeys(place.yaml for place in self.places))

    @property
    def is_character(self) -> bool:
        """Whether it is about a character of the document's text layer."""
        return self.rule == CHARACTER


@frozen(kw_only=True)
class Group:
    """Doubts that one decision settles: they ask the same of the same document, for the same reason."""

    doubts: tuple[Doubt, ...]

    @property
    def first(self) -> Doubt:
        """The one that speaks for all."""
        return self.doubts[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """As `settle` takes them."""
        return tuple(doubt.id for doubt in self.doubts)

    @property
    def confidence(self) -> float:
        """That of the least certain."""
        return min(doubt.confidence for doubt in self.doubts)

    @property
    def places(self) -> tuple[Occurrence, ...]:
        """Those of all."""
        return tuple(place for doubt in self.doubts for place in doubt.places)
