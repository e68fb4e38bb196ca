"""Where a plain text comes from, as far as it matters: what its blanks and line ends still say."""

import re
from collections.abc import Sequence

from attrs import frozen

from ...model.vocabulary import vocabulary
from ...sources.lines import PAGE_GAP, Lines


@frozen
class Origin:
    """How a text was made, in words for people, and what of its cells it keeps."""

    words: str
    keeps_empty: bool = False
    """Whether empty cells are there, so that a cell's place in its row is known."""
    is_row_a_line: bool = False
    """Whether a line ends where a row does."""
    is_cell_a_line: bool = False
    """Whether each line is one cell."""
    is_unfilled: bool = False
    """Whether the indicators have no values: each line names one."""


TABS = Origin("制表符分隔的文本", keeps_empty=True, is_row_a_line=True)
BARS = Origin("每行一行、以竖线分格的文本", keeps_empty=True, is_row_a_line=True)
PIPES = Origin("每格一行、以竖线结尾的文本", keeps_empty=True, is_cell_a_line=True)
CELLS = Origin("每格一行、空格已丢失的文本", is_cell_a_line=True)
BLANKS = Origin("每行一行、以空白分格的文本", is_row_a_line=True)
RAW = Origin("按内容次序导出的文本（如 pdftotext -raw，或从网页复制）")
ONE_LINE = Origin("全部内容连成一行的文本")
LAYOUT = Origin("按版面对齐的文本（如 pdftotext -layout）")
SCATTERED = Origin("逐块导出的文本（如 pdftotext 的默认输出）")

_FEW_LINES = 3
_LONG = 200
"""Characters of a text that is one line."""
_BAR_SHARE = 0.6
_WIDE_GAP = re.compile(r"\S {3,}\S")
_WIDE_SHARE = 0.2
"""Of the lines of an aligned text, those with a wide gap inside."""
_APART, _ALL_APART = 0.15, 0.98
"""Of the lines, those with empty lines before them."""
_NUMBER = re.compile(r"[0-9][0-9.,]*[%％]?")
_RESULTS = ("年度指标值", "实际完成值")


def tell(lines: Lines, text: str) -> Origin:
    """Where a text without tabs comes from."""
    written = [line.text for line in lines]
    if len(written) <= _FEW_LINES and sum(map(len, written)) >= _LONG:
        return ONE_LINE
    barred = [line for line in written if "|" in line]
    if len(barred) >= _BAR_SHARE * len(written):
        single = sum(line.count("|") == 1 and line.endswith("|") for line in barred)
        return PIPES if single >= 0.8 * len(barred) else BARS
    if sum(bool(_WIDE_GAP.search(line)) for line in text.split("\n")) >= _WIDE_SHARE * len(written):
        return LAYOUT
    if is_double_spaced(lines):
        return SCATTERED
    return _by_lines(written)


def is_double_spaced(lines: Lines) -> bool:
    """Whether many lines stand apart, as those of blocks put out one after another.

    Where every line does, the lines are those of a list.
    """
    gaps = [0 < line.gap < PAGE_GAP for line in lines[1:]]
    return _APART * len(gaps) < sum(gaps) < _ALL_APART * len(gaps)


def _by_lines(written: Sequence[str]) -> Origin:
    """A text without empty lines: a cell a line, a row a line, or lines of cells that were wrapped."""
    pieces = [line.split() for line in written]
    together = sum(sum(bool(_NUMBER.fullmatch(piece)) for piece in line) > 1 for line in pieces)
    alone = sum(len(line) == 1 for line in pieces)
    if together <= 0.03 * len(written) and alone >= 0.7 * len(written):
        return CELLS
    headers = [index for index, line in enumerate(pieces) if _is_header(line)]
    if headers:
        body = pieces[headers[0] + 1 :]
        alone = sum(len(line) == 1 and not vocabulary().as_level2(line[0]) for line in body)
        return BLANKS if alone <= 0.1 * len(body) else RAW
    return RAW


def _is_header(pieces: Sequence[str]) -> bool:
    terms = [vocabulary().label(piece) for piece in pieces]
    return all(term in terms for term in _RESULTS)
