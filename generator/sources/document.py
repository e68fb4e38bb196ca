"""What every source yields."""

from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from .bounds import refuse
from .flow import TooLarge
from .grid import Grid
from .omitted import Omitted


@frozen(kw_only=True)
class SourceDocument:
    """A document as read: its path as given, and its tables."""

    path: str
    content: tuple[Grid, ...]
    omitted: tuple[Omitted, ...] = ()
    """What it holds but does not show."""


def document_of(
    path: Path, grids: Iterable[Grid], table: str, lacking: tuple[str, ...], omitted: Iterable[Omitted] = ()
) -> SourceDocument:
    """A document of these tables, each a `table` in words.

    Raises ZipingbiaoError: F24 a table beyond bounds, F25 none, which `lacking` says with what to do.
    """
    try:
        content = tuple(grids)
    except TooLarge as error:
        refuse("F24", path, f"{table}太大：{error}。", f"请只保留自评表所在的{table}")
    if not content:
        refuse("F25", path, *lacking)
    return SourceDocument(path=str(path), content=content, omitted=tuple(omitted))
