"""Declared goals in a text of one cell a line: its cells put back into a table, every row a doubt.

Such a text keeps the order of the cells and nothing else: labels that wrap are joined again, names and
values of the indicators take turns. Where two goals stand one after the other, the numbers of their points
tell them apart.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from ...model.value import Value
from ...model.vocabulary import bare, vocabulary
from ...sources.grid import Cell, Grid
from ...sources.lines import Line, Lines
from ..grid.declared import Declarations
from ..grid.declared.words import Span, goal_label, is_declaration_title, is_fund_label, total_label
from ..grid.doubtful import doubt_all
from ..grid.rows import stream
from ..lines.flow import join
from ..recognised import Doubt, Recognised

_WHY = "文本只留下各格的次序，行与栏是推定的，请对照原件"
_WRAPPED = 4
"""Lines of a label at most."""
_NUMBER = re.compile(r"-?[0-9][0-9,，]*(?:\.[0-9]+)?(?:亿元|万元|元)?")
_YEAR_LINE = re.compile(r"[（(]?20[0-9]{2}年?度?[）)]?")
_ENDS = re.compile(r"[。”\"；;]$")
_FIRST = re.compile(r"[“\"]?\s*(?:1|一|（1）|（一）|目标1)[、.．:：)）]?")
_IN_BRACKETS = re.compile(r"[（(][^（()）]{0,24}[)）]")
_COLUMNS = ("一级指标", "二级指标", "三级指标", "年度指标值")
_LONGEST_VALUE = 10
_LONGEST_NAME = 60
_LAYOUT_LABELS = frozenset({"绩效指标", "项目资金", "项目绩效目标"})
"""Labels at the side of several rows."""


@frozen
class _Token:
    text: str
    line: int
    is_label: bool = False


def read_declared_text(lines: Lines, file: str) -> tuple[Recognised, ...]:
    """The declarations of a text; each begins with its title and ends before the next one's."""
    starts = [index for index, line in enumerate(lines) if is_declaration_title(line.text)]
    ends = [*starts[1:], len(lines)]
    regions = (lines[start:end] for start, end in zip(starts, ends, strict=True))
    return tuple(declared for region in regions for declared in _read(region, file))


def _read(region: Sequence[Line], file: str) -> Iterator[Recognised]:
    title, tokens = region[0].text, list(_tokens(region[1:]))
    parts = _parted(tokens)
    if parts is None:
        return
    head, body = parts
    rows = [(title,), *_head_rows(head)]
    indicators, last = _indicator_rows(body)
    if not indicators:
        return
    grid = _grid([*rows, _COLUMNS, *indicators])
    for form in Declarations((grid,), file).read(tuple(stream((grid,)))):
        span = (region[0].number, last)
        doubted = doubt_all(evolve(form, doubts=(*form.doubts, *_goal_doubts(form, head))), _WHY)
        doubts = tuple(doubt for doubt in doubted.doubts if doubt.decided)
        origin = f"第{span[0]}–{span[1]}行"
        yield evolve(doubted, doubts=doubts, origin=origin, spans=(span,))


def _tokens(lines: Sequence[Line]) -> Iterator[_Token]:
    """Labels, those that wrap in one piece, and what stands between them."""
    pieces = [_Token(text, line.number) for line in lines for text in _pieces(line.text)]
    index = 0
    while index < len(pieces):
        length = _label_length([piece.text for piece in pieces[index : index + _WRAPPED]])
        if length:
            text = "".join(piece.text for piece in pieces[index : index + length])
            yield _Token(text, pieces[index].line, is_label=True)
        else:
            yield pieces[index]
        index += max(length, 1)


def _label_length(texts: Sequence[str]) -> int:
    """How many of some pieces are one label together; 0 where none is."""
    if not bare(texts[0]):
        return 0
    return next((n for n in range(len(texts), 0, -1) if _is_label("".join(texts[:n]))), 0)


