"""Which layout a form is printed in: the profile whose labels and columns are most like it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from ...model.form import Form
from ...model.layout import STANDARD, Columns, Layout, layout_names, load_layout
from ...model.vocabulary import bare, vocabulary
from .heading import Heading
from .rows import Row
from .sections import Kind, Section

_LIKE_ENOUGH = 0.4
"""Share of features in common below which a form is none of the known layouts."""

Feature = tuple[str, ...]


def choose_layout(form: Form, parts: Sequence[Section], heading: Heading) -> str | None:
    """The profile's name; None for the standard one, and where none is like the form.

    A layout that prints every column the form has goes before one that does not.
    """
    found = frozenset(_of_form(form, parts, heading))
    columns = _printed_columns(parts)
    layouts = [load_layout(name) for name in layout_names()]
    best = max(layouts, key=lambda layout: (columns <= _columns(layout), _likeness(found, layout)))
    return None if best.name == STANDARD or _likeness(found, best) < _LIKE_ENOUGH else best.name


def _likeness(found: frozenset[Feature], layout: Layout) -> float:
    known = _of_layout(layout)
    return len(found & known) / len(found | known)


def _of_form(form: Form, parts: Sequence[Section], heading: Heading) -> Iterator[Feature]:
    """What the form prints, section by section; columns also with their neighbours."""
    labels = [pair.label for pair in (*heading.known.values(), *heading.head) if pair.label]
    yield from (("表头", label) for label in labels)
    yield from (("资金", row.name) for row in form.funds.rows)
    yield ("标题", form.title)
    for kind in (Kind.FUNDS, Kind.GOALS, Kind.INDICATORS):
        rows = [row for part in parts if part.kind is kind for row in part.header[:1]]
        yield from _sequence(kind, [bare(cell.text) for row in rows[:1] for cell in row.written])


def _sequence(kind: Kind, words: Sequence[str]) -> Iterator[Feature]:
    yield from ((kind.name, word) for word in words)
    yield from ((kind.name, *pair) for pair in pairwise(words))


@cache
def _of_layout(layout: Layout) -> frozenset[Feature]:
    features: list[Feature] = [("标题", layout.title)]
    features += [("表头", bare(layout.words.get(e.label, e.label))) for row in layout.heading for e in row]
    features += [("资金", row) for row in (layout.funds.rows if layout.funds else ())]
    sections = ((Kind.FUNDS, "项目资金", layout.funds), (Kind.GOALS, "年度总体目标", layout.goals))
    for kind, side, columns in (*sections, (Kind.INDICATORS, "绩效指标", layout.indicators)):
        if columns is not None:
            features += _sequence(kind, list(_words(layout, side, columns)))
    return frozenset(features)


def _words(layout: Layout, side: str, columns: Columns) -> Iterator[str]:
    own: Mapping[str, str] = {**layout.words, **columns.words}
    if columns.side or columns.name:
        yield bare(own.get(side, side))
    yield from (bare(own.get(term, term)) for term in columns.spans)


def _printed_columns(parts: Sequence[Section]) -> frozenset[Feature]:
    """The canonical columns of funds and indicators that the form has."""
    sections = [part for part in parts if part.kind in (Kind.FUNDS, Kind.INDICATORS)]
    found = {(part.kind.name, term) for part in sections for term in _terms(part.header)}
    known = frozenset[Feature]().union(*(_columns(load_layout(name)) for name in layout_names()))
    return known & found


def _terms(header: Iterable[Row]) -> Iterator[str]:
    for row in header:
        for cell in row.written:
            word = bare(cell.text)
            yield word if word in vocabulary().columns else vocabulary().label(cell.text) or word


def _columns(layout: Layout) -> frozenset[Feature]:
    funds = layout.funds.spans if layout.funds else ()
    in_funds = {(Kind.FUNDS.name, term) for term in funds}
    return frozenset(in_funds | {(Kind.INDICATORS.name, term) for term in layout.indicators.spans})
