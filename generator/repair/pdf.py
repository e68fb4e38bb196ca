"""A PDF with its true text: read into tables, or given back with a right text layer."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pikepdf
import pypdfium2
from attrs import field, frozen

from ..problem import Place, Problem, Severity, ZipingbiaoError
from ..sources.grid import Grid
from ..sources.pdf.content import Glyph
from ..sources.pdf.document import PdfDocument, read_document
from ..sources.pdf.file import file_problem, is_signed, open_pdf, refuse
from ..sources.pdf.fonts import FONT_NUMBER, PdfFont, collect_fonts
from ..sources.pdf.picture import save_pictures
from ..sources.pdf.stitch import stitch
from ..sources.pdf.table import PageText, read_page
from ..sources.pdf.tounicode import write_tounicode
from .judge import judge_font
from .log import NO_DECISIONS, Decisions, Entry, RepairLog, Spot
from .verdict import PERSON, Decision, FontVerdict


@frozen(kw_only=True)
class PdfReading:
    """What a PDF holds: its tables with the true text, what was restored, and what could not be read."""

    grids: tuple[Grid, ...]
    log: RepairLog = RepairLog()
    """An entry for each restored or doubtful code and page; its places are in the page's `raw_lines`."""
    problems: tuple[Problem, ...] = ()
    raw_lines: Mapping[int, tuple[str, ...]] = field(factory=dict, repr=False, hash=False)
    """Page → its lines as the file claims them, in the order of reading."""
    lines: Mapping[int, tuple[str, ...]] = field(factory=dict, repr=False, hash=False)
    """Page → its lines restored."""

    @property
    def doubts(self) -> tuple[Entry, ...]:
        """The entries that a person should look at."""
        return tuple(entry for entry in self.log.entries if entry.doubtful)


@frozen(kw_only=True)
class PdfRepair:
    """A document with a right text layer: the file, and what was changed in it."""

    data: bytes = field(repr=False)
    log: RepairLog = RepairLog()
    problems: tuple[Problem, ...] = ()

    @property
    def doubts(self) -> tuple[Entry, ...]:
        """The entries that a person should look at."""
        return tuple(entry for entry in self.log.entries if entry.doubtful)


def read_pdf(
    path: Path,
    *,
    source: str | None = None,
    decisions: Decisions = NO_DECISIONS,
    debug_images: Path | None = None,
) -> PdfReading:
    """The tables of a PDF, their text restored by what the glyphs draw. `source` names it in the log.

    Into the folder `debug_images` goes a picture of each page with the cells that were seen in it, and the
    glyphs that were restored or doubted.

    Raises ZipingbiaoError: F01, F02, F30 damaged, F31 encrypted, F33 too large, F34 nothing but pictures.
    """
    document = read_document(path)
    if not document.has_text:
        refuse(
            "F34", path, "文件里没有文字，像是扫描件。", "请安装文字识别组件：pip install 'zipingbiao[ocr]'"
        )
    verdicts, problems = _judge(document, decisions)
    decode = _Decoder(document, verdicts)
    if debug_images is not None:
        save_pictures(document, debug_images, decode.is_decided)
    pages = tuple(read_page(page, decode) for page in document.pages)
    return PdfReading(
        grids=stitch(pages),
        log=RepairLog(tuple(_entries(document, verdicts, pages, source or path.name))),
        problems=(*problems, *_page_problems(pages, path)),
        raw_lines={page.number: tuple(_raw(document, page)) for page in pages},
        lines={page.number: tuple(_restored(page)) for page in pages},
    )


def repair_pdf(path: Path, *, source: str | None = None, decisions: Decisions = NO_DECISIONS) -> PdfRepair:
    """The same file with a corrected ToUnicode for every font that lied; the file itself where none did.

    Raises ZipingbiaoError as `read_pdf` does, and F32 where the file is signed.
    """
    original = open_pdf(path)
    if is_signed(original):
        refuse(
            "F32",
            path,
            "文件有电子签名，改动会使签名失效，没有修复。",
            "请改用 ingest 读取，或取得未签名的文件",
        )
    document = read_document(path)
    if not document.has_text:
        refuse("F34", path, "文件里没有文字，像是扫描件，无从修复。", "请用 ingest 读取")
    verdicts, problems = _judge(document, decisions)
    pages = tuple(read_page(page, document.claimed_text) for page in document.pages)
    log = RepairLog(tuple(_entries(document, verdicts, pages, source or path.name)))
    changed = any(d.true != d.extracted for verdict in verdicts.values() for d in verdict.decisions)
    data = _rewritten(original, document, verdicts) if changed else path.read_bytes()
    return PdfRepair(data=data, log=log, problems=problems)


def judged_codes(path: Path) -> dict[tuple[int, bytes], tuple[str, bool]]:
    """(font, code) → what it says and whether that is doubtful, for each code used; for measuring."""
    document = read_document(path)
    verdicts, _ = _judge(document, NO_DECISIONS)
    judged: dict[tuple[int, bytes], tuple[str, bool]] = {}
    for number, codes in document.used.items():
        decided = {decision.code: decision for decision in verdicts[number].decisions}
        for code in codes:
            decision = decided.get(code)
            claim = document.fonts[number].claims.get(code, "")
            judged[number, code] = (decision.true, decision.doubtful) if decision else (claim, False)
    return judged


