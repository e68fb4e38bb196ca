"""First look at a dump: which lines are labels, which are text; wrapped and glued labels made whole."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum, auto

from attrs import evolve, frozen

from ...model.value import parse_number
from ...model.vocabulary import bare, by_vocabulary, vocabulary
from ...sources.lines import Line, Lines
from .flow import key

_LONGEST_WORD = 120
"""Characters; a longer text is no label."""
LONGEST_LABEL = 6
"""Lines over which a label in a narrow cell is wrapped at the most (绩 / 效 / 指 / 标)."""

_YEAR = re.compile(r"[（(]?\s*((?:19|20)[0-9]{2})\s*年度?\s*[）)]?")
_GLUED = re.compile(r"(?<=[0-9])(?=(?:总分|合计|总计)(?:\s|$))|(?<=^总分)(?=[0-9])")
_TITLE = re.compile(r"\S{0,20}(?:项目|资金|支出)\S{0,12}自评表")
_PREFIX = re.compile(r"^其中[：:]?")
_UNIT = re.compile(r"[（(](?:单位[：:])?((?:百|千|万|亿)?元)[）)]")
_FIELDS = frozenset({"项目名称", "主管部门", "实施单位"})
_STANDALONE = frozenset({"项目资金", "年度总体目标", "绩效指标", "执行率", "总分", "偏差原因分析及改进措施"})


class Kind(Enum):
    """What a token is."""

    TITLE = auto()
    YEAR = auto()
    FIELD = auto()
    """A label whose value follows: 项目名称, 主管部门, 实施单位."""
    LABEL = auto()
    """A label that only names a part of the table."""
    HEADER = auto()
    """A line of column names."""
    FUND = auto()
    LEVEL1 = auto()
    LEVEL2 = auto()
    TEXT = auto()


@frozen(kw_only=True)
class Token:
    """One label or one line of text. `terms` are canonical; `text` is as printed."""

    kind: Kind
    text: str
    line: int
    gap: int
    terms: tuple[str, ...] = ()

    @property
    def term(self) -> str:
        """The one term of a label."""
        return self.terms[0]

    @property
    def pieces(self) -> list[str]:
        """What stands in different cells for certain, being set apart by white space."""
        return self.text.split()


def scan(lines: Lines) -> tuple[Token, ...]:
    """The tokens of a dump in order. Nothing is dropped: every character is in some token."""
    return tuple(_tokens([evolve(line, text=_GLUED.sub(" ", line.text)) for line in lines]))


def _tokens(lines: Sequence[Line]) -> Iterator[Token]:
    position = 0
    while position < len(lines):
        count, rest, token = _label_at(lines, position)
        if token is None:
            yield from _text_tokens(lines[position])
            position += 1
            continue
        yield token
        last = lines[position + count - 1]
        position += count
        if rest:
            yield from _text_tokens(Line(number=last.number, text=rest, gap=0))


def _label_at(lines: Sequence[Line], position: int) -> tuple[int, str, Token | None]:
    """The longest label that starts at a line: how many lines it takes, what follows it, the token."""
    first = lines[position]
    if token := _whole_line(first):
        return 1, "", token
    for count in range(min(LONGEST_LABEL, len(lines) - position), 0, -1):
        head = [line.text for line in lines[position : position + count - 1]]
        if any(" " in text or len(text) > 8 for text in head):
            continue
        piece, _, rest = lines[position + count - 1].text.partition(" ")
        kind, terms = _as_label(key("".join(head) + piece))
        if kind is not None:
            text = "".join(head) + piece
            token = Token(kind=kind, text=text, line=first.number, gap=first.gap, terms=terms)
            return count, rest.strip(), token
    return 1, "", None


def _whole_line(line: Line) -> Token | None:
    """A title, a year, or a row of column names."""
    if _TITLE.fullmatch(key(line.text)):
        return _token(Kind.TITLE, line)
    if match := _YEAR.fullmatch(line.text):
        return _token(Kind.YEAR, line, match[1])
    words = line.text.split()
    terms = tuple(term for word in words if (term := vocabulary().term(word)))
    if len(terms) == len(words) > 1 and not _FIELDS & set(terms):
        return _token(Kind.HEADER, line, *terms)
    return None


def _token(kind: Kind, line: Line, *terms: str) -> Token:
    return Token(kind=kind, text=line.text, line=line.number, gap=line.gap, terms=terms)


def _as_label(text: str) -> tuple[Kind | None, tuple[str, ...]]:
    """What label a text is, if any. Short synonyms (满意度, 数量) are words of cells, too: not taken here."""
    return _label_of(text) if len(text) <= _LONGEST_WORD else (None, ())


@by_vocabulary
def _label_of(text: str) -> tuple[Kind | None, tuple[str, ...]]:
    words = vocabulary()
    word = bare(_PREFIX.sub("", text))
    if not word:
        return (Kind.LABEL, ("其中",)) if text else (None, ())
    if fund := words.fund(word):
        return Kind.FUND, (fund,)
    if word.endswith("指标"):
        if level2 := words.as_level2(word):
            return Kind.LEVEL2, (level2,)
        if level1 := words.as_level1(word):
            return Kind.LEVEL1, (level1,)
    term = words.term(word)
    if term in _FIELDS:
        return Kind.FIELD, (term,)
    if term is not None and (term in _STANDALONE or len(word) >= 4):
        return Kind.LABEL, (term,)
    return None, ()


def scores_at_end(token: Token) -> tuple[Decimal, Decimal] | None:
    """Weight and score, where a line ends with the two."""
    if len(token.pieces) < 2:
        return None
    try:
        weight, score = (parse_number(piece) for piece in token.pieces[-2:])
    except ValueError:
        return None
    return weight, score


def unit_of(text: str) -> str | None:
    """The unit a label names: ``项目资金（万元）`` → 万元."""
    match = _UNIT.search(text)
    return match[1] if match else None


def _text_tokens(line: Line) -> Iterator[Token]:
    """A line of text; a label that ends it (``100.00 94.06 总分``) or splits it is a token of its own."""
    words = line.text.split()
    start, gap = 0, line.gap
    for index, label in _labels_within(words):
        yield Token(kind=Kind.TEXT, text=" ".join(words[start:index]), line=line.number, gap=gap)
        yield evolve(label, line=line.number)
        start, gap = index + 1, 0
    if start < len(words) or not words:
        rest = line.text if start == 0 else " ".join(words[start:])
        yield from _level_and_text(rest, line.number, gap)


def _labels_within(words: Sequence[str]) -> Iterator[tuple[int, Token]]:
    """The labels that have text before them, by their place."""
    start = 0
    for index, word in enumerate(words):
        kind, terms = _as_label(word)
        if index > start and kind in (Kind.FIELD, Kind.LABEL) and terms[0] in _FIELDS | {"总分"}:
            yield index, Token(kind=kind, text=word, line=0, gap=0, terms=terms)
            start = index + 1


def _level_and_text(text: str, line: int, gap: int) -> Iterator[Token]:
    """A text; a level label that opens it is a token of its own."""
    first, *rest = text.split(None, 1) or [""]
    kind, terms = _as_label(first)
    if rest and kind in (Kind.LEVEL1, Kind.LEVEL2):
        yield Token(kind=kind, text=first, line=line, gap=gap, terms=terms)
        text, gap = rest[0], 0
    yield Token(kind=Kind.TEXT, text=text, line=line, gap=gap)
