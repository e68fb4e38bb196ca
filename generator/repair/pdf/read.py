"""A PDF with its true text: read into tables, or given back with a right text layer."""

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pikepdf
from attrs import field, frozen

from ...model import problem
from ...model.problem import Problem
from ...sources.bounds import refuse
from ...sources.grid import Grid
from ...sources.omitted import Omitted
from ...sources.pdf.content import PageContent
from ...sources.pdf.document import PdfDocument, read_document
from ...sources.pdf.file import is_signed, open_pdf
from ...sources.pdf.fonts import FONT_NUMBER, collect_fonts
from ...sources.pdf.picture import save_pictures
from ...sources.pdf.stitch import stitch
from ...sources.pdf.table import PageText, read_page
from ...sources.pdf.text import Placed
from ...sources.pdf.tounicode import write_tounicode
from ...sources.pdf.words import layout_text
from ..log import NO_DECISIONS, Decisions, Entry, RepairLog
from .log import font_entries, raw_lines, restored_lines, scan_entries
from .optical import OpticalReader, optical_reader
from .scanned import ScannedPage, is_scanned, read_scans
from .verdict import FontVerdict
from .verdicts import Decoder, judge_document


@frozen(kw_only=True)
class PdfReading:
    """What a PDF holds: its tables with the true text, what was restored, and what could not be read."""

    grids: tuple[Grid, ...]
    log: RepairLog = RepairLog()
    """An entry for each restored or doubtful code and page; its places are in the page's `raw_lines`."""
    problems: tuple[Problem, ...] = ()
    omitted: tuple[Omitted, ...] = ()
    """What its pages hold but do not show as their text."""
    layout: str = ""
    """Its text with the columns kept by blanks, where no page has a table."""
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
    """A document with a right text layer: the file, and what was changed in it.

    Where that would break a signature (F32 among the problems) it is the file as it came, and not `written`.
    """

    data: bytes = field(repr=False)
    written: bool = True
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
    reader: OpticalReader | None = None,
    debug_images: Path | None = None,
) -> PdfReading:
    """The tables of a PDF, their text restored by what the glyphs draw. `source` names it in the log.

    A `reader` is also asked about doubtful glyphs; scanned pages are read by it, or by the one installed.
    Into the folder `debug_images` goes a picture of each page with the cells that were seen in it, and the
    glyphs that were restored or doubted.

    Raises ZipingbiaoError: F01, F02, F30 damaged, F31 encrypted, F33 too large, F34 nothing but pictures and
    no recogniser to read them.
    """
    document = read_document(path)
    scans, scan_problems = _scans(document, reader or optical_reader())
    verdicts, problems = judge_document(document, decisions, reader)
    decode = Decoder(document, verdicts)
    if debug_images is not None:
        save_pictures(document, debug_images, decode.is_decided)
    pages = tuple(_page(page, scans, decode) for page in document.pages)
    name = source or path.name
    entries = [*font_entries(document, verdicts, pages, name)]
    entries += [e for p in pages if p.number in scans for e in scan_entries(scans[p.number], p, name)]
    grids = stitch(pages)
    return PdfReading(
        grids=grids,
        layout="" if grids else layout_text(_seen(page, scans, decode) for page in document.pages),
        log=RepairLog(tuple(entries)),
        problems=(*_cut_off(document), *scan_problems, *problems, *_page_problems(pages, path)),
        omitted=(*document.omitted, *(entry for page in pages for entry in page.omitted)),
        raw_lines={page.number: _raw_lines(document, page, scans) for page in pages},
        lines={page.number: tuple(restored_lines(page)) for page in pages},
    )


def _page(page: PageContent, scans: Mapping[int, ScannedPage], decode: Decoder) -> PageText:
    scan = scans.get(page.number)
    return read_page(page, decode) if scan is None else read_page(scan.content, scan.text)


def _seen(page: PageContent, scans: Mapping[int, ScannedPage], decode: Decoder) -> list[Placed]:
    scan = scans.get(page.number)
    if scan is not None:
        return [Placed(glyph, scan.text(glyph)) for glyph in scan.content.seen]
    return [Placed(glyph, decode(glyph)) for glyph in page.seen]


