"""Make ``templates/fallback.zip``: ``python -m generator.maintain.fallback_fonts``.

Small fonts of 256 code points each, for the characters that ``templates/fonts`` lacks: what else Noto Serif
SC has (all of the Unified Ideographs and Extension A), HanaMinB (Extensions B to F), Noto Emoji. At 256 units
to the em an outline is off by no more than a five-hundredth of its size. Needs ``npm``, and ``apt-get`` with
Debian's packages.
"""

import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from attrs import frozen
from fontTools.ttLib import TTFont

from ..render.fallback import ARCHIVE, MEMBER, small_font
from ..render.fonts import characters
from .fonts import FOLDER, debian, licence_text, member, npm

UNIT = 256
_DATE = (2000, 1, 1, 0, 0, 0)


@frozen
class Source:
    """A font to take from: the folder in the archive, the file, which characters may be taken."""

    name: str
    file: Path
    licence: str


def main() -> None:
    """Fetch the sources, cut them, write the archive with the licences."""
    with tempfile.TemporaryDirectory() as scratch:
        sources = list(_sources(Path(scratch)))
        taken = {ord(character) for character in characters((FOLDER,))}
        target = FOLDER.parent / ARCHIVE
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for source in sources:
                _write(archive, f"{source.name}/LICENSE.txt", source.licence.encode())
                taken |= _cut(source, taken, archive)
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def _sources(scratch: Path) -> Iterator[Source]:
    serif = npm("@expo-google-fonts/noto-serif-sc@0.4.3", scratch)
    text = licence_text(serif)
    yield Source("noto-serif-sc", member(serif, "package/400Regular/NotoSerifSC_400Regular.ttf"), text)
    files = debian("fonts-hanazono", scratch) / "usr/share"
    text = (files / "doc/fonts-hanazono/copyright").read_text(encoding="utf-8")
    yield Source("hanazono", files / "fonts/truetype/hanazono/HanaMinB.ttf", text)
    emoji = npm("@expo-google-fonts/noto-emoji@0.4.7", scratch)
    text = licence_text(emoji)
    yield Source("noto-emoji", member(emoji, "package/400Regular/NotoEmoji_400Regular.ttf"), text)


def _cut(source: Source, taken: Iterable[int], archive: zipfile.ZipFile) -> set[int]:
    """Write what a source has beyond what is taken; answers it."""
    with TTFont(source.file, lazy=True) as font:
        codes = {code for code in font.getBestCmap() if code > 0x7F} - set(taken)
        blocks: dict[int, list[int]] = defaultdict(list)
        for code in sorted(codes):
            blocks[code // MEMBER].append(code)
        size = 0
        for block, inside in blocks.items():
            packed = _packed(small_font(font, inside, UNIT))
            _write(archive, f"{source.name}/{block:X}.woff2", packed)
            size += len(packed)
    print(f"{source.name}: {len(codes):,} characters, {size:,} bytes")
    return codes


def _packed(content: bytes) -> bytes:
    target = BytesIO()
    with TTFont(BytesIO(content), recalcTimestamp=False) as font:
        font.flavor = "woff2"
        font.save(target)
    return target.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _DATE), content)


if __name__ == "__main__":
    main()
