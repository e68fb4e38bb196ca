"""Compiles the message catalogue of the command line: ``python -m generator.make.messages``."""

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parents[1] / "cli/locale/zh_CN/LC_MESSAGES/messages.po"


def compiled() -> bytes:
    """The catalogue in the form that gettext reads."""
    buffer = io.BytesIO()
    write_mo(buffer, read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="zh_CN"))
    return buffer.getvalue()


if __name__ == "__main__":
    CATALOGUE.with_suffix(".mo").write_bytes(compiled())