def _raw_lines(document: PdfDocument, page: PageText, scans: Mapping[int, ScannedPage]) -> tuple[str, ...]:
    return tuple(restored_lines(page) if page.number in scans else raw_lines(document, page))


def _scans(
    document: PdfDocument, reader: OpticalReader | None
) -> tuple[dict[int, ScannedPage], tuple[Problem, ...]]:
    """The scanned pages as read, or a word on what is needed to read them."""
    scanned = [page for page in document.pages if is_scanned(page)]
    if not document.has_text and (reader is None or not scanned):
        refuse("F34", document.path, "文件里没有文字，像是扫描件。", _INSTALL)
    if not scanned:
        return {}, ()
    if reader is None:
        numbers = "、".join(str(page.number) for page in scanned)
        message = f"第{numbers}页只有图片，没有读取。"
        return {}, (problem.warning("F34", message, at=document.path, hint=_INSTALL),)
    return read_scans(document.path, scanned, reader), ()


_PAGES_SHOWN = 8
_INSTALL = "请安装文字识别组件：pip install 'zipingbiao[ocr]'"


def repair_pdf(path: Path, *, source: str | None = None, decisions: Decisions = NO_DECISIONS) -> PdfRepair:
    """The same file with a corrected ToUnicode for every font that lied; the file itself where none did.

    Raises ZipingbiaoError as `read_pdf` does.
    """
    document = read_document(path)
    if not document.has_text:
        refuse("F34", path, "文件里没有文字，像是扫描件，无从修复。", "请用 ingest 读取")
    judged, problems = judge_document(document, decisions)
    verdicts = {number: verdict.as_written for number, verdict in judged.items()}
    pages = tuple(read_page(page, Decoder(document, verdicts).shown) for page in document.pages)
    log = RepairLog(tuple(font_entries(document, verdicts, pages, source or path.name)))
    if not log.changes:
        return PdfRepair(data=path.read_bytes(), log=log, problems=problems)
    original = open_pdf(path)
    if is_signed(original):
        unchanged = path.read_bytes()
        return PdfRepair(data=unchanged, written=False, log=log, problems=(*problems, _signed(path)))
    return PdfRepair(data=_rewritten(original, document, verdicts), log=log, problems=problems)


def _signed(path: Path) -> Problem:
    message = "文件有电子签名，改动会使签名失效，没有写出修复后的文件。"
    return problem.error("F32", message, at=path, hint="请改用 ingest 读取，或取得未签名的文件")


def _cut_off(document: PdfDocument) -> Iterable[Problem]:
    if document.cut_off:
        message = f"文件的末尾残缺，已按其中的内容重建，共{len(document.pages)}页。"
        yield problem.warning("F37", message, at=document.path, hint="请核对有没有缺页")


def _page_problems(pages: Sequence[PageText], path: Path) -> Iterable[Problem]:
    if not any(page.tables or page.unlined for page in pages):
        message = "没有找到用框线画成的表，读不出各格的内容。"
        yield problem.warning("F36", message, at=path, hint="请确认文件里有自评表")
    inferred = [page.number for page in pages if page.inferred]
    if inferred:
        yield _of_pages(path, inferred, "的表没有竖线，各列按文字的位置推定。", "请逐格核对")
    unlined = [page.number for page in pages if page.unlined and not page.inferred]
    if unlined:
        yield _of_pages(path, unlined, "的表没有竖线，各列分不清。")
    ragged = {page.number: sum(table.lattice.ragged for table in page.tables) for page in pages}
    torn = [number for number, places in ragged.items() if places]
    if torn:
        places = sum(ragged.values())
        yield _of_pages(path, torn, f"的表有{places}处框线不成格，已按行拆开。")


def _of_pages(path: Path, numbers: Sequence[int], message: str, hint: str = "请对照原件核对") -> Problem:
    """One line for all pages of which the same is to be said."""
    shown = "、".join(map(str, numbers[:_PAGES_SHOWN])) + ("等" if len(numbers) > _PAGES_SHOWN else "")
    return problem.warning("F36", f"第{shown}页{message}", at=path, hint=hint)


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
    kept = True if original.is_encrypted else None
    original.save(file, encryption=kept, fix_metadata_version=False, normalize_content=False)
    return file.getvalue()
