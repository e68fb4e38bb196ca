"""The parts of one form read: pairs of labels and values, rows by column, goals, total."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import evolve

from ...model.splitting import grouped, split_before
from ...model.vocabulary import bare, vocabulary
from ..amount import number
from ..grid.funds import FUNDS_ROLES
from ..grid.sections import PAIR_TERMS
from ..lines.flow import join
from ..lines.goals import split_goals
from .align import Costs, Path, align, rows_of
from .atoms import YEAR, Atom, Gap, is_numbered, unnumbered
from .columns import FUND, NAME, SCORE, WEIGHT, fund_costs, indicator_costs, is_value
from .origin import Origin
from .reading import Block, FormRead, GoalsRead, Pair, RowRead
from .sections import Part, Parted, Section, is_side, part

MAX_ATOMS = 6_000
"""Of one form; beyond, a text is no form."""
_PAIRS = PAIR_TERMS | {"总分"}
_NOTES = frozenset({"备注", "注", "说明"})
"""Labels that numbered notes may follow line by line."""
_GRADES = frozenset({"优", "良", "中", "差"})
_BOTH = 2
"""Goals: what is expected and what was done; some forms print an adjusted one between them."""
_WAYS = 4
"""Ways to read a row that are looked at."""
_MARGIN = 1.5
"""How much dearer the next way to read a row is where the row is sure."""
_INLINE = re.compile(r"[^\s:：，,。]{2,16}[:：]")


def read_form(atoms: Sequence[Atom], origin: Origin) -> FormRead:
    """One form's atoms read; nothing of it where there are more than a form has."""
    if len(atoms) > MAX_ATOMS:
        return FormRead(lines=(atoms[0].line, atoms[-1].last_line))
    parted = part(atoms)
    above, head = _read_head(parted.head, origin)
    funds, beside_funds = _read_funds(parted.of(Part.FUNDS), origin)
    goals, beside_goals = _read_goals(parted.of(Part.GOALS), origin)
    indicators = _read_indicators(parted.of(Part.INDICATORS), origin)
    foot = tuple(_pairs(parted.foot, origin, of_foot=True))
    last = max([pair.last_line for pair in foot], default=0)
    return FormRead(
        above=above,
        head=(*head, *beside_funds, *beside_goals),
        funds=funds,
        goals=goals,
        indicators=indicators,
        total=_read_total(parted, indicators, origin),
        foot=foot,
        opening=atoms[0].text,
        lines=(atoms[0].line, max(last, *(a.last_line for a in _inside(parted)))),
    )


def _inside(parted: Parted) -> Iterator[Atom]:
    """The atoms that belong to the form for certain: all but the foot."""
    yield from parted.head
    yield from (atom for section in parted.sections for atom in section.body)
    yield from parted.total


def _read_head(atoms: Sequence[Atom], origin: Origin) -> tuple[tuple[str, ...], tuple[Pair, ...]]:
    """Title and year; and the labels with their values."""
    own = [atom for atom in atoms if not (atom.is_title or YEAR.fullmatch(atom.plain))]
    first = next((i for i, atom in enumerate(own) if _opens_pair(atom)), len(own))
    titles = [atom for atom in atoms if atom not in own or atom in own[:first]]
    above = tuple(atom.text for atom in titles if atom.text)
    return above, tuple(_pairs(own[first:], origin, of_foot=False))


def _opens_pair(atom: Atom) -> bool:
    """Whether an atom is a label with a value: it stands before it, or in it behind a colon."""
    if not atom.text:
        return False
    return _is_label(atom) or _inline_label(atom) is not None


def _is_label(atom: Atom) -> bool:
    return atom.term in _PAIRS or atom.is_detail


def _inline_label(atom: Atom) -> str | None:
    """The known label that begins a text and ends in a colon."""
    match = _INLINE.match(atom.text)
    if match is None:
        return None
    label = bare(match[0])
    known = vocabulary().label(label) in PAIR_TERMS or vocabulary().is_detail(label)
    return match[0] if known else None


def _pairs(atoms: Sequence[Atom], origin: Origin, *, of_foot: bool) -> Iterator[Pair]:
    """Labels with what stands behind them, up to the next label."""
    position = 0
    while position < len(atoms):
        atom = atoms[position]
        position += 1
        if not _opens_pair(atom):
            continue
        end = position
        while end < len(atoms) and not _opens_pair(atoms[end]):
            end += 1
        yield _pair(atom, atoms[position:end], origin, of_foot=of_foot)
        position = end


