"""A form as a flat list of fields, to count which were recognised."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2, Review
from generator.model.value import Value

Fields = dict[tuple[str, ...], str]
KIND = ("kind",)
"""All of these forms are self-evaluations."""


def fields_of(form: Form) -> Fields:
    """Where each value stands → the value; what says nothing is left out, and of which kind the form is."""
    return {path: text for path, text in _fields(form, ()) if path != KIND and text not in ("", "None")}


def _fields(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Value):
        yield path, value.text
    elif isinstance(value, Decimal):
        yield path, f"{value.normalize():f}"
    elif isinstance(value, (Form, FundRow, Funds, Goals, Indicator, Level1, Level2, Review)):
        for field in attrs.fields(type(value)):
            yield from _fields(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, Mapping):
        for key, text in value.items():
            yield from _fields(text, (*path, key))
    elif isinstance(value, tuple):
        for number, entry in enumerate(value):
            yield from _fields(entry, (*path, str(number)))
    else:
        yield path, str(value)
