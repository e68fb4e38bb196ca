"""How a profile's form is printed, as its `layout` says: which labels and columns, where, in which words."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from attrs import field, frozen

from . import problem, terms
from .form import STANDARD_TITLE, Form
from .profile import Profiles, profiles_in_use
from .vocabulary import bare, vocabulary, with_points

STANDARD = "shanghai"
"""The layout of forms that name none."""


BOUNDS = Decimal("0.65"), Decimal("1.6")
"""How far columns follow their texts where a layout does not say."""

SIDES = frozenset({terms.FUNDS, terms.GOALS, terms.INDICATORS})
"""The labels at the side, which may print points."""


@frozen(kw_only=True)
class Entry:
    """A label at the head, and how many columns it and its value take."""

    label: str
    label_span: int
    value_span: int


@frozen(kw_only=True)
class Columns:
    """A section's columns: canonical label → how many columns of the table it takes, left to right.

    `side` is the width of the label at the side, `name` that of a fund's name; 0 where there is none.
    """

    spans: Mapping[str, int]
    side: int = 0
    name: int = 0
    words: Mapping[str, str] = field(factory=dict)
    rows: tuple[str, ...] = ()
    """The funds that a blank form lists."""
    unit: str = "元"

    def places(self) -> Iterator[tuple[str, int, int]]:
        """Each label with its first column and its span."""
        start = self.side + self.name
        for label, span in self.spans.items():
            yield label, start, span
            start += span

    def start(self, label: str) -> int | None:
        """The first column of a label; None where the section has no such column."""
        return next((start for name, start, _ in self.places() if name == label), None)

    def position(self, row: int, label: str) -> tuple[int, int] | None:
        """Where the cell of a label in a row begins; None where the section has no such column."""
        start = self.start(label)
        return None if start is None else (row, start)


@frozen(kw_only=True, eq=False)
class Layout:
    """One layout. All sections stand in one table, whose columns have `widths` in mm."""

    name: str
    title: str
    widths: tuple[Decimal, ...]
    heading: tuple[tuple[Entry, ...], ...]
    funds: Columns | None
    goals: Columns | None
    indicators: Columns
    words: Mapping[str, str]
    footer: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    """The 一级指标 that a blank form lists."""
    has_total: bool = True
    landscape: bool = False
    """Whether the page lies on its long side: 277 mm for the table instead of 190."""
    bounds: tuple[Decimal, Decimal] = BOUNDS
    """The shares of its width down to and up to which a column may be moved for its texts."""

    def details(self) -> tuple[str, ...]:
        """The labels at the head that are no fields of the form."""
        labels = (entry.label for row in self.heading for entry in row)
        return tuple(label for label in labels if label in vocabulary().details)

    def labels(self) -> dict[str, str]:
        """Canonical label → the word that this layout prints, where they differ, as `Form.labels` has it."""
        shown = {
            term: with_points(word) if term in SIDES else bare(word) for term, word in self.words.items()
        }
        return {term: word for term, word in shown.items() if word != term}

    def word(self, form: Form, term: str, section: Columns | None = None) -> str:
        """What the form prints for a term: its own word, in the layout's spelling where that is the same."""
        if section is not None and term in section.words:
            return section.words[term]
        own, usual = form.label(term), self.words.get(term, term)
        return usual if bare(usual) == own else own


def layout_names() -> tuple[str, ...]:
    """The profiles that say how their form is printed, the standard first."""
    return tuple(_layouts(profiles_in_use()))


def layout_of(form: Form) -> Layout:
    """The layout that a form names, else the standard one. Raises ZipingbiaoError for a name that is none."""
    return load_layout(form.layout or STANDARD)


def layout_in_use(name: str | None) -> Layout:
    """The layout of that name; the standard one where none is named, or none at hand."""
    layouts = _layouts(profiles_in_use())
    return layouts.get(name or STANDARD, layouts[STANDARD])


def load_layout(name: str) -> Layout:
    """The layout of a profile. Raises ZipingbiaoError Y10 where there is none of that name."""
    layouts = _layouts(profiles_in_use())
    if name not in layouts:
        hint = f"可用的有：{'、'.join(layouts)}；不写时按标准版式印"
        message = f"没有名为“{name[:40]}”的版式"
        raise problem.refusal("Y10", message, path=(terms.LAYOUT,), value=name, hint=hint)
    return layouts[name]


@cache
def _layouts(profiles: Profiles) -> Mapping[str, Layout]:
    """Every layout by its profile's name, the standard first."""
    named = ((name, profiles.data(name)) for name in profiles.names())
    layouts = {name: _layout(name, data["layout"]) for name, data in named if "layout" in data}
    return {STANDARD: layouts.pop(STANDARD), **layouts}


def _layout(name: str, data: Mapping[str, Any]) -> Layout:
    return Layout(
        name=name,
        title=data.get("title", STANDARD_TITLE),
        widths=tuple(Decimal(str(width)) for width in data["widths"]),
        heading=tuple(tuple(_entries(row)) for row in data["heading"]),
        funds=_columns(data.get("funds")),
        goals=_columns(data.get("goals")),
        indicators=_columns(data["indicators"]) or Columns(spans={}),
        words=data.get("words", {}),
        levels=tuple(data["indicators"].get("levels", ())),
        footer=tuple(data.get("footer", ())),
        has_total=data.get("total", True),
        landscape=data.get("page") == "landscape",
        bounds=_bounds(data),
    )


def _bounds(data: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    low, high = data.get("bounds", BOUNDS)
    return Decimal(str(low)), Decimal(str(high))


def _entries(row: Mapping[str, Any]) -> Iterator[Entry]:
    for label, (label_span, value_span) in row.items():
        yield Entry(label=label, label_span=label_span, value_span=value_span)


def _columns(data: Mapping[str, Any] | None) -> Columns | None:
    if data is None:
        return None
    rest = {key: data[key] for key in ("side", "name", "words", "unit") if key in data}
    return Columns(spans=data["columns"], rows=tuple(data.get("rows", ())), **rest)
