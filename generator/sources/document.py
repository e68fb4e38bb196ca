"""What every source yields."""

from attrs import frozen

from .grid import Grid
from .lines import Lines
from .omitted import Omitted


@frozen(kw_only=True)
class SourceDocument:
    """A document as read: its path as given, and its tables or, for a plain-text dump, its lines."""

    path: str
    content: tuple[Grid, ...] | Lines
    omitted: tuple[Omitted, ...] = ()
    """What it holds but does not show."""
