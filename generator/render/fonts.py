"""The fonts of a page: a private fontconfig with the bundled faces first, and what they can print."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from unicodedata import category
from xml.sax.saxutils import escape

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from ..model import problem
from ..model.problem import Path as FieldPath
from ..model.problem import Problem
from .libraries import require_libraries

FAMILY = "Noto Serif SC"
SYMBOLS = "Noto Sans Symbols 2"

_MEANINGLESS = ("Cc", "Cs", "Co", "Cn")
"""Categories that no font can print: a private character means something else in every font."""

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
<cachedir prefix="xdg">fontconfig</cachedir>
<cachedir>{temporary}</cachedir>
<config><rescan><int>0</int></rescan></config>
<match target="pattern">
<edit name="family" mode="append" binding="weak"><string>{family}</string><string>{symbols}</string></edit>
<edit name="lang" mode="prepend_first"><string>zh-cn</string></edit>
</match>
</fontconfig>
"""


class Printed(Protocol):
    """A text that is to be printed, and the field it is the text of."""

    @property
    def text(self) -> str:
        """What is printed."""

    @property
    def path(self) -> FieldPath:
        """The field; empty where it is none of a form."""


@cache
def font_configuration(folders: tuple[Path, ...]) -> Any:  # noqa: ANN401 - weasyprint is untyped
    """The process's one FontConfiguration over these folders, then the system's fonts.

    Pango reads fontconfig's configuration when WeasyPrint is first imported and here, so both happen
    under the private file. Raises ZipingbiaoError where a system library is missing.
    """
    require_libraries()
    with _private_configuration(folders):
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - see above

        return FontConfiguration()


@contextmanager
def _private_configuration(folders: tuple[Path, ...]) -> Iterator[None]:
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="zipingbiao-") as scratch:
        file = Path(scratch, "fonts.conf")
        file.write_text(_configuration((*folders, *system_folders())), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(file)
        try:
            yield
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def _configuration(folders: Iterable[Path]) -> str:
    listed = "\n".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    temporary = escape(str(Path(tempfile.gettempdir(), "zipingbiao-fontconfig")))
    return _CONFIGURATION.format(folders=listed, temporary=temporary, family=FAMILY, symbols=SYMBOLS)


def system_folders() -> tuple[Path, ...]:
    """Where this system keeps its fonts, as far as the folders exist."""
    home = Path.home()
    places = {
        "darwin": ("/System/Library/Fonts", "/Library/Fonts", home / "Library/Fonts"),
        "win32": (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",),
    }
    unix = ("/usr/share/fonts", "/usr/local/share/fonts", home / ".local/share/fonts", home / ".fonts")
    return tuple(path for path in map(Path, places.get(sys.platform, unix)) if path.is_dir())


def unprintable(cells: Iterable[Printed], folders: tuple[Path, ...]) -> tuple[Problem, ...]:
    """A problem for every character of a text that no font has; it would be printed as an empty box."""
    bundled = characters(folders)
    return tuple(
        _unprintable(cell, character)
        for cell in cells
        for character in dict.fromkeys(cell.text)
        if character not in bundled and not _printable(character)
    )


def _printable(character: str) -> bool:
    if category(character) in ("Cf", "Zs") or character in "\n\t":
        return True
    return category(character) not in _MEANINGLESS and character in characters(system_folders())


def _unprintable(cell: Printed, character: str) -> Problem:
    return problem.error(
        "G01",
        f"字符“{character}”（U+{ord(character):04X}）没有可用的字形，无法打印。",
        path=cell.path,
        value=character,
        hint="请改用规范汉字，或在本机安装包含该字符的字体。",
    )


@cache
def characters(folders: tuple[Path, ...]) -> frozenset[str]:
    """Every character that some font below these folders has a glyph for."""
    files = (file for folder in folders for file in sorted(folder.rglob("*")))
    return frozenset(chr(code) for file in files for code in _codes(file))


def _codes(file: Path) -> set[int]:
    if file.suffix.lower() not in (".ttf", ".otf", ".ttc", ".otc"):
        return set()
    with suppress(OSError, TTLibError, AssertionError):
        return {code for font in _faces(file) for code in font.getBestCmap() or ()}
    return set()


def _faces(file: Path) -> list[TTFont]:
    if file.suffix.lower() in (".ttc", ".otc"):
        return list(TTCollection(file, lazy=True).fonts)
    return [TTFont(file, lazy=True)]
