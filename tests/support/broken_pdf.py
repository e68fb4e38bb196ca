"""Makes PDFs with a broken text layer: forms in any face through three producers, then ToUnicode broken.

What is broken is known, so that what a repair restores can be counted.
"""

import io
import random
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from attrs import field, frozen
from fontTools.ttLib import TTFont

from generator.model.form import Form
from generator.repair.log import NO_DECISIONS
from generator.repair.pdf.verdicts import judge_document
from generator.repair.text.breakage import Severity, broken_map
from generator.sheet.build import Cell, Role, Row, sheet
from generator.sources.pdf.document import PdfDocument
from generator.sources.pdf.fonts import FONT_NUMBER, PdfFont, collect_fonts
from generator.sources.pdf.tounicode import write_tounicode

PRODUCERS = ("weasyprint", "chromium", "libreoffice")
SONG_AND_HEI = {
    "AR PL UMing CN": "fonts-arphic-uming",
    "WenQuanYi Zen Hei": "fonts-wqy-zenhei",
    "WenQuanYi Micro Hei": "fonts-wqy-microhei",
    "AR PL SungtiL GB": "fonts-arphic-gbsn00lp",
}
KAI = {"AR PL UKai CN": "fonts-arphic-ukai", "AR PL KaitiM GB": "fonts-arphic-gkai00mp"}
FACES = SONG_AND_HEI | KAI
"""Family → the Debian package it comes in; none is a reference of the glyph witness."""

BUNDLED = "Bundled"
FONT_FILE = Path(__file__).parents[2] / "templates" / "fonts" / "NotoSerifSC-Regular.ttf"

STYLE = """
@font-face {{ font-family: "Bundled"; src: url({bundled}) }}
@page {{ size: A4; margin: 12mm 10mm }}
body {{ font: 9pt/1.4 "{face}"; margin: 0 }}
h1 {{ font-size: 16pt; font-weight: normal; text-align: center; margin: 0 }}
p {{ margin: 0 }} .subtitle {{ text-align: center }}
table {{ border-collapse: collapse; width: 190mm; table-layout: fixed }}
td {{ border: 1px solid #000000; padding: 2pt; text-align: center; overflow-wrap: anywhere }}
.text {{ text-align: left }} .amount {{ text-align: right; font-size: 7.5pt }}
tr {{ break-inside: avoid }} .prose {{ break-inside: auto }}
"""


def available(producer: str) -> bool:
    """Whether the program is there."""
    return producer == "weasyprint" or shutil.which(_PROGRAMS[producer]) is not None


@cache
def installed_faces() -> frozenset[str]:
    """The faces of FACES that this machine has."""
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    families = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    return frozenset(FACES) & families


def form_html(form: Form, face: str = BUNDLED) -> str:
    """A form as one table in one face, which the machine has; BUNDLED is always there."""
    printed = sheet(form)
    rows = [row for block in printed.blocks for row in block.rows]
    columns = "".join(f'<col style="width:{w}mm" width="{int(w * 3)}">' for w in _widths_of(printed.cells()))
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(form.project)}</title>'
        f"<style>{STYLE.format(face=face, bundled=FONT_FILE.as_uri())}</style></head>"
        f"<body><h1>{escape(form.title)}</h1>"
        f'<p class="subtitle">（{form.year}年度）</p>'
        f'<table border="1" cellspacing="0"><colgroup>{columns}</colgroup>'
        f"{''.join(map(_row_html, rows))}</table></body></html>"
    )


def _widths_of(cells: Iterable[Cell]) -> list[Decimal]:
    """The widths of the columns in mm, each by a cell that spans no other."""
    single = {cell.column: cell.width for cell in cells if cell.column_span == 1}
    return [single[column] for column in sorted(single)]


def _row_html(row: Row) -> str:
    cells = "".join(
        f'<td class="{cell.role.value}" rowspan="{cell.row_span}" colspan="{cell.column_span}"'
        f"{_ALIGN.get(cell.role, '')}>{''.join(f'<p>{escape(p)}</p>' for p in cell.paragraphs)}</td>"
        for cell in row.cells
    )
    return f"<tr{' class=prose' if row.is_prose else ''}>{cells}</tr>"


_ALIGN = {Role.TEXT: ' align="left"', Role.AMOUNT: ' align="right"'}


def produce(html: str, producer: str) -> bytes:
    """The PDF that a producer makes of a page."""
    if producer == "weasyprint":
        from weasyprint import HTML

        return bytes(HTML(string=html).write_pdf())
    with TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html, encoding="utf-8")
        subprocess.run(_command(producer, page, Path(folder)), check=True, capture_output=True, timeout=120)
        return Path(folder, "page.pdf").read_bytes()


