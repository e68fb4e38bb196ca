"""How much of a document is read at all, and how a document that is no good is refused."""

from pathlib import Path
from typing import NoReturn

from ..model import problem
from ..runtime import files

MAX_FILE_BYTES = 64 * 2**20
MAX_UPLOAD_BYTES = 10 * 2**20
"""A document that a browser sends must be smaller."""
MAX_ROWS = 65_536
MAX_COLUMNS = 256
MAX_SQUARES = 1_000_000
"""Of one table; a form has some hundreds."""
MAX_TABLES = 2_000
MAX_CELLS = 300_000
"""Of all tables of a document together, as its source writes them."""
MAX_PARAGRAPHS = 200_000
MAX_CELL_TEXT = 32_767
"""Characters; what a cell of a workbook can hold."""


def refuse(rule: str, path: Path, message: str, hint: str | None = None) -> NoReturn:
    """Raise the problem that keeps a file from being read."""
    raise problem.refusal(rule, message, at=path, hint=hint) from None


def read_bytes(
    path: Path,
    most: int = MAX_FILE_BYTES,
    if_larger: str = "请把其中的自评表另存为单独的文件",
    if_refused: str = "请检查路径和权限",
) -> bytes:
    """A file's bytes. Raises ZipingbiaoError F01 where it cannot be read, F01 also where it is too large."""
    try:
        return files.read_bytes(path, most)
    except files.FileTooLargeError as error:
        refuse("F01", path, f"{error}，没有读取。", if_larger)
    except OSError as error:
        refuse("F01", path, f"打不开文件：{files.reason_of(error)}。", if_refused)
