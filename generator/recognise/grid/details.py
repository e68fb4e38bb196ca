"""What a form's head and foot say beside its own fields."""

import re
from collections.abc import Iterable, Iterator

from attrs import frozen

from ..other import Leftover
from .goals import paragraphs
from .pairs import Pair, is_known_within
from .rows import is_nothing

_NUMBERED = re.compile(r"[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)、.．]")
"""How a further note begins."""


@frozen
class Details:
    """Known labels of head or foot with their values, as printed; and what is not known."""

    values: dict[str, str]
    unknown: tuple[Leftover, ...]


def read_details(pairs: Iterable[Pair]) -> Details:
    """The pairs that are no field of the form. A numbered line goes on with the note above it.

    Lines outside the tables that print no known label are the page's, not the form's.
    """
    values: dict[str, str] = {}
    unknown: list[Leftover] = []
    last = ""
    for pair in pairs:
        known = pair.label and (pair.term is not None or is_known_within(pair.label))
        if known and pair.label not in values:
            values[pair.label] = paragraphs(pair.value)
            last = pair.label
        elif not pair.label and last and _NUMBERED.match(pair.value):
            values[last] = f"{values[last]}\n{paragraphs(pair.value)}"
        else:
            last = ""
            unknown.extend(_leftover(pair))
    return Details(values, tuple(unknown))


def _leftover(pair: Pair) -> Iterator[Leftover]:
    if pair.is_of_form and not is_nothing(pair.value):
        label = pair.label or pair.row.written[0].origin or "未标明"
        yield Leftover(label, paragraphs(pair.value), "不认识这一项")
