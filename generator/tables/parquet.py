"""Rows to the bytes of a Parquet file. The same rows always give the same bytes."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import astuple

from .dataset import connect, filled
from .schema import Table


def parquet(table: Table, rows: Iterable[Any]) -> bytes:
    """The file of these rows, compressed; a reader needs nothing but it."""
    with tempfile.TemporaryDirectory(prefix="zipingbiao-") as scratch, connect() as connection:
        filled(connection, table, (astuple(row) for row in rows))
        file = Path(scratch, "table.parquet")
        connection.execute(f"COPY {table.name} TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
        return file.read_bytes()
