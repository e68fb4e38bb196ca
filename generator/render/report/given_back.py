"""A report given back: what stands in the place of each figure that it printed, wherever that is now.

A figure's content control stays around what is typed over it. Where a program has dropped the control, or a
person has deleted it with its figure, the words around it tell the place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import count
from pathlib import Path
from unicodedata import normalize

import docx
from attrs import frozen
from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

from ...sources.bounds import refuse
from ...sources.docx import lines_of
from ...sources.hidden_text import take_out_hidden
from ...sources.package import PARSING_ERRORS, checked_package
from .blocks import Figure
from .record import TAG, Pieces, Record, kept

_KIND = "DOCX 文档"
_NUMBER = re.compile(re.escape(TAG) + "([0-9]{1,7})")
_LONGEST_FIGURE = 40
_MOST_SEARCHED = 200
"""Paragraphs whose figures are looked for by their words; of more, a program has dropped every control."""
_NEAR = 8
"""Characters before and after a figure by which its place is found where the paragraph was edited."""
_SHOWN = 40


@frozen(kw_only=True)
class Found:
    """A figure as it was printed, what stands there now (None where nobody can tell), and where."""

    figure: Figure
    text: str | None
    where: str


@frozen(kw_only=True)
class GivenBack:
    """A report as it was made, and its figures as they are now, in the order of the document."""

    record: Record
    figures: tuple[Found, ...]


def read_report(path: Path) -> GivenBack:
    """The figures of a generated report, as they now are.

    Insertions and deletions not yet accepted count as accepted; hidden text is left out. Raises
    ZipingbiaoError: F01, F20–F24 as for any document; C53 where it is no report of ours.
    """
    data = checked_package(path, _KIND)
    try:
        document = docx.Document(BytesIO(data))
        tuple(take_out_hidden(document))
        record = kept(document)
        lines = tuple(_lines(document))
    except PARSING_ERRORS:
        refuse("F20", path, f"文件已损坏，或者不是 {_KIND}。", "请用文字处理软件打开后另存一份")
    if record is None:
        hint = "check 只核 zipingbiao report 生成的报告；自评表的 DOCX 请用 zipingbiao ingest 读入"
        refuse("C53", path, "文档里没有 zipingbiao 的报告标记。", hint)
    return GivenBack(record=record, figures=tuple(_figures(record, lines)))


@frozen
class _Line:
    """A paragraph of the document: its text, the text of each control of ours in it, its place in words."""

    text: str
    controls: Mapping[int, str]
    where: str
    plain: str
    """The text as it is compared."""


def _lines(document: Document) -> Iterator[_Line]:
    """The paragraphs in order, those of cells too; tables, and what stands outside them, are counted."""
    paragraphs, tables = count(1), count(1)
    for block in document.element.body.iter(qn("w:p"), qn("w:tbl")):
        if block.tag == qn("w:tbl"):
            number = next(tables)
            for place, row in enumerate(block.iter(qn("w:tr")), start=1):
                where = f"第 {number} 张表格第 {place} 行“{_shown(_joined(row))}”"
                yield from (_line(paragraph, where) for paragraph in row.iter(qn("w:p")))
        elif next(block.iterancestors(qn("w:tbl")), None) is None and (text := _joined(block)):
            yield _line(block, f"第 {next(paragraphs)} 段“{_shown(text)}”")


def _line(paragraph: _Element, where: str) -> _Line:
    controls: dict[int, str] = {}
    for control in paragraph.iter(qn("w:sdt")):
        names = (control.find(f"{qn('w:sdtPr')}/{qn(name)}") for name in ("w:tag", "w:alias"))
        found = (_NUMBER.match(name.get(qn("w:val")) or "") for name in names if name is not None)
        if number := next(filter(None, found), None):
            controls[int(number[1])] = _joined(control)
    text = _joined(paragraph)
    return _Line(text, controls, where, _plain(text))


def _joined(element: _Element) -> str:
    return "".join(lines_of(element))


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _figures(record: Record, lines: Sequence[_Line]) -> Iterator[Found]:
    """What stands for each figure; one that stands in several places is told of each."""
    marked: dict[int, list[tuple[str, str]]] = {}
    for line in lines:
        for number, text in line.controls.items():
            marked.setdefault(number, []).append((text, line.where))
    number, searches = 0, count(1)
    for pieces in record.lines:
        figures = [piece for piece in pieces if isinstance(piece, Figure)]
        numbers = range(number + 1, number + 1 + len(figures))
        number += len(figures)
        lost = [one for one in numbers if one not in marked]
        texts = _by_words(pieces, lines) if lost and next(searches) <= _MOST_SEARCHED else {}
        for place, (one, figure) in enumerate(zip(numbers, figures, strict=True)):
            stands = marked.get(one) or ([texts[place]] if place in texts else [])
            yield from (Found(figure=figure, text=text, where=where) for text, where in stands)
            if not stands:
                yield Found(figure=figure, text=None, where=f"“{_shown(_text(pieces))}”")


def _text(pieces: Pieces) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _by_words(pieces: Pieces, lines: Sequence[_Line]) -> dict[int, tuple[str, str]]:
    """Place among the figures of a paragraph → what stands there, found by the words around it."""
    words = [_plain(piece) for piece in pieces if isinstance(piece, str)]
    if not any(words):
        return {}  # a cell of a figure only: any number might be it
    for line in lines:
        if (texts := between(pieces, line.plain)) is not None:
            return {place: (text, line.where) for place, text in enumerate(texts)}
    return dict(_by_neighbours(pieces, lines))


def between(pieces: Pieces, text: str) -> list[str] | None:
    """What stands for the figures of a paragraph whose words are as they were; None where they are not.

    Each word is looked for behind the one before, once: the time grows with the text alone.
    """
    found: list[str] = []
    at, is_open = 0, False
    for piece in pieces:
        if isinstance(piece, Figure):
            if is_open:
                return None  # two figures with nothing between them
            is_open = True
            continue
        word = _plain(piece)
        if not word:
            continue
        place = text.find(word, at, at + _LONGEST_FIGURE + len(word)) if is_open else at
        if place < 0 or not text.startswith(word, place):
            return None
        found += [text[at:place]] if is_open else []
        at, is_open = place + len(word), False
    if is_open and len(text) - at <= _LONGEST_FIGURE:
        return [*found, text[at:]]
    return found if at == len(text) and not is_open else None


def _by_neighbours(pieces: Pieces, lines: Sequence[_Line]) -> Iterator[tuple[int, tuple[str, str]]]:
    """As above, each figure by itself: the paragraph was edited elsewhere, too."""
    place = -1
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            continue
        place += 1
        before = _plain(_text(pieces[:number]))[-_NEAR:]
        after = _plain(_text(pieces[number + 1 :]))[:_NEAR]
        pattern = re.compile(f"{re.escape(before)}([-0-9.,%_]{{0,{_LONGEST_FIGURE}}}){re.escape(after)}")
        stands = [(match[1], line.where) for line in lines for match in pattern.finditer(line.plain)]
        if len(before) + len(after) >= _NEAR and len(stands) == 1:
            yield place, stands[0]


def _plain(text: str) -> str:
    """A text as it is compared: full-width digits as others, without white space."""
    return "".join(normalize("NFKC", text).split())
