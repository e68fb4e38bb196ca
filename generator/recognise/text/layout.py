"""A form in a text whose columns are kept by blanks, read by columns: what `pdftotext -layout` gives."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import pairwise

from attrs import evolve, frozen

from ...vocabulary import bare, vocabulary
from ..table.funds import FUNDS_ROLES
from ..table.indicators import ROLES
from ..table.sections import PAIR_TERMS, TITLE
from .atoms import Atom, Gap, is_label
from .bands import Rules, cut, spread
from .columns import (
    AMOUNTS,
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
    number,
    opens_row,
    piece_fits,
)
from .pieces import Piece, Row, rows_of, spoken, stacked
from .reading import Block, FormRead, GoalsRead, Pair, RowRead
from .sections import ACTUAL, EXPECTED, GOALS

_SIDES = frozenset({"项目资金", GOALS, "绩效指标"})
_TALLEST_HEADER = 6
_TALLEST_LABEL = 5
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
    named = [i for i, row in enumerate(rows) if any(vocabulary().term(p.text) == "项目名称" for p in row[:1])]
    last = -1
    for index in titles or named:
        following = next((i for i in titles if i > index), len(rows))
        if titles and not any(index < i < following for i in named) and following < len(rows):
            continue  # the heading of a page above the title of its form
        if index > last:
            yield index
            last = index


def _read(rows: Sequence[Row]) -> FormRead:
    indicators = _header(rows, ROLES | vocabulary().columns, frozenset({NAME, TARGET, "实际完成值"}))
    before = rows[: indicators.start] if indicators else rows
    funds = _header(before, FUNDS_ROLES, frozenset({*AMOUNTS, RATE}))
    goals = _goals_row(before)
    starts = sorted([h.start for h in (funds, indicators) if h] + ([goals] if goals is not None else []))
    total = _total_row(rows, indicators.end if indicators else len(rows))
    ends = dict(pairwise([*starts, total]))
    head = rows[: starts[0] if starts else len(rows)]
    above = tuple(piece.text for row in _above(head) for piece in row)
    body = head[len(list(_above(head))) :]
    first = indicators.end if indicators else len(rows)
    sections = [i for i in range(first, total) if indicators and _is_section(rows[i], indicators)]
    return FormRead(
        above=above,
        head=tuple(_pairs(body)),
        funds=_funds(rows, funds, ends[funds.start]) if funds else Block(),
        goals=_goals(rows, goals, ends[goals]) if goals is not None else GoalsRead(),
        indicators=_indicators([rows[i] for i in range(first, total) if i not in sections], indicators),
        total=_total(rows[total], indicators) if total < len(rows) and indicators else None,
        foot=(*(_section(rows[i]) for i in sections), *_pairs(rows[total + 1 :])),
        lines=(rows[0][0].line, rows[min(total, len(rows) - 1)][0].line),
    )


def _above(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        if any(_is_pair_label(piece.text) for piece in row):
            return
        yield row


def _is_pair_label(text: str) -> bool:
    label = bare(text.split("：", maxsplit=1)[0].split(":", maxsplit=1)[0])
    return vocabulary().term(label) in PAIR_TERMS or label in vocabulary().details


def _header(rows: Sequence[Row], roles: Set[str], needed: Set[str]) -> _Header | None:
    """The rows whose pieces, put together down each column, name most of a part's columns.

    Of several such the tallest: a wrapped label may be a label without its first or last line, too.
    """
    likely = [any(_may_be_header(piece.text, roles) for piece in row) for row in rows]
    best: tuple[tuple[int, int, int], _Header] | None = None
    for start in range(len(rows)):
        for end in range(start + 1, min(start + _TALLEST_HEADER, len(rows)) + 1):
            if not (likely[start] and likely[end - 1]):
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
    terms = [vocabulary().term(piece.text) for piece in above]
    groups = bool(terms) and all(term in roles or term in _SIDES for term in terms)
    return evolve(header, start=header.start - 1) if groups and set(terms) & set(roles) else header


def _may_be_header(text: str, roles: Set[str]) -> bool:
    """Whether a piece is a label of a column, or a line of one."""
    return any(text in word for word in _printed_words(frozenset(roles))) or _role(text, roles) is not None


@cache
def _printed_words(roles: frozenset[str]) -> tuple[str, ...]:
    terms = vocabulary().terms
    return (*roles, *(word for word, term in terms.items() if term in roles))


def _columns(rows: Sequence[Row], roles: Set[str]) -> Iterator[tuple[str, Piece]]:
    """The columns of a header; the label of a group of columns gives way to theirs."""
    pieces = [piece for row in rows for piece in row]
    found = [(_role(label.text, roles), label) for label in stacked(_without_groups(pieces))]
    first = next((i for i, (role, _) in enumerate(found) if role and role not in (GOALS,)), len(found))
    for role, label in found[first:]:
        yield (role or bare(label.text)), label


def _role(text: str, roles: Set[str]) -> str | None:
    term = vocabulary().term(text)
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
        if not (apart > 1 and vocabulary().term(piece.text)):
            yield piece


def _goals_row(rows: Sequence[Row]) -> int | None:
    """The row that prints the labels of both goals."""
    for index, row in enumerate(rows):
        terms = [vocabulary().term(piece.text) for piece in row]
        if ACTUAL in terms and (EXPECTED in terms or terms.count(GOALS)):
            return index
    return None


def _total_row(rows: Sequence[Row], start: int) -> int:
    for index in range(start, len(rows)):
        if vocabulary().term(rows[index][0].text) == "总分":
            return index
    return next((i for i in range(start + 1, len(rows)) if _is_pair_label(rows[i][0].text)), len(rows))


def _pairs(rows: Sequence[Row]) -> Iterator[Pair]:
    """Labels with the pieces beside them; a row without a label goes on with the value nearest to it."""
    found: list[tuple[Piece, float, list[Piece]]] = []
    loose: list[Piece] = []
    for row in rows:
        labels = [i for i, piece in enumerate(row) if _is_pair_label(piece.text)]
        loose.extend(row[: labels[0]] if labels else row)
        for at, following in zip(labels, [*labels[1:], len(row)], strict=True):
            limit = row[following].x0 if following < len(row) else float("inf")
            found.append((row[at], limit, list(row[at + 1 : following])))
    unsure: set[int] = set()
    for piece in loose:
        near = [
            (abs(label.row - piece.row), index)
            for index, (label, limit, _) in enumerate(found)
            if label.x1 <= piece.x0 < limit and abs(label.row - piece.row) <= 3
        ]
        if near:
            index = min(near)[1]
            found[index][2].append(piece)
        unsure.update(index for _, index in near)
    for index, (label, _, values) in enumerate(found):
        text = spoken(values) if values else ""
        inline = ":" in label.text or "：" in label.text
        yield Pair(
            label=label.text.rstrip(":：")
            if not inline or label.text[-1] in ":："
            else f"{label.text}{text}",
            value=text,
            line=label.line,
            sure=index not in unsure and len(values) <= 1,
        )


def _funds(rows: Sequence[Row], header: _Header, end: int) -> Block:
    body = rows[header.end : end]
    columns = [(term, piece) for term, piece in header.columns if term in FUNDS_ROLES]
    left = columns[0][1].x0
    names = [
        p.x0 for row in body for p in row if p.x0 < left and (vocabulary().fund(p.text) or "其中" in p.text)
    ]
    name_at = min(names, default=0.0)
    named = [(FUND, Piece("", name_at, left - 1, 0, 0)), *columns]
    placed, side = _placed(body, named, name_at, fund_fits)
    side = [*(p for row in rows[header.start : header.end] for p in row if p.x1 <= name_at), *side]
    rules = Rules(FUND, frozenset({*AMOUNTS, RATE, WEIGHT, SCORE}), _opens_fund, _opens_fund)
    cuts = cut(placed, rules)
    return Block(
        side=_side(side, "项目资金"),
        columns={FUND: "", **{term: piece.text for term, piece in columns}},
        rows=tuple(_row(placed[start:end]) for start, end in cuts),
        line=rows[header.start][0].line,
    )


def _opens_fund(text: str) -> bool:
    return vocabulary().fund(text) is not None or text.startswith("其中")


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
        cells: dict[str, list[Piece]] = {}
        for piece, column in zip(inside, _in_columns(inside, columns, fits), strict=True):
            cells.setdefault(column, []).append(piece)
        if cells:
            placed.append(cells)
    return placed, side


def _in_columns(row: Row | Sequence[Piece], columns: Sequence[tuple[str, Piece]], fits: Fits) -> list[str]:
    """A column for each piece of a line, from left to right, by where it stands and what it says."""
    if not row:
        return []
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
    return [columns[index][0] for index in min(best, key=lambda way: way[0])[1]]


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
    cells: dict[str, list[Piece]] = {}
    for line in lines:
        for column, pieces in line.items():
            cells.setdefault(column, []).extend(pieces)
    first = min(piece.line for pieces in cells.values() for piece in pieces)
    return RowRead({column: spoken(pieces) for column, pieces in cells.items()}, first, sure=False)


def _goals(rows: Sequence[Row], header: int, end: int) -> GoalsRead:
    labels = [p for p in rows[header] if vocabulary().term(p.text) in (EXPECTED, ACTUAL, GOALS)][-2:]
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
    words = len(first.text) >= 5 and not _may_be_level(first.text)
    return left and words and not any(number(piece.text) is not None for piece in row)


def _section(row: Row) -> Pair:
    return Pair(row[0].text, spoken(row[1:]) if row[1:] else "", row[0].line, sure=False)


def _indicators(rows: Sequence[Row], header: _Header | None) -> Block:
    if header is None:
        return Block()
    columns = header.columns
    placed, _ = _placed(rows, columns, columns[0][1].x0, _line_fits)
    levels = {LEVEL1, LEVEL2}
    lines = [{c: p for c, p in cells.items() if c not in levels} for cells in placed]
    kept = [index for index, cells in enumerate(lines) if cells]
    cuts = cut([lines[i] for i in kept], Rules(NAME, frozenset({WEIGHT, SCORE}), opens_row, is_slot))
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


def _line_fits(atom: Atom, column: str) -> float:
    """Against a line of a cell: a line of a level's label is none by itself."""
    if column in (LEVEL1, LEVEL2):
        return 0.0 if _may_be_level(atom.text) else 3.0
    if column == NAME:
        return 2.0 if number(atom.text) is not None else 0.0
    return piece_fits(atom, column)


@cache
def _may_be_level(text: str) -> bool:
    words = vocabulary()
    return any(text in f"{word}标等" for word in (*words.level1, *words.level2)) or bare(text).endswith(
        "指标"
    )


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
    known = [n for n, text in enumerate(joined, 1) if words.as_level1(text) or words.as_level2(text)]
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
