"""One character of a form put right wherever the text around it says that it stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from attrs import evolve, frozen

from ...model.form import Form
from ...model.value import Value
from ...repair.text.anchors import CLOSE, OPEN

_NEAR = 8
_FEWEST = 3
"""Characters around it that must agree, unless the whole text is compared."""


@frozen
class Context:
    """What stands before and after a character, white space left out."""

    before: str
    after: str

    @classmethod
    def of(cls, text: str) -> "Context | None":
        """From ``前文【字】后文``; None where there is none."""
        before, opened, rest = text.partition(OPEN)
        _, closed, after = rest.partition(CLOSE)
        return cls(_squeezed(before), _squeezed(after)) if opened and closed else None


def with_character(form: Form, old: str, new: str, contexts: Iterable[Context]) -> Form:
    """The form with `old` made `new` wherever a context stands; elsewhere the same character stays.

    A context that is found nowhere changes nothing: a person may have edited it away.
    """
    return with_characters(form, (), old, new, contexts)[0]


def with_characters(
    form: Form, beside: Sequence[str], old: str, new: str, contexts: Iterable[Context]
) -> tuple[Form, tuple[str, ...]]:
    """As `with_character`, and the same for texts beside the form that were taken from it."""
    texts = [_Text.of(text) for text in (*_texts(form), *beside)]
    found: dict[int, set[int]] = {}
    for context in contexts:
        for number, place in _places(texts, old, context):
            found.setdefault(number, set()).add(place)
    changed = iter([text.replaced(found.get(number, ()), old, new) for number, text in enumerate(texts)])
    result = _mapped(form, lambda _: next(changed))
    assert isinstance(result, Form)
    return result, tuple(changed)


@frozen
class _Text:
    """A text with and without its white space, and where the latter's characters stand in the former."""

    whole: str
    bare: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "_Text":
        at = tuple(index for index, character in enumerate(text) if not character.isspace())
        return cls(text, "".join(text[index] for index in at), at)

    def replaced(self, places: Iterable[int], old: str, new: str) -> str:
        text = self.whole
        for place in sorted(places, reverse=True):
            start = self.at[place] if place < len(self.at) else len(text)
            text = text[:start] + new + text[start + len(old) :]
        return text


def _places(texts: Sequence[_Text], old: str, context: Context) -> Iterator[tuple[int, int]]:
    """The places that agree best with a context; several where they agree as well as one another."""
    likes = {
        (number, place): like
        for number, text in enumerate(texts)
        for place in _all(text.bare, old)
        if (like := _likeness(text.bare, place, len(old), context))
    }
    best = max(likes.values(), default=0)
    return (where for where, like in likes.items() if like == best)


def _all(text: str, wanted: str) -> Iterator[int]:
    if not wanted:
        yield from range(len(text) + 1)
        return
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _likeness(text: str, place: int, length: int, context: Context) -> int:
    """How many characters around a place are as in the context; 0 where it is not the same place.

    The nearest decide whether it may be: further on a line of the document may belong to another cell.
    """
    before = [*zip(text[:place][::-1], context.before[::-1], strict=False)]
    after = [*zip(text[place + length :], context.after, strict=False)]
    near = [*before[:_NEAR], *after[:_NEAR]]
    same = sum(one == other for one, other in near)
    is_whole = same == len(near) and len(text) == length + same
    if not is_whole and (same < _FEWEST or same * 4 < len(near) * 3):
        return 0
    return 1 + sum(one == other for one, other in (*before, *after))


def _texts(form: Form) -> list[str]:
    texts: list[str] = []

    def noted(text: str) -> str:
        texts.append(text)
        return text

    _mapped(form, noted)
    return texts


def _mapped(part: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - any part of the model
    """A part of the model with every text that it holds changed, in printed order."""
    if isinstance(part, str):
        return change(part)
    if isinstance(part, Value):
        return Value(change(part.text))
    if isinstance(part, tuple):
        return tuple(_mapped(each, change) for each in part)
    if isinstance(part, Mapping):
        return {key: _mapped(value, change) for key, value in part.items()}
    if attrs.has(type(part)):
        names = [field.name for field in attrs.fields(type(part)) if field.name not in _OWN]
        return evolve(part, **{name: _mapped(getattr(part, name), change) for name in names})
    return part


_OWN = ("layout", "accepted")
"""What a form says of itself and no document prints."""


def _squeezed(text: str) -> str:
    return "".join(text.split())
