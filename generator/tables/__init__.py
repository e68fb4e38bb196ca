"""The forms as tables for analysis: a line per project, fund, indicator and finding, kept as Parquet files.

The reports read from them, so that their numbers are the analyst's numbers; docs/tables.md describes them.
"""

from .dataset import Dataset, parquet
from .package import package, package_names
from .rows import (
    REASONS,
    ProjectRow,
    Rows,
    TextRow,
    department_rows,
    rows_by_department,
    unstorable,
)
from .schema import TABLES, picked

__all__ = [
    "REASONS",
    "TABLES",
    "Dataset",
    "ProjectRow",
    "Rows",
    "TextRow",
    "department_rows",
    "package",
    "package_names",
    "parquet",
    "picked",
    "rows_by_department",
    "unstorable",
]
