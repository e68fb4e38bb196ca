"""The tables as a data package: CSV files that any program reads, and a description of their columns.

The format is Frictionless Data's Tabular Data Package. The files begin with a byte order mark, by which Excel
knows their encoding. A text that a spreadsheet would take for a formula begins with an apostrophe here.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from attrs import astuple

from ..model.value import round_half_up
from .rows import PLACES, Rows
from .schema import TABLES, Table, TableColumn

DESCRIPTION = "datapackage.json"

_NAMES = {
    "项目": "projects",
    "资金": "funds",
    "指标": "indicators",
    "校核": "findings",
    "规则": "outcomes",
    "文字": "texts",
}
"""The names of the resources, which the format wants in lower-case letters."""
_TYPES = {"VARCHAR": "string", "INTEGER": "integer"}
_FORMULA = ("=", "+", "@", "\t", "\r")


def package_names() -> tuple[str, ...]:
    """The files of a package, in the order in which `package` gives them."""
    return (*(f"{table.name}.csv" for table in TABLES), DESCRIPTION)


def package(rows: Rows) -> tuple[bytes, ...]:
    """The CSV file of each table, and the description of them all."""
    contents = [_csv(table, some) for table, some in zip(TABLES, rows, strict=True)]
    return (*contents, _description(rows))


def _csv(table: Table, rows: Iterable[Any]) -> bytes:
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(map(_written, (astuple(row) for row in rows)))
    return stream.getvalue().encode("utf-8-sig", errors="replace")


def _written(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Decimal):
            yield f"{round_half_up(value, PLACES).normalize():f}"
        elif isinstance(value, str):
            yield f"'{value}" if _is_like_formula(value) else value
        else:
            yield "" if value is None else str(value)


def _is_like_formula(text: str) -> bool:
    """Whether a spreadsheet would compute it; a lone dash, or a number, is harmless."""
    if text.startswith("-"):
        return len(text) > 1 and not text[1:].replace(".", "", 1).replace(",", "").rstrip("%").isdigit()
    return text.startswith(_FORMULA)


def _description(rows: Rows) -> bytes:
    first = rows.projects[0]
    data = {
        "profile": "tabular-data-package",
        "name": "zipingbiao",
        "title": f"{first.department} {first.year} 年度项目支出绩效自评",
        "resources": [_resource(table) for table in TABLES],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", errors="replace")


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": _NAMES[table.name],
        "title": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"},
        "schema": {"fields": list(map(_field, table.columns)), "missingValues": [""]},
    }


def _field(column: TableColumn) -> dict[str, str]:
    kind = _TYPES.get(column.type, "number")
    return {"name": column.name, "type": kind, "description": column.doc}