_PROGRAMS = {"chromium": "chromium", "libreoffice": "soffice"}


def _command(producer: str, page: Path, folder: Path) -> list[str]:
    program = shutil.which(_PROGRAMS[producer]) or _PROGRAMS[producer]
    if producer == "chromium":
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        return [program, *options, f"--print-to-pdf={folder / 'page.pdf'}", page.as_uri()]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export"]
    return [program, profile, *options, "--outdir", str(folder), str(page)]


@frozen
class Broken:
    """A broken PDF, and what its codes stand for: (font, code) → (claimed, true)."""

    data: bytes = field(repr=False)
    truth: Mapping[tuple[int, bytes], tuple[str, str]] = field(repr=False)

    @property
    def wrong(self) -> dict[tuple[int, bytes], tuple[str, str]]:
        """The codes whose claim is not true."""
        return {key: pair for key, pair in self.truth.items() if pair[0] != pair[1]}


def break_tounicode(data: bytes, severity: Severity | None, seed: int = 1) -> Broken:
    """The PDF with gaps lost from the ToUnicode of every font in which the mechanism finds enough to break.

    Without a severity nothing is broken.
    """
    truth: dict[tuple[int, bytes], tuple[str, str]] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in collect_fonts(pdf):
            changed = _changed(font, severity, seed) if severity else {}
            claims = {code: changed.get(text, text) for code, text in font.claims.items()}
            truth.update({(font.number, code): (claims[code], text) for code, text in font.claims.items()})
            if changed:
                font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        return Broken(_saved(pdf), truth)


def break_everything(data: bytes, widest: int, chance: float, seed: int = 1) -> Broken:
    """The PDF with gaps lost among symbols and Latin as well as among ideographs."""
    truth: dict[tuple[int, bytes], tuple[str, str]] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in collect_fonts(pdf):
            changed = _shifted(font, widest, chance, random.Random(seed))
            claims = {code: changed.get(text, text) for code, text in font.claims.items()}
            truth.update({(font.number, code): (claims[code], text) for code, text in font.claims.items()})
            font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        return Broken(_saved(pdf), truth)


def _shifted(font: PdfFont, widest: int, chance: float, rng: random.Random) -> dict[str, str]:
    points = sorted({ord(text) for text in font.claims.values() if len(text) == 1})
    changed, offset = {}, 0
    for before, point in pairwise([0, *points]):
        gap = point - before - 1
        if gap:
            offset = offset + gap if before and gap <= widest and rng.random() < chance else 0
        changed[chr(point)] = chr(point - offset)
    return changed


FAULTS = ("shuffled", "shifted", "a few", "none", "private")
"""Other ways in which a ToUnicode can be wrong."""


def misclaim(data: bytes, fault: str, seed: int = 1) -> Broken:
    """The PDF with a ToUnicode that is wrong in a way which has nothing to do with lost gaps."""
    truth: dict[tuple[int, bytes], tuple[str, str]] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in collect_fonts(pdf):
            claims = dict(zip(font.claims, _misclaimed(list(font.claims.values()), fault, seed), strict=True))
            truth.update({(font.number, code): (claims[code], text) for code, text in font.claims.items()})
            if fault == "none":
                del font.object.ToUnicode
            else:
                font.object.ToUnicode = pdf.make_stream(write_tounicode(claims))
        return Broken(_saved(pdf), truth)


def _misclaimed(texts: list[str], fault: str, seed: int) -> list[str]:
    if fault == "shuffled":
        return random.Random(seed).sample(texts, len(texts))
    if fault == "shifted":
        return [chr(ord(text) + 1) if len(text) == 1 else text for text in texts]
    if fault == "private":
        return [chr(0xE000 + number) for number in range(len(texts))]
    if fault == "none":
        return [""] * len(texts)
    few = [text for text in texts if "\u4e00" <= text <= "\u9fff"][:12]
    turned = dict(zip(few, [*few[1:], *few[:1]], strict=True))
    return [turned.get(text, text) for text in texts]


def _changed(font: PdfFont, severity: Severity, seed: int) -> dict[str, str]:
    text = "".join(sorted(character for character in font.claims.values() if len(character) == 1))
    return broken_map(text, severity, random.Random(seed)) or {}


