"""What was restored or doubted in a PDF, as entries of the log."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from ...model.doubt import Box
from ...sources.pdf.content import Glyph
from ...sources.pdf.document import PdfDocument
from ...sources.pdf.fonts import PdfFont
from ...sources.pdf.table import PageText
from ..log import Entry, Spot
from .scanned import SURE, ScannedPage
from .verdict import GLYPH_ORDER, OPTICAL, PERSON, Decision, FontVerdict


def font_entries(
    document: PdfDocument, verdicts: Mapping[int, FontVerdict], pages: Iterable[PageText], source: str
) -> Iterator[Entry]:
    """One entry for each code decided on and each page that shows it."""
    spots = _spots(document, pages)
    for number, verdict in verdicts.items():
        for decision in verdict.decisions:
            for page in document.used.get(number, {}).get(decision.code, ()):
                shown = spots.get((page, number, decision.code), [])
                entry = _entry(document.fonts[number], decision, page, source)
                asked = entry.doubtful or entry.settled
                yield evolve(
                    entry,
                    places=tuple(spot for spot, _ in shown),
                    boxes=tuple(_box(glyph) for _, glyph in shown) if asked else (),
                )


def _box(glyph: Glyph) -> Box:
    return glyph.x0, glyph.top, glyph.x1, glyph.bottom


def _entry(font: PdfFont, decision: Decision, page: int, source: str) -> Entry:
    figures = dict(decision.figures)
    if decision.alternatives:
        figures["次选"] = decision.alternatives[0]
    if decision.doubtful and len(decision.alternatives) > 1:
        figures["候选"] = " ".join(decision.alternatives)
    return Entry(
        source=source,
        extracted=decision.extracted,
        true=decision.true,
        rule=decision.rule,
        page=page,
        region=font.name,
        font=font.number,
        code=int.from_bytes(decision.code),
        witness=decision.witness,
        figures=figures,
        confidence=decision.confidence,
        doubtful=decision.doubtful,
        settled=decision.witness == PERSON,
        certified=decision.witness == GLYPH_ORDER and not decision.doubtful,
    )


def _spots(
    document: PdfDocument, pages: Iterable[PageText]
) -> dict[tuple[int, int, bytes], list[tuple[Spot, Glyph]]]:
    """(page, font, code) → where it stands in the page's raw lines, and is drawn."""
    spots: dict[tuple[int, int, bytes], list[tuple[Spot, Glyph]]] = {}
    for page in pages:
        for number, line in enumerate(page.lines, start=1):
            column = 1
            for placed in line.characters:
                if placed.glyph.font < 0:
                    continue
                key = (page.number, placed.glyph.font, placed.glyph.code)
                spots.setdefault(key, []).append((Spot(number, column), placed.glyph))
                column += len(document.claimed_text(placed.glyph))
    return spots


def raw_lines(document: PdfDocument, page: PageText) -> Iterator[str]:
    """The lines of a page as the file claims them."""
    return ("".join(document.claimed_text(placed.glyph) for placed in line.characters) for line in page.lines)


def restored_lines(page: PageText) -> Iterator[str]:
    """The lines of a page as they are true."""
    return ("".join(placed.text for placed in line.characters) for line in page.lines)


def scan_entries(scan: ScannedPage, page: PageText, source: str) -> Iterator[Entry]:
    """One entry for each character of a scanned page that was not read surely."""
    for number, line in enumerate(page.lines, start=1):
        column = 1
        for placed in line.characters:
            place = int.from_bytes(placed.glyph.code)
            seen = scan.seen[place]
            if seen.confidence < SURE:
                yield Entry(
                    source=source,
                    extracted=seen.text,
                    true=seen.text,
                    page=page.number,
                    region="扫描页",
                    code=place,
                    witness=OPTICAL,
                    confidence=round(seen.confidence, 4),
                    doubtful=True,
                    places=(Spot(number, column),),
                    boxes=(_box(placed.glyph),),
                )
            column += len(placed.text)
