"""Rows to the bytes of Parquet files. The same rows always give the same bytes."""

import tempfile
from pathlib import Path

from attrs import astuple

from .dataset import connect, filled
from .rows import Rows
from .schema import TABLES


def parquet(rows: Rows) -> tuple[bytes, ...]:
    """The file of each table, in the order of the tables, compressed; a reader needs nothing but it."""
    with tempfile.TemporaryDirectory(prefix="zipingbiao-") as scratch, connect() as connection:
        file = Path(scratch, "table.parquet")
        made = []
        for table, some in zip(TABLES, rows, strict=True):
            filled(connection, table, (astuple(row) for row in some))
            connection.execute(f"COPY {table.name} TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
            made.append(file.read_bytes())
        return tuple(made)