def _pair(label: Atom, values: Sequence[Atom], origin: Origin, *, of_foot: bool) -> Pair:
    """One label with its value; where cells are kept the next cell is all of it."""
    inline = None if _is_label(label) else _inline_label(label)
    takes_notes = of_foot or bare(inline or label.plain) in _NOTES
    notes = [value for value in values if is_numbered(value.text)] if takes_notes else []
    if origin.keeps_empty:
        own = () if inline else values[:1] if values and values[0].text else ()
        values = (*own, *(note for note in notes if note not in own))
    printed = inline or unnumbered(label).text
    texts = [label.text[len(inline) :]] if inline else []
    further = [value for value in values if value not in notes]
    sure = len(further) == (0 if inline else 1) or (not values and not of_foot) or bool(notes and inline)
    near = all(value.gap is not Gap.LINE or value.line - label.last_line <= 1 for value in further[:1])
    return Pair(
        label=printed.rstrip(":：") + ("：" if inline else ""),
        value="\n".join(filter(None, (_spoken([*texts, *_texts(further)]), *(note.text for note in notes)))),
        line=label.line,
        sure=sure and near and not (of_foot and further and further[0].gap is Gap.LINE),
        last_line=max([label.last_line, *(value.last_line for value in values)]),
    )


def _texts(atoms: Sequence[Atom]) -> Iterator[str]:
    """The pieces of one text: those of one line with a space between."""
    lines = split_before(atoms, lambda _, atom: atom.gap is not Gap.BLANK)
    return (" ".join(atom.text for atom in line) for line in lines)


def _spoken(texts: Sequence[str]) -> str:
    return join([text for text in texts if text]).strip()


def _read_funds(section: Section | None, origin: Origin) -> tuple[Block, tuple[Pair, ...]]:
    """The rows of the funds; and what pairs stand below them."""
    if section is None:
        return Block(), ()
    body, rest = _until_pair(section.body)
    printed = dict(section.header.columns)
    named = [term for term in printed if term not in FUNDS_ROLES]
    columns = (FUND, *(term for term in printed if term not in named))
    costs = fund_costs(columns, origin)
    paths = align(_without_side(body, origin), costs)
    rows = [_row(path, columns, costs, origin) for path in rows_of(paths[0][1])] if paths else []
    header = {FUND: "".join(printed[term] for term in named), **{t: printed[t] for t in columns[1:]}}
    return Block(section.side, header, tuple(rows), _line_of(section)), tuple(
        _pairs(rest, origin, of_foot=False)
    )


def _line_of(section: Section) -> int:
    return section.body[0].line if section.body else 0


def _until_pair(atoms: Sequence[Atom]) -> tuple[Sequence[Atom], Sequence[Atom]]:
    end = next((i for i, atom in enumerate(atoms) if _is_label(atom)), len(atoms))
    return atoms[:end], atoms[end:]


def _without_side(atoms: Sequence[Atom], origin: Origin) -> list[Atom]:
    """The atoms without the empty cells below the label at the side."""
    return [atom for atom in atoms if atom.text or origin.keeps_empty]


def _row(path: Path, columns: Sequence[str], costs: Costs, origin: Origin) -> RowRead:
    """One row, with the other ways to read its pieces."""
    ways = align([placed.atom for placed in path], costs, keep=_WAYS)
    alone = [(cost, way) for cost, way in ways if sum(placed.opens for placed in way) == 1]
    cells = _cells(path, columns)
    others = [other for _, way in alone if (other := _cells(way, columns)) != cells]
    best = alone[0][0] if alone else 0.0
    next_cost = next((cost for cost, way in alone if _cells(way, columns) != cells), None)
    sure = origin.keeps_empty and (next_cost is None or next_cost - best >= _MARGIN)
    return RowRead(cells, path[0].atom.line, sure, tuple(others))


def _cells(path: Path, columns: Sequence[str]) -> Mapping[str, str]:
    """Column → text; a row that is one slot has a name only."""
    names = (*columns, NAME)
    pieces = grouped((names[placed.column], placed.atom) for placed in path)
    return {column: _spoken(list(_texts(atoms))) for column, atoms in pieces.items()}


def _read_goals(section: Section | None, origin: Origin) -> tuple[GoalsRead, tuple[Pair, ...]]:
    """Both goals; and what pairs stand below them."""
    if section is None:
        return GoalsRead(), ()
    body, rest = _until_pair(section.body)
    labels = [printed for _, printed in section.header.columns]
    pairs = tuple(_pairs(rest, origin, of_foot=False))
    texts = list(_without_side(body, origin))
    if len(labels) > _BOTH:
        adjusted, texts = _adjusted(labels[1], texts, origin)
        pairs = (adjusted, *pairs)
    split, others, sure = _split(texts, origin)
    goals = GoalsRead(section.side, (labels[0], labels[-1]), split, _line_of(section), sure, others)
    return goals, pairs


