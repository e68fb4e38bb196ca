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

from ..model import problem
from ..model.value import round_half_up
from .rows import PLACES, Rows
from .schema import TABLES, Table

_SETTINGS: dict[str, Any] = {
    "threads": 1,
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""One thread, since many processes work side by side; what does not fit in memory goes to temporary files."""

_WIDE = Context(prec=38)

_BATCH = 5000
"""Rows handed over at once."""


@contextmanager
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory that loads nothing from anywhere, with a temporary folder of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="zipingbiao-", ignore_cleanup_errors=True) as scratch,
        duckdb.connect(config={**_SETTINGS, "temp_directory": scratch}) as connection,
    ):
        yield connection


def filled(connection: duckdb.DuckDBPyConnection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Make a table of these rows, whose values stand in the order of its columns."""
    columns = table.columns
    structure = ", ".join(f"{column.name} {column.type}" for column in columns)
    connection.execute(f"CREATE TABLE {table.name} ({structure})")
    insert = f"INSERT INTO {table.name} SELECT unnest($1::STRUCT({structure})[], recursive := true)"
    names = [column.name for column in columns]
    left = iter(rows)
    while batch := [dict(zip(names, map(_fixed, row), strict=True)) for row in islice(left, _BATCH)]:
        connection.execute(insert, [batch])


def _fixed(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """A number with as many digits as its column has; of more, the library would make a binary one."""
    return round_half_up(value, PLACES) if isinstance(value, Decimal) else value


class Dataset:
    """The tables, open for queries."""

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
        """Over Parquet files: for each department's year its own, in the order of the tables.

        Raises ZipingbiaoError B07 where one cannot be read.
        """
        with connect() as connection, _read_errors():
            for table, some in zip(TABLES, zip(*files, strict=True), strict=True):
                listed = ", ".join(_quoted(file) for file in some)
                source = f"read_parquet([{listed}], hive_partitioning = false)"
                connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM {source}")
            yield cls(connection)

    def query(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer, a batch at a time; numbers without needless zeros behind two decimals."""
        answer = self._connection.cursor().execute(sql, list(values))
        while batch := answer.fetchmany(_BATCH):
            yield from (tuple(map(_plain, row)) for row in batch)


@contextmanager
def _read_errors() -> Iterator[None]:
    """What the library says of a file that it cannot read, now or in the midst of an answer, as a problem."""
    try:
        yield
    except duckdb.Error as error:
        raise problem.refusal(
            "B07",
            f"读数据表时出错：{' '.join(str(error).split())[:300]}",
            hint="请运行 zipingbiao build --only tables --force 重做数据表，再运行 build",
        ) from error


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


def parquet(rows: Rows) -> tuple[bytes, ...]:
    """The file of each table, in the order of the tables, compressed; a reader needs nothing but it.

    Raises OSError where the system's temporary folder has no room.
    """
    with tempfile.TemporaryDirectory(prefix="zipingbiao-") as scratch, connect() as connection:
        try:
            return tuple(_written(connection, rows, Path(scratch, "table.parquet")))
        except duckdb.Error as error:
            raise OSError(str(error)) from error


def _written(connection: duckdb.DuckDBPyConnection, rows: Rows, file: Path) -> Iterator[bytes]:
    path = str(file).replace("'", "''")
    for table, some in zip(TABLES, rows, strict=True):
        filled(connection, table, (astuple(row) for row in some))
        connection.execute(f"COPY {table.name} TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        yield file.read_bytes()