def _judge(document: PdfDocument, decisions: Decisions) -> tuple[dict[int, FontVerdict], tuple[Problem, ...]]:
    """The verdict on each font, with a person's decisions above every witness."""
    verdicts: dict[int, FontVerdict] = {}
    problems: list[Problem] = []
    for font in document.fonts:
        used = document.used.get(font.number, {})
        try:
            verdict = judge_font(font, sorted(used))
        except (pypdfium2.PdfiumError, pikepdf.PdfError, ValueError):
            problems.append(_undrawable(font, document.path))
            verdict = FontVerdict(font=font.number)
        verdicts[font.number] = _settled(verdict, font, decisions)
    return verdicts, tuple(problems)


def _undrawable(font: PdfFont, path: Path) -> Problem:
    message = f"字体“{font.name or font.number}”已损坏，无法核对它的文字。"
    return file_problem("F35", path, message, "请对照原件核对文字", Severity.WARNING)


def _settled(verdict: FontVerdict, font: PdfFont, decisions: Decisions) -> FontVerdict:
    """The verdict with what a person has decided about the font's codes."""
    mine = {
        (entry.code, entry.extracted): entry
        for entry in decisions.entries
        if entry.region == font.name and entry.code is not None
    }
    by_person = [
        Decision(code=code, extracted=claim, true=entry.true, witness=PERSON, confidence=1.0)
        for code, claim in font.claims.items()
        if (entry := mine.get((int.from_bytes(code), claim)))
    ]
    codes = {decision.code for decision in by_person}
    kept = [decision for decision in verdict.decisions if decision.code not in codes]
    return FontVerdict(font=verdict.font, decisions=(*kept, *by_person))


class _Decoder:
    """What each glyph says, by the verdicts."""

    def __init__(self, document: PdfDocument, verdicts: Mapping[int, FontVerdict]) -> None:
        self._claimed = document.claimed_text
        self._true = {
            (number, decision.code): decision.true
            for number, verdict in verdicts.items()
            for decision in verdict.decisions
        }

    def is_decided(self, glyph: Glyph) -> bool:
        """Whether a glyph was restored or is doubtful."""
        return (glyph.font, glyph.code) in self._true

    def __call__(self, glyph: Glyph) -> str:
        true = self._true.get((glyph.font, glyph.code))
        return self._claimed(glyph) if true is None else true


def _entries(
    document: PdfDocument, verdicts: Mapping[int, FontVerdict], pages: Iterable[PageText], source: str
) -> Iterable[Entry]:
    """One entry for each code decided on and each page that shows it."""
    spots = _spots(document, pages)
    for number, verdict in verdicts.items():
        for decision in verdict.decisions:
            for page in document.used.get(number, {}).get(decision.code, ()):
                places = tuple(spots.get((page, number, decision.code), ()))
                yield _entry(document.fonts[number], decision, page, places, source)


def _entry(font: PdfFont, decision: Decision, page: int, places: tuple[Spot, ...], source: str) -> Entry:
    figures = dict(decision.figures)
    if decision.alternatives:
        figures["次选"] = decision.alternatives[0]
    return Entry(
        source=source,
        extracted=decision.extracted,
        true=decision.true,
        page=page,
        region=font.name,
        code=int.from_bytes(decision.code),
        witness=decision.witness,
        figures=figures,
        confidence=decision.confidence,
        doubtful=decision.doubtful,
        settled=decision.witness == PERSON,
        places=places,
    )


def _spots(document: PdfDocument, pages: Iterable[PageText]) -> dict[tuple[int, int, bytes], list[Spot]]:
    """(page, font, code) → where it stands in the page's raw lines."""
    spots: dict[tuple[int, int, bytes], list[Spot]] = {}
    for page in pages:
        for number, line in enumerate(page.lines, start=1):
            column = 1
            for placed in line.characters:
                key = (page.number, placed.glyph.font, placed.glyph.code)
                spots.setdefault(key, []).append(Spot(number, column))
                column += len(document.claimed_text(placed.glyph))
    return spots


def _raw(document: PdfDocument, page: PageText) -> Iterable[str]:
    return ("".join(document.claimed_text(placed.glyph) for placed in line.characters) for line in page.lines)


def _restored(page: PageText) -> Iterable[str]:
    return ("".join(placed.text for placed in line.characters) for line in page.lines)


def _page_problems(pages: Iterable[PageText], path: Path) -> Iterable[Problem]:
    for page in pages:
        place = Place(file=str(path))
        if page.unlined:
            message = f"第{page.number}页的表没有竖线，各列分不清。"
            yield Problem(rule="F36", severity=Severity.WARNING, message=message, place=place)
        for table in page.tables:
            if table.lattice.ragged:
                message = f"第{page.number}页的表有{table.lattice.ragged}处框线不成格，已按行拆开。"
                yield Problem(rule="F36", severity=Severity.WARNING, message=message, place=place)


def _rewritten(original: pikepdf.Pdf, document: PdfDocument, verdicts: Mapping[int, FontVerdict]) -> bytes:
    """The original with new ToUnicode streams and nothing else changed."""
    for font in collect_fonts(original):
        verdict = verdicts.get(font.number)
        if verdict and any(d.true != d.extracted for d in verdict.decisions):
            true = {decision.code: decision.true for decision in verdict.decisions}
            claims = {**document.fonts[font.number].claims, **true}
            font.object.ToUnicode = original.make_stream(write_tounicode(claims))
        del font.object[FONT_NUMBER]
    file = io.BytesIO()
    original.save(file, fix_metadata_version=False, normalize_content=False)
    return file.getvalue()


__all__ = ["PdfReading", "PdfRepair", "ZipingbiaoError", "read_pdf", "repair_pdf"]
