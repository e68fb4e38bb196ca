"""Glyphs for the characters that the bundled faces lack: the system's fonts first, then those shipped for it.

What prints such a character is a small font made here from the outlines of its source, with a glyph for each
character: fonts that share a glyph between characters, as many do, could not say which one a PDF shows. The
shipped outlines lie as small fonts in one archive, of which only what is asked for is read.
"""

import os
import re
import struct
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, cached_property
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any
from unicodedata import category

from attrs import frozen
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from .templates import packaged_folder

FAMILY = "Zipingbiao Fallback"
ARCHIVE = packaged_folder() / "fallback.zip"
MEMBER = 256
"""Code points of one font of the archive."""

_BLOCK = 64
"""Code points of one small font."""

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_SONG = re.compile(r"s[iu]m?sun|song|serif|ming|mincho|hana|batang", re.IGNORECASE)
"""Files of faces like those of a form."""

_OTHER_CUT = re.compile(r"bold|italic|oblique|black|heavy|light|thin|mono", re.IGNORECASE)
_NO_LETTERS = re.compile(r"last\s*resort|blank|fallback|notdef", re.IGNORECASE)
"""Files of fonts that have one picture for every character, such as a box with its number."""

_RESTRICTED = 0x0002
"""In fsType of OS/2: the font must not be embedded."""

_UNREADABLE = (OSError, TTLibError, AssertionError, ValueError, LookupError, struct.error, zipfile.BadZipFile)
_EPOCH = 3029529600
"""2000-01-01 in seconds since 1904, the date in every small font."""


_SHAPED = (
    (0x0590, 0x10A0), (0x1100, 0x1200), (0x1700, 0x1D00), (0xA8E0, 0xABF0), (0xFB1D, 0xFE00),
    (0xFE70, 0xFF00), (0x10800, 0x12000), (0x16100, 0x16C00), (0x1E000, 0x1EF00),
)  # fmt: skip
"""Scripts whose letters join, stack or change with their neighbours: only a whole font can print them."""


