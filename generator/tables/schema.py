"""The columns of the tables, derived from the rows' declarations: name, type and meaning, each said once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs
from attrs import frozen

from .rows import PLACES, WHOLE, FindingRow, FundsRow, IndicatorRow, OutcomeRow, ProjectRow

_TYPES = {str: "VARCHAR", int: "INTEGER", Decimal: f"DECIMAL({WHOLE + PLACES}, {PLACES})"}


@frozen
class Column:
    """A column: its name in the table, its attribute in the row, its SQL type, what it holds."""

    name: str
    attribute: str
    type: str
    doc: str


@frozen
class Table:
    """One kind of row, and the name of its table."""

    name: str
    row: type

    @property
    def columns(self) -> tuple[Column, ...]:
        """In the order of the declaration."""
        return tuple(_columns(self.row))


TABLES = (
    Table("项目", ProjectRow),
    Table("资金", FundsRow),
    Table("指标", IndicatorRow),
    Table("校核", FindingRow),
    Table("规则", OutcomeRow),
)


def _columns(row: type) -> Iterator[Column]:
    hints = attrs.resolve_types(row)
    for field in attrs.fields(hints):
        yield Column(field.metadata["name"], field.name, _type(field.type), field.metadata["doc"])


def _type(hint: Any) -> str:  # noqa: ANN401 - a type, or a union of one with None
    return next(sql for kind, sql in _TYPES.items() if kind in (hint, *getattr(hint, "__args__", ())))
