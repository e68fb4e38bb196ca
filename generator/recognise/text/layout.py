"""A form in a text whose columns are kept by blanks, read by columns: what `pdftotext -layout` gives."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import combinations, groupby, pairwise

from attrs import evolve, frozen

from ...model.splitting import grouped
from ...model.value import NOTHING_MARKS, Value
from ...model.vocabulary import bare, by_vocabulary, vocabulary
from ..amount import number
from ..grid.funds import FUNDS_ROLES
from ..grid.indicators import ROLES
from ..grid.sections import PAIR_TERMS
from ..grid.titles import FORM as TITLE
from ..grid.titles import before_colon, lines_above
from .atoms import YEAR, Atom, Gap, is_label, is_numbered, without_among
from .bands import Rules, cut, spread
from .columns import (
    AMOUNTS,
    DONE,
    FUND,
    LEVEL1,
    LEVEL2,
    NAME,
    RATE,
    SCORE,
    TARGET,
    WEIGHT,
    fund_fits,
    is_slot,
    opens_row,
    piece_fits,
)
from .pieces import Piece, Row, rows_of, spoken, stacked, together
from .reading import Block, FormRead, GoalsRead, Pair, RowRead
from .sections import ACTUAL, EXPECTED, GOALS, is_side

_PAIRS = PAIR_TERMS | {"总分"}
_SIDES = frozenset({"项目资金", GOALS, "绩效指标"})
_TALLEST_HEADER = 9
_TALLEST_LABEL = 10
_TALLEST_PAIR = 6
_OPEN_BRACKET = re.compile(r"[（(].*")
_CLOSED_BRACKET = re.compile(r"[^（(]{0,6}[）)]")
_UNIT = re.compile(r"[（(](?:金额)?(?:单位[:：])?(?:亿元|万元|元)[）)]")
_SECTION = re.compile(r"[一-鿿]{5}")
_MOST_PIECES = 90
"""Pieces of a header."""
_MOST_DEALT = 9
_NEAR = 9.0
"""Columns by which the lines of one label may stand apart."""
_SAMPLE = 30
"""Lines of a page by which its columns are found."""
_FURTHEST = 16
_TWO_IN_CELL = 4.0
_AT_MOST = 5.0
_MOST_ROWS = 3_000
"""Lines of one form; beyond, a text is no form."""


@frozen
class _Header:
    """The rows of a header and its columns from left to right, each with its canonical term."""

    start: int
    end: int
    columns: tuple[tuple[str, Piece], ...]


def read_layout(text: str) -> Iterator[FormRead]:
    """Every form of the text."""
    rows = rows_of(text)
    starts = list(_starts(rows))
    for start, end in pairwise([*starts, len(rows)]):
        yield _read(rows[start : min(end, start + _MOST_ROWS)])


def _starts(rows: Sequence[Row]) -> Iterator[int]:
    """The rows of titles; where there is none, of the names of projects."""
    titles = [index for index, row in enumerate(rows) if TITLE.fullmatch("".join(p.text for p in row))]
    named = [i for i in range(len(rows)) if vocabulary().label(_label_at(rows[i : i + 6])[1]) == "项目名称"]
    last = -1
    for index in titles or named:
        following = next((i for i in titles if i > index), len(rows))
        if titles and not any(index < i < following for i in named) and following < len(rows):
            continue  # the heading of a page above the title of its form
        if index > last:
            yield index - lines_above([row[0].text for row in rows[max(0, index - 3) : index]])
            last = index


def _read(rows: Sequence[Row]) -> FormRead:
    indicators = _header(rows, ROLES | vocabulary().columns, frozenset({NAME, TARGET, "实际完成值"}))
    before = rows[: indicators.start] if indicators else rows
    funds = _header(before, FUNDS_ROLES, frozenset({*AMOUNTS, RATE}))
    goals = _goals_row(before)
    beside = None if goals is not None else _goals_beside(before, funds.end if funds else 0)
    own = goals if goals is not None else beside
    starts = sorted([h.start for h in (funds, indicators) if h] + ([own] if own is not None else []))
    total = _total_row(rows, indicators.end if indicators else len(rows))
    ends = dict(pairwise([*starts, total]))
    head = rows[: starts[0] if starts else len(rows)]
    above = tuple(piece.text for row in _above(head) for piece in row)
    body = [row for row in head[len(list(_above(head))) :] if not _is_year(row)]
    above += tuple("".join(piece.text for piece in row) for row in head if row not in body and _is_year(row))
    first = indicators.end if indicators else len(rows)
    sections = [i for i in range(first, total) if indicators and _is_section(rows[i], indicators)]
    below = rows[total + _is_total(rows, total) :]
    foot = (*(_section(rows[i]) for i in sections), *_pairs(below))
    last = max([rows[min(total, len(rows) - 1)][0].line, *(pair.last_line for pair in foot)])
    return FormRead(
        above=above,
        head=tuple(_pairs(body)),
        funds=_funds(rows, funds, ends[funds.start]) if funds else Block(),
        goals=_read_goals(rows, goals, beside, ends),
        indicators=_indicators([rows[i] for i in range(first, total) if i not in sections], indicators),
        total=_total(rows[total], indicators) if indicators and _is_total(rows, total) else None,
        foot=foot,
        lines=(rows[0][0].line, last),
    )


def _read_goals(
    rows: Sequence[Row], below: int | None, beside: int | None, ends: Mapping[int, int]
) -> GoalsRead:
    """The goals, which stand below their labels or beside them; nothing where neither is printed."""
    if below is not None:
        return _goals(rows, below, ends[below])
    return GoalsRead() if beside is None else _beside_labels(rows[beside : ends[beside]])


def _is_year(row: Row) -> bool:
    return YEAR.fullmatch("".join(piece.text for piece in row)) is not None


def _is_total(rows: Sequence[Row], total: int) -> bool:
    return total < len(rows) and vocabulary().label(rows[total][0].text) == "总分"


def _above(rows: Sequence[Row]) -> Iterator[Row]:
    for index, row in enumerate(rows):
        if _label_lines(rows[index:]) or any(_is_pair_label(piece.text) for piece in row):
            return
        yield row


def _is_pair_label(text: str) -> bool:
    label = bare(before_colon(text))
    return vocabulary().label(label) in _PAIRS or vocabulary().is_detail(label)


def _header(rows: Sequence[Row], roles: Set[str], needed: Set[str]) -> _Header | None:
    """The rows whose pieces, put together down each column, name most of a part's columns.

    Of several such the tallest: a wrapped label may be a label without its first or last line, too.
    """
    likely = [any(_may_be_header(piece.text, roles) for piece in row) for row in rows]
    best: tuple[tuple[int, int, int], _Header] | None = None
    for start in range(len(rows)):
        if best is not None and start > best[1].start + _TALLEST_HEADER:
            break  # what else is named further down is the header again
        for end in range(start + 1, min(start + _TALLEST_HEADER, len(rows)) + 1):
            if not (likely[start] and likely[end - 1]) or sum(map(len, rows[start:end])) > _MOST_PIECES:
                continue
            columns = tuple(_columns(rows[start:end], roles))
            known = {term for term, _ in columns if term in roles}
            rank = (len(known), len(known) - len(columns), end - start)
            if len(needed & known) >= 2 and (best is None or rank > best[0]):
                best = rank, _Header(start, end, columns)
    return _with_groups(best[1], rows, roles) if best else None


def _with_groups(header: _Header, rows: Sequence[Row], roles: Set[str]) -> _Header:
    """The header with the line above it that prints nothing but labels of groups of columns."""
    above = rows[header.start - 1] if header.start else ()
    terms = [vocabulary().label(piece.text) for piece in above]
    groups = bool(terms) and all(term in roles or term in _SIDES for term in terms)
    return evolve(header, start=header.start - 1) if groups and set(terms) & set(roles) else header


def _may_be_header(text: str, roles: Set[str]) -> bool:
    """Whether a piece is a label of a column, or a line of one."""
    plain = _OPEN_BRACKET.sub("", text)
    if not plain or _CLOSED_BRACKET.fullmatch(plain):
        return True
    return any(plain in word for word in _printed_words(frozenset(roles))) or _role(text, roles) is not None


@by_vocabulary
def _printed_words(roles: frozenset[str]) -> tuple[str, ...]:
    terms = vocabulary().terms
    return (*roles, *(word for word, term in terms.items() if term in roles))


def _columns(rows: Sequence[Row], roles: Set[str]) -> Iterator[tuple[str, Piece]]:
    """The columns of a header; the label of a group of columns gives way to theirs."""
    pieces = [piece for row in rows for piece in row]
    labels = list(stacked(_without_groups(pieces)))
    found = [(_role(label.text, roles), label) for label in _settled(labels, pieces, roles)]
    first = next((i for i, (role, _) in enumerate(found) if role and role not in (GOALS,)), len(found))
    for role, label in found[first:]:
        yield (role or bare(label.text)), label


def _settled(labels: Sequence[Piece], pieces: Sequence[Piece], roles: Set[str]) -> Iterator[Piece]:
    """The labels; where neighbours are none as they stand, their lines dealt out so that they are labels.

    Blanks move the lines of narrow columns: of ``度量单`` and ``位`` the second may stand under another.
    """
    for known, run in groupby(labels, key=lambda label: _role(label.text, roles) is not None):
        group = list(run)
        inside = [
            p for p in pieces if any(p.row >= g.row and p.overlap(g.x0, g.x1) == p.x1 - p.x0 for g in group)
        ]
        dealt = None if known else _dealt(sorted(inside, key=lambda p: (p.row, p.x0)), roles)
        yield from group if dealt is None else sorted(dealt, key=lambda label: label.x0)


def _dealt(pieces: Sequence[Piece], roles: Set[str]) -> list[Piece] | None:
    """All pieces dealt out to labels, each line near the one above it; None where that cannot be done."""
    if not pieces:
        return []
    if len(pieces) > _MOST_DEALT:
        return None
    first, rest = pieces[0], pieces[1:]
    near = [piece for piece in rest if piece.row > first.row and abs(piece.middle - first.middle) <= _NEAR]
    for count in range(min(len(near), 3) + 1):
        for lines in combinations(near, count):
            label = together([first, *lines])
            if len({piece.row for piece in lines}) < count or _role(label.text, roles) is None:
                continue
            others = _dealt([piece for piece in rest if piece not in lines], roles)
            if others is not None:
                return [evolve(label, x0=first.x0, x1=first.x1), *others]
    return None


def _role(text: str, roles: Set[str]) -> str | None:
    term = vocabulary().label(text)
    if term in roles:
        return term
    return bare(text) if bare(text) in roles else None


def _without_groups(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without those that stand above two columns or more."""
    for piece in pieces:
        below = [
            other for other in pieces if other.row > piece.row and other.overlap(piece.x0 - 1, piece.x1 + 1)
        ]
        apart = len(list(stacked(below)))
        if not (apart > 1 and vocabulary().label(piece.text)):
            yield piece


