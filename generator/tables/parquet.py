"""Rows to the bytes of Parquet files. The same rows always give the same bytes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
from attrs import astuple

from .dataset import connect, filled
from .rows import Rows
from .schema import TABLES


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