def _pieces(text: str) -> Iterator[str]:
    """The cells that one line prints: more than one where an amount stands beside a label."""
    words = text.split()
    if len(words) > 1 and any(_NUMBER.fullmatch(word) or is_fund_label(word) for word in words):
        yield from words
    elif words:
        yield text.strip()


def _is_label(text: str) -> bool:
    words = vocabulary()
    if not bare(text) or len(text) > _LONGEST_NAME or _NUMBER.fullmatch(text):
        return False
    known = words.label(text) or words.as_level1(text) or words.as_level2(text) or words.is_detail(text)
    return bool(known) or is_fund_label(text) or goal_label(text) is not None or bare(text) in _LAYOUT_LABELS


def _parted(tokens: Sequence[_Token]) -> tuple[Sequence[_Token], Sequence[_Token]] | None:
    """What stands above the header of the indicators and below it; None where there is none."""
    wanted = list(_COLUMNS)
    for index, token in enumerate(tokens):
        term = vocabulary().label(token.text) if token.is_label else None
        if wanted[0] == term:
            wanted.pop(0)
        if not wanted:
            first = next(i for i, t in enumerate(tokens) if vocabulary().label(t.text) == _COLUMNS[0])
            return tokens[:first], tokens[index + 1 :]
    return None


def _head_rows(tokens: Sequence[_Token]) -> Iterator[tuple[str, ...]]:
    """Rows of a label and its value; of the funds of the term beside those of the year; the goals last."""
    years = [token.text for token in tokens if not token.is_label and _YEAR_LINE.fullmatch(token.text)]
    yield from ((year,) for year in years[:1])
    pairs = [pair for pair in _pairs(tokens) if _YEAR_LINE.fullmatch(pair[1]) is None]
    goals = [(label, text) for label, text in pairs if goal_label(label) is not None]
    money = [(label, text) for label, text in pairs if is_fund_label(label)]
    yield from (pair for pair in pairs if pair not in goals and pair not in money and any(pair))
    sides = (label + text for label, text in pairs if bare(label) == "项目资金")
    yield from ((side,) for side in sides if "元" in side)
    yield from _fund_rows(money)
    yield from _goal_rows(goals)