def _goals_row(rows: Sequence[Row]) -> int | None:
    """The row that prints the labels of both goals."""
    for index, row in enumerate(rows):
        terms = [vocabulary().label(piece.text) for piece in row]
        if ACTUAL in terms and (EXPECTED in terms or terms.count(GOALS)):
            return index
    return None


def _total_row(rows: Sequence[Row], start: int) -> int:
    for index in range(start, len(rows)):
        if vocabulary().label(rows[index][0].text) == "总分":
            return index
    return next((i for i in range(start + 1, len(rows)) if _begins_foot(rows[i:])), len(rows))


def _begins_foot(rows: Sequence[Row]) -> bool:
    """Whether a label of the foot begins here; that at the indicators' side may stand beside any line."""
    label = _label_at(rows)[1]
    return bool(label) and not is_side(label)


def _pairs(rows: Sequence[Row]) -> Iterator[Pair]:
    """Labels with the cells beside them, row by row of the table."""
    for band in _bands(rows):
        cells = sorted(stacked(piece for row in band for piece in row), key=lambda cell: cell.x0)
        labels = [index for index, cell in enumerate(cells) if _is_pair_label(cell.text)]
        for at, following in pairwise([*labels, len(cells)]):
            pair = _pair(cells[at], cells[at + 1 : following], sure=len(band) == 1)
            yield evolve(pair, last_line=band[-1][0].line)


