"""Compiles the message catalogue of the command line: ``python -m generator.maintain.messages``."""

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parents[1] / "cli/locale/zh_CN/LC_MESSAGES/messages.po"


def compiled() -> bytes:
    """The catalogue in the form that gettext reads."""
    catalogue = read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="zh_CN")
    catalogue.creation_date = catalogue.revision_date = datetime(2020, 1, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


if __name__ == "__main__":
    CATALOGUE.with_suffix(".mo").write_bytes(compiled())
