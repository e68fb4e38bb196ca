"""The pieces of a text in reading order: what stands in one cell, as far as the text shows it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import cache

from attrs import evolve, frozen

from ...model.vocabulary import bare, by_vocabulary, vocabulary
from ...sources.lines import Lines
from ...sources.text_tables import TextRow
from ..grid.funds import FUNDS_ROLES
from ..grid.indicators import ROLES
from ..grid.titles import FORM as TITLE
from ..lines.flow import join, key
from .origin import Origin

_LONGEST_LABEL = 6
"""Lines over which a label in a narrow cell is wrapped at the most."""
_LONGEST_PIECE = 12
_GOALS = frozenset({"预期目标", "实际完成情况"})
"""Characters of one line of such a label."""
_AMONG = re.compile(r"^其中[:：,，、]?")
_BRACKETED = re.compile(r"[（(][^（）()]{1,20}[）)]")
_OPEN_UNIT = re.compile(r"[（(](?:金额|单位|[:：]|[亿万])*$")
"""A unit's bracket that a line's end has cut: ``预算执行情况（万``."""
_NUMBERED = re.compile(r"^[（(]?[0-9]{1,2}[）).、．]")
YEAR = re.compile(r"[（(]?(20[0-9]{2})年度?[）)]?")


class Gap(Enum):
    """What stands before an atom."""

    CELL = auto()
    """The end of a cell, for certain: a tab, a bar."""
    BLANK = auto()
    """White space: mostly the end of a cell."""
    LINE = auto()
    """The end of a line: of a cell, of a row, or of a line of a wrapped cell."""
    ROW = auto()
    """The end of a row, for certain."""


@frozen
class Atom:
    """A piece of text, the 1-based lines that it begins and ends in, and what stands before it."""

    text: str
    line: int
    gap: Gap
    last_line: int = 0

    @property
    def plain(self) -> str:
        """The text without white space."""
        return key(self.text)

    @property
    def term(self) -> str | None:
        """The canonical label it is."""
        return vocabulary().label(_unnumbered(self.plain))

    @property
    def is_fund(self) -> bool:
        """Whether it names a row of the funds block."""
        return vocabulary().is_fund(_AMONG.sub("", self.plain))

    @property
    def is_level(self) -> bool:
        """Whether it is the label of a 一级 or 二级指标."""
        return vocabulary().is_level(self.plain)

    @property
    def is_level_label(self) -> bool:
        """Whether it can be nothing but such a label: 数量指标, where 数量 may be a word of a text."""
        return self.is_level and self.plain.endswith("指标")

    @property
    def is_detail(self) -> bool:
        """Whether it is a label of the head or the foot that is kept by its own name."""
        return vocabulary().is_detail(_unnumbered(self.plain))

    @property
    def is_title(self) -> bool:
        """Whether it is a form's title."""
        return bool(TITLE.fullmatch(self.plain))


def without_among(name: str) -> str:
    """The name of a fund without 其中."""
    return _AMONG.sub("", name)


@cache
def _unnumbered(text: str) -> str:
    """A label without the number printed before it: ``2.项目实施内容``."""
    return _NUMBERED.sub("", text)


def is_numbered(text: str) -> bool:
    """Whether a text is a further note: ``2.定量指标……``."""
    return bool(_NUMBERED.match(text))


def unnumbered(atom: Atom) -> Atom:
    """A label without the number printed before it."""
    return evolve(atom, text=_unnumbered(atom.text))


def of_rows(rows: Iterable[TextRow]) -> Iterator[Atom]:
    """The cells of rows, empty ones too."""
    for row in rows:
        for index, cell in enumerate(row.cells):
            yield Atom(join(cell.split("\n")).strip(), row.line, Gap.CELL if index else Gap.ROW, row.line)


def of_bars(lines: Lines, origin: Origin) -> Iterator[Atom]:
    """The cells between bars, empty ones too; bars left over at the end of a row are none."""
    for line in lines:
        if origin.is_cell_a_line:
            yield Atom(line.text.removesuffix("|").strip(), line.number, Gap.CELL, line.number)
            continue
        cells = line.text.rstrip("|").removeprefix("|").split("|")
        if len(cells) > 1 and cells[-1] in ("", " "):
            cells.pop()  # the blank between the last cell and its bar
        for index, cell in enumerate(cells):
            yield Atom(cell.strip(), line.number, Gap.CELL if index else Gap.ROW, line.number)


def of_lines(lines: Lines) -> Iterator[Atom]:
    """The pieces between white space."""
    for line in lines:
        for index, piece in enumerate(line.text.split()):
            yield Atom(piece, line.number, Gap.BLANK if index else Gap.LINE, line.number)


def with_labels(atoms: Sequence[Atom]) -> Iterator[Atom]:
    """The atoms, those that are lines of one wrapped label put together, and a bracket with its label."""
    position = 0
    while position < len(atoms):
        count = _label_length(atoms, position)
        yield _joined(atoms[position : position + count])
        position += count


def _joined(atoms: Sequence[Atom]) -> Atom:
    if len(atoms) == 1:
        return atoms[0]
    return evolve(atoms[0], text=join([atom.text for atom in atoms]), last_line=atoms[-1].last_line)


def _label_length(atoms: Sequence[Atom], start: int) -> int:
    """How many atoms make the longest label that begins here; 1 where none does."""
    longest, text = 1, ""
    for count, atom in enumerate(atoms[start : start + _LONGEST_LABEL], start=1):
        bracket = bool(_BRACKETED.fullmatch(atom.text)) and atom.gap is not Gap.CELL
        if count > 1 and not (atom.gap is Gap.LINE or bracket):
            break
        if not atom.text or len(atom.text) > _LONGEST_PIECE:
            break
        text += atom.text
        if count > 1 and is_label(text) and not _are_two_labels(atoms[start : start + count]):
            longest = count
        if count > 1 and _OPEN_UNIT.search(atoms[start].text) and text.endswith(("）", ")")):
            return count
    return longest


def _are_two_labels(atoms: Sequence[Atom]) -> bool:
    """Whether a label and another follow each other: 执行率, 得分; a bracket is no first line of a label."""
    if _BRACKETED.fullmatch(atoms[0].text):
        return True
    texts = [atom.text for atom in atoms]
    cuts = [("".join(texts[:cut]), "".join(texts[cut:])) for cut in range(1, len(texts))]
    if vocabulary().term("".join(texts)) is None and any(vocabulary().term(t) in _GOALS for t in texts):
        return True
    return any(
        (_is_column(one) and _is_column(other)) or (_is_goal(one) and _is_goal(other)) for one, other in cuts
    )


@by_vocabulary
def _is_column(text: str) -> bool:
    return vocabulary().label(text) in FUNDS_ROLES | ROLES


@by_vocabulary
def _is_goal(text: str) -> bool:
    return vocabulary().label(text) in _GOALS or vocabulary().is_detail(text)


@by_vocabulary
def is_label(text: str) -> bool:
    """Whether a text is a label of the form, of whatever part of it."""
    plain = _AMONG.sub("", _unnumbered(text))
    words = vocabulary()
    if not bare(plain):
        return False
    known = words.label(plain) or words.is_fund(plain) or words.is_level(plain)
    return bool(known) or words.is_detail(plain)