def _pair(label: Piece, values: Sequence[Piece], *, sure: bool) -> Pair:
    text = " ".join(value.text for value in values)
    name, *beside = re.split("[:：]", label.text, maxsplit=1)
    inline = "".join(beside)
    alone = len(values) == (0 if inline else 1) or not values
    value = f"{inline} {text}".strip()
    return Pair(f"{name}：" if inline else name, value, label.line, sure=sure and alone)


def _bands(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The printed lines of each row of the head or foot: a label's lines, and as many below them as above.

    Further numbered notes go on with the last.
    """
    position, above = 0, 0
    while position + above < len(rows):
        start = position + above
        count = _label_lines(rows[start:])
        if not count:
            above += 1
            continue
        end = min(len(rows), start + count + above)
        while end > start + count and any(_label_lines(rows[i:]) for i in range(start + count, end)):
            end -= 1
        while end < len(rows) and is_numbered(rows[end][0].text):
            end += 1
        yield rows[position:end]
        position, above = end, 0


def _label_lines(rows: Sequence[Row]) -> int:
    """How many lines the label takes that begins with the first piece of a line; 0 where none does."""
    return _label_at(rows)[0]


def _goals_beside(rows: Sequence[Row], start: int) -> int | None:
    """The row where the label of a goal begins that has its text beside it."""
    return next((i for i in range(start, len(rows)) if _label_at(rows[i:], _is_goal)[0]), None)


def _is_goal(text: str) -> bool:
    return vocabulary().label(text) in (EXPECTED, ACTUAL, GOALS)


def _beside_labels(rows: Sequence[Row]) -> GoalsRead:
    """The goals by the labels before them: each has what stands beside it, up to the next label."""
    found: list[tuple[str, list[Piece]]] = []
    waiting = 0
    for index, row in enumerate(rows):
        count, label = _label_at(rows[index:], _is_goal) if not waiting else (0, "")
        if count:
            found.append((label, []))
            waiting = count
        right = max(r[0].x1 for r in rows[index : index + max(count, 1)])
        own = row[1:] if waiting and row[0].x0 < right and row[0].text in found[-1][0] else row
        found[-1][1].extend(own)
        waiting = max(0, waiting - 1)
    labels = [label for label, _ in found][:2]
    texts = [spoken(pieces) for _, pieces in found][:2]
    first, second = (labels[0], labels[1] if len(labels) > 1 else "")
    told = (texts[0], texts[1] if len(texts) > 1 else "")
    if vocabulary().label(first) == ACTUAL and not second:
        first, second, told = "", first, ("", told[0])
    return GoalsRead("", (first, second), told, rows[0][0].line, sure=False, beside=True)


def _label_at(rows: Sequence[Row], is_known: Callable[[str], bool] = _is_pair_label) -> tuple[int, str]:
    """The lines of the label that begins with the first piece of a line, and its text."""
    text, longest = "", (0, "")
    for count, row in enumerate(rows[:_TALLEST_PAIR], start=1):
        if count > 1 and row[0].x0 >= rows[0][0].x1:
            continue  # nothing of the label stands in this line
        if count > 1 and not row[0].overlap(rows[0][0].x0, rows[0][0].x1):
            break
        text += row[0].text
        exact = vocabulary().term(text) is not None or bare(text) in vocabulary().details
        if longest[0] and is_known(row[0].text) and not exact:
            break  # the next label
        if is_known(text) and (exact or not longest[0]):
            longest = count, text
        if any(mark in text for mark in ":："):
            break  # the value has begun
    return longest


def _funds(rows: Sequence[Row], header: _Header, end: int) -> Block:
    body = rows[header.end : end]
    columns = [(term, piece) for term, piece in header.columns if term in FUNDS_ROLES]
    left = columns[0][1].x0
    name_at = _names_at(body, left)
    named = [(FUND, Piece("", name_at, left - 1, 0, 0)), *columns]
    placed, side = _placed(body, named, name_at, fund_fits)
    left_of = [p for row in rows[header.start : header.end] for p in row if p.x1 <= left]
    side = [*(p for p in left_of if p.x1 <= name_at or _UNIT.search(p.text)), *side]
    rules = Rules(
        FUND, frozenset({*AMOUNTS, RATE, WEIGHT, SCORE}), frozenset(), _opens_fund, _is_fund, _opens_fund
    )
    cuts = cut(placed, rules)
    return Block(
        side=_side(side, "项目资金"),
        columns={FUND: "", **{term: piece.text for term, piece in columns}},
        rows=tuple(_row(placed[start:end]) for start, end in cuts),
        line=rows[header.start][0].line,
    )


def _names_at(rows: Sequence[Row], left: float) -> float:
    """The column in which the names of funds begin, right of the label at the side."""
    before = [piece for row in rows for piece in row if piece.x0 < left]
    known = [piece.x0 for piece in before if vocabulary().is_fund(piece.text) or "其中" in piece.text]
    return min(known, default=max((piece.x0 for piece in before), default=0.0))


def _is_fund(text: str) -> bool:
    return vocabulary().is_fund(without_among(text))


def _opens_fund(text: str) -> bool:
    return vocabulary().is_fund(text) or text.startswith("其中")


def _side(pieces: Sequence[Piece], otherwise: str) -> str:
    """The label at the side, its lines put together."""
    ordered = sorted(pieces, key=lambda piece: (piece.row, piece.x0))
    text = "".join(piece.text for piece in ordered)
    return text if is_label(text) or "元" in text else otherwise


Fits = Callable[[Atom, str], float]


def _placed(
    rows: Sequence[Row], columns: Sequence[tuple[str, Piece]], left: float, fits: Fits
) -> tuple[list[Mapping[str, Sequence[Piece]]], list[Piece]]:
    """The pieces of each line by column, lines without any left out; and those left of all columns."""
    placed: list[Mapping[str, Sequence[Piece]]] = []
    side: list[Piece] = []
    for row in rows:
        inside = [piece for piece in row if piece.x1 > left]
        side += [piece for piece in row if piece.x1 <= left]
        cells = grouped(zip(_in_columns(inside, columns, fits), inside, strict=True))
        if cells:
            placed.append(cells)
    return placed, side


def _in_columns(row: Row | Sequence[Piece], columns: Sequence[tuple[str, Piece]], fits: Fits) -> list[str]:
    """A column for each piece of a line, from left to right, by where it stands and what it says."""
    return [columns[index][0] for index in _cheapest(row, columns, fits)[1]]


def _cheapest(
    row: Row | Sequence[Piece], columns: Sequence[tuple[str, Piece]], fits: Fits
) -> tuple[float, list[int]]:
    """The columns of a line's pieces at the least cost."""
    if not row:
        return 0.0, []
    best = [(_against(row[0], column, fits), [index]) for index, column in enumerate(columns)]
    for before, piece in pairwise(row):
        following = []
        for index, column in enumerate(columns):
            own = _against(piece, column, fits)
            ways = [(cost + own, path) for cost, path in best[:index]]
            apart = 0.5 if piece.x0 - before.x1 < 2 else _TWO_IN_CELL
            ways.append((best[index][0] + own + apart, best[index][1]))
            cost, path = min(ways, key=lambda way: way[0])
            following.append((cost, [*path, index]))
        best = following
    return min(best, key=lambda way: way[0])


def _against(piece: Piece, column: tuple[str, Piece], fits: Fits) -> float:
    """What speaks against a piece in a column: its distance, and what it says."""
    term, label = column
    apart = max(label.x0 - piece.x1, piece.x0 - label.x1, 0.0)
    shared = min(
        1.0, piece.overlap(label.x0, label.x1) / max(1.0, min(label.x1 - label.x0, piece.x1 - piece.x0))
    )
    said = min(fits(Atom(piece.text, piece.line, Gap.BLANK), term), _AT_MOST)
    return 0.6 * apart - 2.0 * shared + 0.8 * said


def _row(lines: Sequence[Mapping[str, Sequence[Piece]]]) -> RowRead:
    told = ((column, piece) for line in lines for column, pieces in line.items() for piece in pieces)
    cells = grouped(told)
    first = min(piece.line for pieces in cells.values() for piece in pieces)
    texts = {column: spoken(pieces) for column, pieces in cells.items()}
    return RowRead(texts, first, sure=False, sound=all(_is_one(c, pieces) for c, pieces in cells.items()))


def _is_one(column: str, pieces: Sequence[Piece]) -> bool:
    """Whether pieces may be one cell of a column: not two numbers, nor two whole values above each other."""
    if column in (*AMOUNTS, RATE, WEIGHT, SCORE):
        return sum(piece.text not in NOTHING_MARKS for piece in pieces) < 2
    if column in (TARGET, DONE):
        return sum(Value(piece.text).number is not None for piece in pieces) < 2
    return True


def _goals(rows: Sequence[Row], header: int, end: int) -> GoalsRead:
    labels = [p for p in rows[header] if vocabulary().label(p.text) in (EXPECTED, ACTUAL, GOALS)][-2:]
    left, right = labels[0], labels[-1]
    texts: tuple[list[Piece], list[Piece]] = ([], [])
    wide = [
        p.x0 for row in rows[header + 1 : end] for p, q in zip(row[1:], row, strict=False) if p.x0 - q.x1 >= 2
    ]
    starts = [x for x in wide if x > left.x0 + 2]
    border = min(starts, default=(left.x1 + right.x0) / 2)
    border = border if border <= right.x1 else (left.x1 + right.x0) / 2
    for row in rows[header + 1 : end]:
        for piece in row:
            if piece.x1 <= left.x0 and piece.text in "年度总体目标年度目标":
                continue
            texts[piece.x0 >= border].append(piece)
    spoken_texts = (spoken(texts[0]), spoken(texts[1]))
    return GoalsRead("年度总体目标", (left.text, right.text), spoken_texts, left.line, sure=False)


def _is_section(row: Row, header: _Header) -> bool:
    """Whether a line among the indicators is a label with its text: 其他需要说明事项."""
    first = row[0]
    left = header.columns[0][0] == LEVEL1 and first.x0 <= header.columns[0][1].x0
    words = bool(_SECTION.match(first.text)) and not _may_be_level(first.text)
    return left and words and not any(number(piece.text) is not None for piece in row)


def _section(row: Row) -> Pair:
    return Pair(row[0].text, spoken(row[1:]) if row[1:] else "", row[0].line, sure=False)


def _indicators(rows: Sequence[Row], header: _Header | None) -> Block:
    if header is None:
        return Block()
    columns = header.columns
    placed = list(_by_page(rows, header))
    levels = {LEVEL1, LEVEL2}
    lines = [{c: p for c, p in cells.items() if c not in levels} for cells in placed]
    kept = [index for index, cells in enumerate(lines) if cells]
    rules = Rules(NAME, frozenset({WEIGHT, SCORE}), frozenset({TARGET, DONE}), opens_row, is_slot, is_slot)
    cuts = cut([lines[i] for i in kept], rules)
    extents = [(kept[start], kept[stop - 1] + 1) for start, stop in cuts]
    beside = {level: _levels(placed, level, extents) for level in (LEVEL1, LEVEL2)}
    read = []
    for index, (start, stop) in enumerate(cuts):
        row = _row([lines[i] for i in kept[start:stop]])
        labels = {level: texts[index] for level, texts in beside.items() if texts[index]}
        read.append(RowRead({**labels, **row.cells}, row.line, sure=False))
    return Block(
        side="绩效指标",
        columns={term: piece.text for term, piece in columns},
        rows=tuple(read),
        line=rows[0][0].line if rows else 0,
    )


def _by_page(rows: Sequence[Row], header: _Header) -> Iterator[Mapping[str, Sequence[Piece]]]:
    """The pieces of each line by column; on another page the columns stand elsewhere, or are named again."""
    columns = header.columns
    for sheet, lines in groupby(rows, key=lambda row: row[0].page):
        page = list(lines)
        again = _again(page, header)
        if sheet != columns[0][1].page and (again is None or again.start):
            columns = _shifted(page[: again.start if again else len(page)], columns)
        while again is not None:
            yield from _placed(page[: again.start], columns, columns[0][1].x0, _line_fits)[0]
            page, columns = page[again.end :], again.columns
            again = _again(page, header)
        yield from _placed(page, columns, columns[0][1].x0, _line_fits)[0]


def _again(rows: Sequence[Row], header: _Header) -> _Header | None:
    """The header where it is printed again: all its columns."""
    terms = frozenset(term for term, _ in header.columns)
    again = _header(rows, terms, frozenset({NAME, TARGET, DONE}))
    return again if again and terms == {term for term, _ in again.columns} else None


def _shifted(rows: Sequence[Row], columns: Sequence[tuple[str, Piece]]) -> tuple[tuple[str, Piece], ...]:
    """The columns where the lines of a page fit them best."""

    def moved(by: int) -> tuple[tuple[str, Piece], ...]:
        return tuple((term, evolve(label, x0=label.x0 + by, x1=label.x1 + by)) for term, label in columns)

    def cost(by: int) -> tuple[float, int]:
        there = moved(by)
        return sum(_cheapest(row, there, _line_fits)[0] for row in rows[:_SAMPLE] if len(row) > 2), abs(by)

    return moved(min(range(-_FURTHEST, _FURTHEST + 1), key=cost))


def _line_fits(atom: Atom, column: str) -> float:
    """Against a line of a cell: a line of a level's label is none by itself."""
    may_be_level = _may_be_level(atom.text)
    if column in (LEVEL1, LEVEL2):
        points = column == LEVEL2 and not _OPEN_BRACKET.sub("", atom.text)
        return 3.0 if not may_be_level else 1.5 if points else 0.0
    if column == NAME:
        if number(atom.text) is not None:
            return 2.0
        return 0.0 if not may_be_level else min(3.0, 0.8 * len(atom.text))
    return piece_fits(atom, column)


@cache
def _may_be_level(text: str) -> bool:
    words = vocabulary()
    plain = _OPEN_BRACKET.sub("", text)
    if not plain or _CLOSED_BRACKET.fullmatch(plain):
        return True
    return any(plain in f"{word}标等" for word in (*words.level1, *words.level2)) or plain.endswith("指标")


def _levels(
    placed: Sequence[Mapping[str, Sequence[Piece]]], level: str, rows: Sequence[tuple[int, int]]
) -> list[str]:
    """The label of a level beside each row."""
    pieces = [(i, "".join(p.text for p in cells[level])) for i, cells in enumerate(placed) if level in cells]
    labels: list[tuple[str, float]] = []
    position = 0
    while position < len(pieces):
        count = _label_length([text for _, text in pieces[position : position + _TALLEST_LABEL]])
        taken = pieces[position : position + count]
        labels.append(("".join(text for _, text in taken), sum(i for i, _ in taken) / count))
        position += count
    beside = spread([middle for _, middle in labels], rows)
    return [labels[index][0] if index >= 0 else "" for index in beside]


def _label_length(texts: Sequence[str]) -> int:
    """How many lines make the label that begins here: the longest that is known, else the first that ends."""
    words = vocabulary()
    joined = ["".join(texts[:count]) for count in range(1, len(texts) + 1)]
    known = [n for n, text in enumerate(joined, 1) if words.is_level(text)]
    if known:
        return known[-1]
    ended = [n for n, text in enumerate(joined, 1) if text.removesuffix("等").endswith("指标")]
    if not ended:
        return 1
    return ended[0] + (len(ended) > 1 and joined[ended[1] - 1] == f"{joined[ended[0] - 1]}等")


def _total(row: Row, header: _Header) -> RowRead:
    """The line of the total: the numbers by their columns."""
    columns = [(term, piece) for term, piece in header.columns if term in (WEIGHT, SCORE)]
    cells = {"总分": row[0].text}
    grade = next((piece.text for piece in row if piece.text in ("优", "良", "中", "差")), "")
    numbers = [piece for piece in row[1:] if number(piece.text) is not None]
    if len(numbers) == len(columns):
        cells |= {term: piece.text for (term, _), piece in zip(columns, numbers, strict=True)}
    else:
        where = _in_columns(numbers, columns, piece_fits) if columns else []
        cells |= {column: piece.text for column, piece in zip(where, numbers, strict=False)}
    return RowRead({**cells, "自评等级": grade}, row[0].line, sure=len(numbers) == len(columns))
