"""The model's declarations as the store needs them: which key, which attribute, how it is written.

Everything comes from the metadata in `form.py`; nothing about a field is said twice.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import attrs
from attrs import frozen

from ..model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Review
from ..model.value import Value
from ..model.vocabulary import shipped_vocabulary

YEARS = range(1990, 2100)
"""Years that a form can be about."""


class Kind(Enum):
    """How a field is written."""

    TEXT = "文字"
    PARAGRAPHS = "成段的文字"
    NUMBER = "数字"
    PERCENT = "百分数"
    VALUE = "数值或文字"
    INTEGER = "整数"
    WORDS = "名称与文字的对照"
    FUNDS = "资金各行"
    GOALS = "目标与完成情况"
    LEVELS = "一级、二级、三级指标"
    REVIEW = "复核值、复核分与备注"

    @property
    def is_scalar(self) -> bool:
        """Whether one text holds it."""
        return self in _SCALARS


_SCALARS = frozenset({Kind.TEXT, Kind.PARAGRAPHS, Kind.NUMBER, Kind.PERCENT, Kind.VALUE, Kind.INTEGER})
_BY_TYPE: dict[object, Kind] = {
    str: Kind.TEXT,
    str | None: Kind.TEXT,
    Decimal | None: Kind.NUMBER,
    Value: Kind.VALUE,
    int: Kind.INTEGER,
    Mapping[str, str]: Kind.WORDS,
    Funds: Kind.FUNDS,
    Goals: Kind.GOALS,
    tuple[Level1, ...]: Kind.LEVELS,
    Review: Kind.REVIEW,
}


@frozen
class Field:
    """One keyed attribute of a model class."""

    attribute: str
    key: str
    doc: str
    kind: Kind
    required: bool
    default: Any

    @property
    def words(self) -> tuple[str, ...]:
        """Every key under which it is read, the canonical one first."""
        return shipped_vocabulary().words_for(self.key)


@cache
def fields_of(model: type) -> tuple[Field, ...]:
    """The keyed attributes of a model class, in the order in which they are written."""
    return tuple(_field(attribute) for attribute in attrs.fields(model) if "key" in attribute.metadata)


@cache
def keys_of(model: type) -> Mapping[str, Field]:
    """Canonical key → field."""
    return {field.key: field for field in fields_of(model)}


@cache
def all_keys() -> Mapping[str, str]:
    """Canonical key → where it stands, in words."""
    places = {
        Form: "文件的最外层",
        Review: "一项的「复核」之内",
        FundRow: "「项目资金」的一行之内",
        Funds: "「项目资金」之内",
        Goals: "「年度总体目标」之内",
        Indicator: "三级指标的一行之内",
    }
    return {key: place for model, place in places.items() for key in keys_of(model)}


def field_for(printed: str, fields: Mapping[str, Field]) -> Field | None:
    """The field that a key means: its canonical term or any word that forms print for it."""
    return fields.get(printed) or fields.get(shipped_vocabulary().term(printed) or "")


def default_of(attribute: "attrs.Attribute[Any]") -> Any:  # noqa: ANN401
    """What a value is before anyone has written it; None where it must be written."""
    if attribute.default is attrs.NOTHING:
        return None
    factory = getattr(attribute.default, "factory", None)
    return factory() if factory else attribute.default


def _field(attribute: "attrs.Attribute[Any]") -> Field:
    kind = attribute.metadata["kind"]
    return Field(
        attribute=attribute.name,
        key=attribute.metadata["key"],
        doc=attribute.metadata["doc"],
        kind=Kind[kind.upper()] if kind else _BY_TYPE[attribute.type],
        required=attribute.default is attrs.NOTHING,
        default=default_of(attribute),
    )
