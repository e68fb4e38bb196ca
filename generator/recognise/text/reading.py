"""What a text's pieces say before they are a table again: labels with values, and rows by column."""

from collections.abc import Mapping

from attrs import field, frozen


@frozen
class Pair:
    """A label of head or foot with its value. `sure` where nothing else could be the value."""

    label: str
    value: str
    line: int
    sure: bool = True
    last_line: int = 0
    """The line that the value ends in."""


@frozen
class RowRead:
    """One row: column → text; the lines it was read from; other ways to read it.

    `sure` where no other way was open.
    """

    cells: Mapping[str, str]
    line: int
    sure: bool
    others: tuple[Mapping[str, str], ...] = ()
    sound: bool = True
    """Whether it may be one row: no cell that holds one number holds two."""


@frozen
class Block:
    """A part of the form with columns: what stands at its side, its columns as printed, its rows."""

    side: str = ""
    columns: Mapping[str, str] = field(factory=dict)
    """Column → the label it prints."""
    rows: tuple[RowRead, ...] = ()
    line: int = 0


@frozen
class GoalsRead:
    """The labels of both goals and their texts; the other ways to part them."""

    side: str = ""
    labels: tuple[str, str] = ("", "")
    texts: tuple[str, str] = ("", "")
    line: int = 0
    sure: bool = True
    others: tuple[tuple[str, str], ...] = ()
    beside: bool = False
    """Whether each text stands beside its label, not below it."""


@frozen(kw_only=True)
class FormRead:
    """One form's part of a text."""

    above: tuple[str, ...] = ()
    """Title and year."""
    head: tuple[Pair, ...] = ()
    funds: Block = Block()
    goals: GoalsRead = GoalsRead()
    indicators: Block = Block()
    total: RowRead | None = None
    foot: tuple[Pair, ...] = ()
    lines: tuple[int, int] = (0, 0)
    opening: str = ""
    """The text that its first line begins with, whatever stands before it."""

    @property
    def is_sound(self) -> bool:
        """Whether every row may be one."""
        return all(row.sound for row in (*self.funds.rows, *self.indicators.rows))
