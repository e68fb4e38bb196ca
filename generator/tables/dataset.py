"""The tables of some departments' years under SQL: an embedded database over their files, flat in memory."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Context, Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Self

import duckdb
from attrs import astuple

from ..value import round_half_up
from .rows import Rows
from .schema import TABLES, Table

_SETTINGS: dict[str, Any] = {
    "threads": 1,
    "memory_limit": "256MB",
    "temp_directory": str(Path(tempfile.gettempdir(), "zipingbiao-duckdb")),
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""One thread, since many processes work side by side; what does not fit in memory goes to temporary files."""

_WIDE = Context(prec=38)

_BATCH = 5000
"""Rows handed over at once."""


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database in memory that loads nothing from anywhere."""
    return duckdb.connect(config=_SETTINGS)


def filled(connection: duckdb.DuckDBPyConnection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Make a table of these rows, whose values stand in the order of its columns."""
    columns = table.columns
    connection.execute(f"CREATE TABLE {table.name} ({', '.join(f'{c.name} {c.type}' for c in columns)})")
    structure = ", ".join(f"{column.name} {column.type}" for column in columns)
    insert = f"INSERT INTO {table.name} SELECT unnest($1::STRUCT({structure})[], recursive := true)"
    names = [column.name for column in columns]
    left = iter(rows)
    while batch := [dict(zip(names, row, strict=True)) for row in islice(left, _BATCH)]:
        connection.execute(insert, [batch])


class Dataset:
    """The four tables, open for queries."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def of_rows(cls, rows: Rows) -> Iterator[Self]:
        """Over rows in memory."""
        with connect() as connection:
            for table, some in zip(TABLES, rows, strict=True):
                filled(connection, table, (astuple(row) for row in some))
            yield cls(connection)

    @classmethod
    @contextmanager
    def of_files(cls, files: Iterable[Sequence[Path]]) -> Iterator[Self]:
        """Over Parquet files: for each department's year its four, in the order of the tables.

        Raises OSError where one cannot be read.
        """
        with connect() as connection:
            try:
                for table, some in zip(TABLES, zip(*files, strict=True), strict=True):
                    listed = ", ".join(_quoted(file) for file in some)
                    connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet([{listed}])")
                yield cls(connection)
            except duckdb.Error as error:
                raise OSError(str(error)) from error

    def query(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer, a batch at a time; numbers without needless zeros behind two decimals."""
        answer = self._connection.cursor().execute(sql, list(values))
        while batch := answer.fetchmany(_BATCH):
            yield from (tuple(map(_plain, row)) for row in batch)


def _quoted(file: Path) -> str:
    """A path as a literal; the library would take some characters for patterns."""
    path = "".join(f"[{character}]" if character in "*?[" else character for character in str(file))
    return "'" + path.replace("'", "''") + "'"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A number with the places beyond the second only where they say something."""
    if not isinstance(value, Decimal):
        return value
    two = round_half_up(value)
    return two if two == value else value.normalize(_WIDE)
