"""One indicator on its way from a table row into the levels of a form."""

from attrs import frozen

from ...model.form import Indicator
from ...sources.grid import Cell
from ..other import Leftover
from .parts import Mark


@frozen(kw_only=True)
class Entry:
    """An indicator, the labels it stands under, its reason's cell, and what was inferred."""

    level1: str
    level2: str
    indicator: Indicator
    reason_cell: Cell | None = None
    leftovers: tuple[Leftover, ...] = ()
    marks: tuple[Mark, ...] = ()
    """What is doubtful about its fields."""
    inferred: str = ""
    """Why its 一级指标 was inferred; empty where it is printed."""