def _adjusted(label: str, atoms: Sequence[Atom], origin: Origin) -> tuple[Pair, list[Atom]]:
    """The text of the column between both goals, and theirs; nothing of it where three cells are not told."""
    written = [atom for atom in atoms if atom.text]
    if len(written) != _BOTH + 1:
        return Pair(label, "", atoms[0].line if atoms else 0, sure=False), list(atoms)
    middle = written[1]
    pair = Pair(label, middle.text, middle.line, sure=origin.keeps_empty, last_line=middle.last_line)
    return pair, [written[0], written[2]]


def _split(
    atoms: Sequence[Atom], origin: Origin
) -> tuple[tuple[str, str], tuple[tuple[str, str], ...], bool]:
    """The atoms as two texts; the other ways; whether there is but one."""
    if origin.keeps_empty:
        cells = [atom.text for atom in atoms]
        while len(cells) > 2 and not cells[0]:
            cells.pop(0)  # beside the label at the side
        written = [cell for cell in cells if cell]
        if len(written) <= 2 and len(cells) >= 2:
            first = cells[0] if len(cells) == 2 else written[0] if written else ""
            second = cells[1] if len(cells) == 2 else written[1] if len(written) == 2 else ""
            return (first, second), (), len(cells) == 2 or len(written) == 2
    if len(atoms) == 2:
        return (atoms[0].text, atoms[1].text), (), False
    if not atoms:
        return ("", ""), (), True
    if all(atom.gap is Gap.BLANK for atom in atoms[1:]) or origin.is_row_a_line:
        halves = [
            (_spoken([a.text for a in atoms[:cut]]), _spoken([a.text for a in atoms[cut:]]))
            for cut in range(1, len(atoms))
        ]
        return (halves[0], tuple(halves[1:3]), False) if halves else ((atoms[0].text, ""), (), False)
    choice = split_goals(list(_texts(atoms)))
    return choice.best, tuple(option for _, option in choice.options[1:3]), False


def _read_indicators(section: Section | None, origin: Origin) -> Block:
    if section is None:
        return Block()
    printed = dict(section.header.columns)
    columns = tuple(printed)
    if not any(is_value(atom.plain) for atom in section.body):
        unfilled = not origin.keeps_empty and _names_only(section.body)
        origin = evolve(origin, is_row_a_line=True, is_unfilled=unfilled)  # nothing else ends a row
    costs = indicator_costs(columns, origin)
    own = [atom for atom in _without_side(section.body, origin) if not is_side(atom.plain)]
    body = _without_header(own, frozenset(printed.values()))
    paths = align(body, costs)
    rows = [_row(path, columns, costs, origin) for path in rows_of(paths[0][1])] if paths else []
    return Block(section.side, printed, tuple(rows), _line_of(section))


def _names_only(atoms: Sequence[Atom]) -> bool:
    """Whether no line has more than one text beside the labels of levels: the form has not been filled in."""
    texts = [atom.line for atom in atoms if atom.text and not atom.is_level]
    return len(texts) == len(set(texts)) > 1


def _without_header(atoms: Sequence[Atom], labels: frozenset[str]) -> list[Atom]:
    """The atoms without a header repeated after a page's end: three of its labels in a row."""
    is_label = [atom.plain in labels for atom in atoms]
    repeated: set[int] = set()
    for index in range(len(atoms) - 2):
        if all(is_label[index : index + 3]):
            repeated.update((index, index + 1, index + 2))
    return [atom for index, atom in enumerate(atoms) if index not in repeated]


def _read_total(parted: Parted, indicators: Block, origin: Origin) -> RowRead | None:
    """The line of the total: its label, the sum of the weights, the score; and the grade."""
    if not parted.total:
        return None
    label, *rest = parted.total
    texts = [atom.plain for atom in rest]
    numbers = [text for text in texts if number(text) is not None]
    cells = {"总分": label.text, "自评等级": next((text for text in texts if text in _GRADES), "")}
    weighted = WEIGHT in indicators.columns
    if not weighted:
        cells |= dict(zip((SCORE,), numbers, strict=False))
    elif len(numbers) > 1:
        cells |= {WEIGHT: numbers[0], SCORE: numbers[1]}
    elif numbers:
        is_score = texts[0] not in numbers if origin.keeps_empty else _is_scored(numbers[0], indicators)
        cells[SCORE if is_score else WEIGHT] = numbers[0]
    return RowRead(cells, label.line, len(numbers) == (2 if weighted else 1))


def _is_scored(total: str, indicators: Block) -> bool:
    """Whether a lone number in the line of the total is the score rather than the sum of the weights."""
    sums = {column: Decimal(0) for column in (WEIGHT, SCORE)}
    for row in indicators.rows:
        for column in sums:
            sums[column] += number(row.cells.get(column, "")) or 0
    value = number(total)
    return value is not None and abs(value - sums[SCORE]) <= abs(value - sums[WEIGHT])