def without_embedded_cmap(data: bytes) -> bytes:
    """The PDF without the Unicode tables in its composite TrueType fonts; they draw by glyph number."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in collect_fonts(pdf):
            program = font.program
            if font.is_composite and isinstance(program, pikepdf.Stream) and _is_truetype(program):
                program.write(_without_cmap(program.read_bytes()))
        return _saved(pdf)


def _is_truetype(program: pikepdf.Stream) -> bool:
    return program.read_bytes()[:4] in (b"\0\1\0\0", b"true")


def _without_cmap(program: bytes) -> bytes:
    with TTFont(io.BytesIO(program)) as font:
        for table in ("cmap", "post"):
            if table in font:
                del font[table]
        file = io.BytesIO()
        font.save(file)
    return file.getvalue()


def with_renumbered_codes(data: bytes, seed: int = 1) -> bytes:
    """The PDF with the codes of its composite TrueType fonts shuffled: the page looks the same."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shuffles = {font.number: _shuffle(pdf, font, seed) for font in collect_fonts(pdf) if _is_plain(font)}
        for page in pdf.pages:
            fonts = page.obj.Resources.Font.items()
            named = {name: shuffles.get(int(font[FONT_NUMBER])) for name, font in fonts}
            content = list(_recoded(page, named))
            page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))
        return _saved(pdf)


def _is_plain(font: PdfFont) -> bool:
    plain = font.is_composite and font.object.get("/Encoding") == "/Identity-H"
    return plain and font.descendant.get("/CIDToGIDMap", "/Identity") == "/Identity" and bool(font.claims)


def _shuffle(pdf: pikepdf.Pdf, font: PdfFont, seed: int) -> dict[bytes, bytes]:
    """Old code → new code; the font's tables are rewritten to follow."""
    old = sorted({*font.claims, b"\0\0"})
    fresh = [n.to_bytes(2) for n in random.Random(seed).sample(range(1, 4 * len(old)), len(old))]
    new = dict(zip(old, fresh, strict=True))
    glyphs = bytearray(2 * (max(int.from_bytes(code) for code in fresh) + 1))
    for before, after in new.items():
        glyphs[2 * int.from_bytes(after) : 2 * int.from_bytes(after) + 2] = before
    font.descendant.CIDToGIDMap = pdf.make_stream(bytes(glyphs))
    widths = _widths(font.descendant.get("/W", pikepdf.Array()))
    default = font.descendant.get("/DW", 1000)
    font.descendant.W = pikepdf.Array(
        [part for b, a in sorted(new.items(), key=lambda item: item[1])
         for part in (int.from_bytes(a), pikepdf.Array([widths.get(int.from_bytes(b), default)]))]
    )  # fmt: skip
    font.object.ToUnicode = pdf.make_stream(
        write_tounicode({new[c]: text for c, text in font.claims.items()})
    )
    return new


def _widths(array: Iterable[Any]) -> dict[int, Any]:
    entries, at = list(array), 0
    widths: dict[int, Any] = {}
    while at + 1 < len(entries):
        if isinstance(entries[at + 1], pikepdf.Array):
            widths.update({int(entries[at]) + k: width for k, width in enumerate(list(entries[at + 1]))})
            at += 2
        else:
            first, last = int(entries[at]), int(entries[at + 1])
            widths.update(dict.fromkeys(range(first, last + 1), entries[at + 2]))
            at += 3
    return widths


def _recoded(page: pikepdf.Page, fonts: Mapping[str, dict[bytes, bytes] | None]) -> Iterable[Any]:
    current: dict[bytes, bytes] | None = None
    stack: list[dict[bytes, bytes] | None] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "Tf":
            current = fonts.get(str(operands[0]))
        elif operator == "q":
            stack.append(current)
        elif operator == "Q" and stack:
            current = stack.pop()
        elif current and operator in ("Tj", "TJ"):
            operands = [_recode(operand, current) for operand in operands]
        yield pikepdf.ContentStreamInstruction(operands, instruction.operator)


def _recode(operand: Any, new: Mapping[bytes, bytes]) -> Any:  # noqa: ANN401 - any operand
    if isinstance(operand, pikepdf.Array):
        return pikepdf.Array([_recode(part, new) for part in list(operand)])
    if isinstance(operand, pikepdf.String):
        text = bytes(operand)
        return pikepdf.String(
            b"".join(new.get(text[i : i + 2], text[i : i + 2]) for i in range(0, len(text), 2))
        )
    return operand


def _saved(pdf: pikepdf.Pdf) -> bytes:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and FONT_NUMBER in item:
            del item[FONT_NUMBER]
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def judged_codes(document: PdfDocument) -> dict[tuple[int, bytes], tuple[str, bool]]:
    """(font, code) → what it says and whether that is doubtful, for each code used."""
    verdicts, _ = judge_document(document, NO_DECISIONS)
    judged: dict[tuple[int, bytes], tuple[str, bool]] = {}
    for number, codes in document.used.items():
        decided = {decision.code: decision for decision in verdicts[number].decisions}
        for code in codes:
            decision = decided.get(code)
            claim = document.fonts[number].claims.get(code, "")
            judged[number, code] = (decision.true, decision.doubtful) if decision else (claim, False)
    return judged
