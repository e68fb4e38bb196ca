"""A form as a flat list of fields, to count which were recognised."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from generator.model.form import (
    SELF_EVALUATION,
    Form,
    FundRow,
    Funds,
    Goals,
    Indicator,
    Level1,
    Level2,
    Review,
)
from generator.model.value import Value

Fields = dict[tuple[str, ...], str]


def fields_of(form: Form) -> Fields:
    """Where each value stands → the value; what says nothing is left out."""
    return {path: text for path, text in _fields(form, ()) if text not in ("", "None", SELF_EVALUATION)}


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
