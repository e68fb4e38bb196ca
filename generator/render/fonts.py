"""The fonts of a page: a private fontconfig with the bundled faces first, small ones for what these lack."""

import os
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from unicodedata import category
from xml.sax.saxutils import escape

from ..model import problem
from ..model.problem import Path as FieldPath
from ..model.problem import Problem
from . import fallback, fonts_used
from .fallback import system_folders
from .libraries import require_libraries
from .pdf.drawn import drawn

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
<edit name="family" mode="append" binding="strong"><string>{lent}</string></edit>
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
    families = {"family": FAMILY, "symbols": SYMBOLS, "lent": fallback.FAMILY}
    return _CONFIGURATION.format(folders=listed, temporary=temporary, **families)


def provide(text: str, folders: tuple[Path, ...]) -> None:
    """Have a font for each character of the text that the bundled faces lack, as far as there is one."""
    for face, codes in _lenders(text, folders):
        if codes:
            _add(face, codes, font_configuration(folders))


def lent_fonts(text: str, folders: tuple[Path, ...]) -> tuple[Path | bytes, ...]:
    """The fonts of the characters of the text that the bundled faces lack: small ones, or files."""
    fonts = (_small(face, codes) if codes else face.path for face, codes in _lenders(text, folders))
    return tuple(dict.fromkeys(fonts))


@lru_cache(maxsize=256)
def _small(face: fallback.Face, codes: tuple[int, ...]) -> bytes:
    return face.small_font(codes)


def _lenders(text: str, folders: tuple[Path, ...]) -> Iterator[tuple[fallback.Face, tuple[int, ...]]]:
    """For each character of the text that the bundled faces lack and some face has: this, and which of its
    characters make a small font; none where only the whole font can print it.
    """
    bundled = characters(folders)
    for character in sorted(set(text) - bundled):
        face = fallback.face_of(character) if _needs_glyph(character) else None
        if face is not None:
            fonts_used.note(face.path)
            is_lent = fallback.is_lent(character)
            yield face, fallback.block_of(face, character, bundled) if is_lent else ()


@cache
def _add(face: fallback.Face, codes: tuple[int, ...], configuration: Any) -> None:  # noqa: ANN401 - as above
    """Add a small font to those of a configuration.

    Its file bears the family's name, by which it is found; the rule gives it one of its own before that, as
    WeasyPrint takes fonts of one first name for one and the same, and would print another's glyphs.
    """
    from weasyprint import CSS  # noqa: PLC0415 - after its font configuration

    content = face.small_font(codes)
    name, encoded = sha256(content).hexdigest()[:16], b64encode(content).decode()
    rule = f'@font-face {{ font-family: "zipingbiao {name}"; src: url(data:font/ttf;base64,{encoded}) }}'
    CSS(string=rule, font_config=configuration)


def unprintable(cells: Iterable[Printed], folders: tuple[Path, ...]) -> tuple[Problem, ...]:
    """A problem for every character of a text that no font has; it would be printed as an empty box."""
    texts = tuple(cells)
    used = set().union(*(cell.text for cell in texts)) - characters(folders)
    lacking = {character for character in used if not _printable(character)}
    return tuple(
        _unprintable(cell, character)
        for cell in (texts if lacking else ())
        for character in dict.fromkeys(cell.text)
        if character in lacking
    )


def _printable(character: str) -> bool:
    if not _needs_glyph(character):
        return True
    return not _is_meaningless(character) and fallback.face_of(character) is not None


def _needs_glyph(character: str) -> bool:
    """Whether it is drawn at all."""
    return bool(drawn(character)) and category(character) not in ("Cf", "Zs")


def _is_meaningless(character: str) -> bool:
    """Whether no font can print it; an ideograph may be younger than the tables of this Python."""
    return category(character) in _MEANINGLESS and not 0x20000 <= ord(character) < 0x3FFFE


def _unprintable(cell: Printed, character: str) -> Problem:
    return problem.error(
        "G01",
        f"字符“{character}”（U+{ord(character):04X}）在本机字体和附带字体里都没有可用的字形，无法打印。",
        path=cell.path,
        value=character,
        hint="请改用规范汉字，或在本机安装包含该字符的字体。",
    )


@cache
def characters(folders: tuple[Path, ...]) -> frozenset[str]:
    """Every character that some font below these folders has a glyph for."""
    return frozenset(chr(code) for face in fallback.faces(folders) for code in face.codes)