def _pairs(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    """Each label with what stands behind it, up to the next."""
    label, texts = "", list[str]()
    for token in tokens:
        if not token.is_label:
            texts.append(token.text)
            continue
        if label or texts:
            yield label, _joined(label, texts)
        label, texts = token.text, []
    yield label, _joined(label, texts)


def _joined(label: str, texts: Sequence[str]) -> str:
    return "\n".join(texts) if goal_label(label) is not None else join(list(texts))


def _fund_rows(money: Sequence[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """An amount of the term in the first two columns, one of the year in the last two."""
    has_both = {total_label(label) for label, _ in money} >= {Span.YEAR, Span.TERM}
    seen: set[str] = set()
    for label, text in money:
        plain = bare(label).removeprefix("其中").strip(":：")
        is_of_year = not has_both or plain in seen or _says_year(plain)
        seen.add(plain)
        yield ("", "", label, text) if is_of_year else (label, text, "", "")


def _says_year(label: str) -> bool:
    return total_label(label) is Span.YEAR or label.startswith(("当年", "年度", "本年", "上年"))


def _goal_rows(goals: Sequence[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Each goal beside its label; two labels with both texts behind the last have them parted."""
    goals = [(label + text, "") if _IN_BRACKETS.fullmatch(text) else (label, text) for label, text in goals]
    labels = [label for label, _ in goals if goal_label(label) is not Span.PLAIN]
    texts = [text for _, text in goals if text]
    if len(labels) == 2 and len(texts) == 1:
        parted = _two(texts[0].split("\n"))
        yield from zip(labels, parted, strict=True)
        return
    yield from ((label, text) for label, text in goals if text)


def _two(lines: Sequence[str]) -> tuple[str, str]:
    """The two texts that some lines are: the second begins where the numbers begin anew, else at the end of a
    sentence that is nearest to the middle.
    """
    anew = [index for index in range(1, len(lines)) if _FIRST.match(lines[index])]
    ends = [index + 1 for index, line in enumerate(lines[:-1]) if _ENDS.search(line)]
    middle = len(lines) / 2
    cut = anew[-1] if anew else min(ends, key=lambda end: abs(end - middle), default=0)
    return join(list(lines[:cut])), join(list(lines[cut:]))


def _goal_doubts(form: Recognised, head: Sequence[_Token]) -> Iterator[Doubt]:
    """A doubt at goals that were parted."""
    labels = [token for token in head if token.is_label and goal_label(token.text) in (Span.YEAR, Span.TERM)]
    if len(labels) == 2:
        yield Doubt(
            kind="D03",
            path=("年度总体目标", "预期目标"),
            decided=form.form.goals.expected,
            why="两段目标在文本里连成一片，从哪里分开是推定的",
            confidence=0.4,
        )


def _indicator_rows(tokens: Sequence[_Token]) -> tuple[list[tuple[str, ...]], int]:
    """Rows of both levels, name and value, and the last line that they stand in."""
    rows: list[tuple[str, ...]] = []
    level1 = level2 = ""
    last = tokens[0].line if tokens else 0
    for labels, texts in _groups(tokens):
        for label in labels:
            level1, level2 = _after(level1, level2, label.text, alone=len(labels) == 1)
        if not level2 or any(len(token.text) > _LONGEST_NAME for token in texts):
            break
        rows.extend((level1, level2, name, value) for name, value in _named(texts))
        last = max([last, *(token.line for token in texts)])
    return rows, last


def _groups(tokens: Iterable[_Token]) -> Iterator[tuple[list[_Token], list[_Token]]]:
    """The labels that stand together, and the texts below them."""
    labels: list[_Token] = []
    texts: list[_Token] = []
    for token in tokens:
        if token.is_label and not vocabulary().is_level(token.text):
            if token.text.strip(":：") in _LAYOUT_LABELS or bare(token.text) in _LAYOUT_LABELS:
                continue
            break
        if token.is_label and texts:
            yield labels, texts
            labels, texts = [], []
        (labels if token.is_label else texts).append(token)
    if texts:
        yield labels, texts


def _after(level1: str, level2: str, label: str, *, alone: bool) -> tuple[str, str]:
    """Both levels once a label is printed: one that may be either is the lower where it stands alone."""
    words = vocabulary()
    is_first, is_second = words.as_level1(label), words.as_level2(label)
    below = words.parent(label) == words.as_level1(level1)
    if is_second and (not is_first or (alone and below)):
        return level1, label
    return (label, "") if is_first else (level1, label)


def _named(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    """Names and values by turns; a name that wraps goes on until what can be a value."""
    name: list[str] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if name and _is_value(token.text, following):
            yield join(name), token.text
            name = []
        else:
            name.append(token.text)
    if name:
        yield join(name), ""


def _is_value(text: str, following: str) -> bool:
    """Whether a text may be a value: a quantity or a date; words where no quantity follows."""
    if _is_quantity(text):
        return True
    return len(text) <= _LONGEST_VALUE and not _is_quantity(following)


def _is_quantity(text: str) -> bool:
    value = Value(text)
    return value.number is not None or value.period is not None


def _grid(rows: Sequence[Sequence[str]]) -> Grid:
    """A table of rows of up to four cells; one cell alone fills its row, two share it."""
    width = len(_COLUMNS)
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        spans = {1: (width,), 2: (1, width - 1)}.get(len(row), (1,) * width)
        starts = [sum(spans[:index]) for index in range(len(spans))]
        cells.extend(
            Cell(row=number, column=column, column_span=span, text=text)
            for column, span, text in zip(starts, spans, row, strict=True)
        )
    return Grid(rows=len(rows), columns=width, cells=tuple(cells))