def system_folders() -> tuple[Path, ...]:
    """Where this system keeps its fonts, as far as the folders exist."""
    home = Path.home()
    places = {
        "darwin": ("/System/Library/Fonts", "/Library/Fonts", home / "Library/Fonts"),
        "win32": (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",),
    }
    unix = ("/usr/share/fonts", "/usr/local/share/fonts", home / ".local/share/fonts", home / ".fonts")
    return tuple(path for path in map(Path, places.get(sys.platform, unix)) if path.is_dir())


def is_lent(character: str) -> bool:
    """Whether a glyph alone prints the character, so that it can be taken from any font."""
    code = ord(character)
    return category(character)[0] != "M" and not any(start <= code < end for start, end in _SHAPED)


@frozen(kw_only=True, slots=False)
class Face:
    """One face of a file of the system, or one font of the archive."""

    path: Path
    index: int = 0
    member: str = ""

    def draws(self, code: int) -> bool:
        """Whether it has an outline of the character, and may lend it."""
        if self.member or code not in self.codes:
            return code in self.codes
        with suppress(*_UNREADABLE):
            return bool(_outline(self._glyphs[self._font.getBestCmap()[code]], self._glyphs).numberOfContours)
        return False

    def small_font(self, codes: Iterable[int]) -> bytes:
        """A TrueType file of these characters."""
        return small_font(self._font, codes)

    @cached_property
    def codes(self) -> frozenset[int]:
        """The characters that it has glyphs for; none where it cannot be read or may not be embedded."""
        with suppress(*_UNREADABLE):
            return frozenset(self._font.getBestCmap() or ()) if _may_be_embedded(self._font) else frozenset()
        return frozenset()

    @cached_property
    def _glyphs(self) -> Any:  # noqa: ANN401 - fontTools is untyped
        return self._font.getGlyphSet()

    @cached_property
    def _font(self) -> TTFont:
        if self.member:
            with zipfile.ZipFile(self.path) as archive:
                return TTFont(BytesIO(archive.read(self.member)), lazy=True)
        if self.path.suffix.lower() in (".ttc", ".otc"):
            return TTFont(self.path, lazy=True, fontNumber=self.index)
        return TTFont(self.path, lazy=True)


def _may_be_embedded(font: TTFont) -> bool:
    is_drawn = any(tag in font for tag in ("glyf", "CFF ", "CFF2"))
    return is_drawn and not ("OS/2" in font and font["OS/2"].fsType & 0x000F == _RESTRICTED)


def face_of(character: str) -> Face | None:
    """The first face that can print the character, of the system or of the archive; None without any."""
    code = ord(character)
    return next((face for face in _faces(code) if face.draws(code)), None)


@cache
def block_of(face: Face, character: str, bundled: frozenset[str]) -> tuple[int, ...]:
    """What a small font of a face holds beside a character: its neighbours that no face before this one has.

    So whatever a process has printed before, a character is always in the same small font.
    """
    own, start = ord(character), ord(character) // _BLOCK * _BLOCK
    before = tuple(takewhile(lambda other: other != face, _faces(own)))
    beside = (
        code for code in range(start, start + _BLOCK) if code in face.codes and chr(code) not in bundled
    )
    alone = {code for code in beside if is_lent(chr(code)) and not any(code in one.codes for one in before)}
    return tuple(sorted(alone | {own}))


def _faces(code: int) -> Iterator[Face]:
    yield from _lenders(system_folders())
    yield from _archived(code // MEMBER)


@cache
def _lenders(folders: tuple[Path, ...]) -> tuple[Face, ...]:
    """The faces below these folders, those like a form's first."""
    found = (face for face in faces(folders) if not _NO_LETTERS.search(face.path.stem))
    return tuple(sorted(found, key=_rank))


@cache
def faces(folders: tuple[Path, ...]) -> tuple[Face, ...]:
    """Every face below these folders."""
    files = (file for folder in folders for file in sorted(folder.rglob("*")))
    fonts = (file for file in files if file.suffix.lower() in _SUFFIXES)
    return tuple(Face(path=file, index=index) for file in fonts for index in range(_count(file)))


def _rank(face: Face) -> tuple[bool, bool, str, int]:
    name = face.path.stem
    return _SONG.search(name) is None, _OTHER_CUT.search(name) is not None, str(face.path), face.index


def _count(file: Path) -> int:
    """How many faces a file has; none where it cannot be read."""
    if file.suffix.lower() not in (".ttc", ".otc"):
        return 1
    with suppress(*_UNREADABLE), TTCollection(file, lazy=True) as collection:
        return len(collection)
    return 0


def archived() -> tuple[Face, ...]:
    """Every font of the archive."""
    return tuple(Face(path=ARCHIVE, member=name) for name in _members())


@cache
def _archived(block: int) -> tuple[Face, ...]:
    return tuple(face for face in archived() if face.member.endswith(f"/{block:X}.woff2"))


@cache
def _members() -> tuple[str, ...]:
    with suppress(*_UNREADABLE), zipfile.ZipFile(ARCHIVE) as archive:
        return tuple(name for name in archive.namelist() if name.endswith(".woff2"))
    return ()


def small_font(font: TTFont, codes: Iterable[int], unit: int | None = None) -> bytes:
    """A TrueType file with the outlines of these characters of a font, each its own glyph, and nothing else.

    `unit` is the em's of the file, where it is not to be the font's.
    """
    scale = (unit or font["head"].unitsPerEm) / font["head"].unitsPerEm
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    names = {code: f"u{code:X}" for code in sorted(codes)}
    sources = {name: glyphs[cmap[code]] for code, name in names.items()}
    drawn = {name: _outline(source, glyphs, scale) for name, source in sources.items()}
    widths = {name: round(source.width * scale) for name, source in sources.items()}
    return _built(
        names, {".notdef": TTGlyphPen(None).glyph()} | drawn, widths, unit or font["head"].unitsPerEm
    )


def _outline(source: Any, glyphs: Any, scale: float = 1.0) -> Any:  # noqa: ANN401 - fontTools is untyped
    """The glyph as one outline of quadratic curves."""
    whole, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
    source.draw(whole)
    is_cubic = any(operator == "curveTo" for operator, _ in whole.value)
    target = Cu2QuPen(pen, max_err=1.0) if is_cubic else pen
    whole.replay(TransformPen(target, (scale, 0, 0, scale, 0, 0)))
    return pen.glyph()


def _built(names: dict[int, str], drawn: dict[str, Any], widths: dict[str, int], unit: int) -> bytes:
    above, below = round(0.88 * unit), -round(0.12 * unit)
    builder = FontBuilder(unit, isTTF=True)
    builder.setupHead(unitsPerEm=unit, created=_EPOCH, modified=_EPOCH)
    builder.setupGlyphOrder(list(drawn))
    builder.setupCharacterMap(names)
    builder.setupGlyf(drawn)
    bearings = {name: getattr(glyph, "xMin", 0) for name, glyph in drawn.items()}
    builder.setupHorizontalMetrics({name: (widths.get(name, unit), bearings[name]) for name in drawn})
    builder.setupHorizontalHeader(ascent=above, descent=below)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": "ZipingbiaoFallback"})
    builder.setupOS2(sTypoAscender=above, sTypoDescender=below, usWinAscent=above, usWinDescent=-below)
    builder.setupPost(keepGlyphNames=False)
    builder.font.recalcTimestamp = False
    content = BytesIO()
    builder.save(content)
    return content.getvalue()
