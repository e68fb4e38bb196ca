"""The columns of the tables, derived from the rows' declarations: name, type and meaning, each said once."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import attrs
from attrs import frozen

from ..model.columns import Column, Kind
from .rows import PLACES, WHOLE, FindingRow, FundsRow, IndicatorRow, OutcomeRow, ProjectRow, TextRow

_NUMBER = f"DECIMAL({WHOLE + PLACES}, {PLACES})"
_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.WORD: "VARCHAR",
    Kind.COUNT: "INTEGER",
    Kind.AMOUNT: _NUMBER,
    Kind.POINTS: _NUMBER,
    Kind.PERCENT: _NUMBER,
}


@frozen
class TableColumn:
    """A column of a table: which it is, its attribute in the row, what it holds."""

    column: Column
    attribute: str
    doc: str

    @property
    def name(self) -> str:
        """Its name in the table."""
        return self.column.name

    @property
    def type(self) -> str:
        """Its SQL type."""
        return _TYPES[self.column.kind]


@frozen
class Table:
    """One kind of row, and the name of its table."""

    name: str
    row: type

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """In the order of the declaration."""
        fields = attrs.fields(self.row)
        return tuple(TableColumn(f.metadata["column"], f.name, f.metadata["doc"]) for f in fields)


TABLES = (
    Table("项目", ProjectRow),
    Table("资金", FundsRow),
    Table("指标", IndicatorRow),
    Table("校核", FindingRow),
    Table("规则", OutcomeRow),
    Table("文字", TextRow),
)


def picked(row: Any, columns: Iterable[Column], instead: Mapping[str, Any] | None = None) -> list[Any]:  # noqa: ANN401 - one of the rows
    """What a row holds in some columns, in their order; by name, what stands there instead.

    Raises KeyError for a column that the row has not.
    """
    attributes, given = _attributes(row.__class__), instead or {}
    return [
        given[column.name] if column.name in given else getattr(row, attributes[column.name])
        for column in columns
    ]


@cache
def _attributes(row: type) -> Mapping[str, str]:
    """Name → attribute."""
    return {column.name: column.attribute for column in Table("", row).columns}
