"""The JSON Schema of the YAML, derived from the model: by it editors complete, explain and underline.

It describes the file as editors see it, read by YAML 1.2: a number may be a JSON number or a text that holds
one. What a schema cannot say (names repeated under different words, amounts with separators in braces) the
reader says.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ...model import terms
from ...model.form import FORMAT, KINDS, STANDARD_TITLE, Form, FundRow, Funds, Goals, Indicator, Review
from ...model.value import MAX_NUMBER_LENGTH, NOTHING_MARKS
from ...model.vocabulary import shipped_vocabulary
from ..fields import Field, Kind, fields_of

Schema = dict[str, Any]

_NOTHING = "|".join(map(re.escape, sorted(NOTHING_MARKS)))
_DIGITS = r"[+-]?([0-9]{1,3}([,，][0-9]{3})+|[0-9]+)(\.[0-9]+)?"
_BRACKETS = r"([（(][^（）()]{0,20}[）)]|[%％*＊]+)?"
"""What may stand after a word that is read as a key, such as (A)."""


def json_schema() -> Schema:
    """The whole schema, draft 7, which every editor understands; offline, without references outside."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:zipingbiao:yaml:{FORMAT}",
        "title": STANDARD_TITLE,
        **_record(fields_of(Form)),
        "definitions": {
            **{kind.value: schema for kind, schema in _SCALARS.items()},
            Kind.FUNDS.value: _funds(),
            Kind.GOALS.value: _record(fields_of(Goals), optional=True),
            Kind.LEVELS.value: _levels(),
            Kind.REVIEW.value: _record(fields_of(Review), optional=True),
            Kind.WORDS.value: {"type": ["object", "null"], "additionalProperties": _ref(Kind.TEXT.value)},
            "资金": _record(fields_of(FundRow)),
            "资金或空": _record(fields_of(FundRow), optional=True),
            terms.LEVEL2: {"type": ["array", "null"], "items": _record(fields_of(Indicator))},
        },
    }


@cache
def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


_SCALARS: Mapping[Kind, Schema] = {
    Kind.TEXT: {"type": ["string", "number", "boolean", "null"]},
    Kind.PARAGRAPHS: {"type": ["string", "number", "boolean", "null"]},
    Kind.VALUE: {"type": ["string", "number", "boolean", "null"]},
    Kind.NUMBER: {
        "type": ["number", "string", "null"],
        "pattern": rf"^\s*({_DIGITS}|{_NOTHING})\s*$",
        "maxLength": MAX_NUMBER_LENGTH,
    },
    Kind.PERCENT: {
        "type": ["string", "null"],
        "pattern": rf"^\s*({_DIGITS}\s*[%％]|{_NOTHING})\s*$",
        "maxLength": MAX_NUMBER_LENGTH,
    },
    Kind.INTEGER: {"type": ["integer", "string"], "pattern": r"^\s*[0-9]{1,4}\s*$"},
}

_NARROWER: Mapping[str, Schema] = {
    terms.FORMAT: {"enum": [FORMAT, str(FORMAT)]},
    terms.KIND: {"enum": [*KINDS]},
    terms.YEAR: {
        "type": ["integer", "string"],
        "minimum": 1990,
        "maximum": 2099,
        "pattern": "^(199[0-9]|20[0-9]{2})$",
    },
}
"""What the reader checks beyond a field's kind."""


def _record(fields: Iterable[Field], *, optional: bool = False) -> Schema:
    """A mapping with these keys, under any of their words, and no others."""
    listed = tuple(fields)
    schema: Schema = {
        "type": ["object", "null"] if optional else "object",
        "properties": {field.key: _field(field) for field in listed},
        "patternProperties": {
            f"^({'|'.join(map(re.escape, field.words))}){_BRACKETS}$": _field(field) for field in listed
        },
        "additionalProperties": False,
    }
    required = [_required(field) for field in listed if field.required]
    return {**schema, "allOf": required} if required else schema


def _field(field: Field) -> Schema:
    words = field.words[1:]
    also = f"。也印作：{'、'.join(words)}" if words else ""
    schema = {"title": field.key, "description": field.doc + also}
    parts = [_NARROWER.get(field.key) or _ref(field.kind.value)]
    if field.required:
        parts.append({"not": {"type": "null"}})
    return {**schema, "allOf": parts}


def _required(field: Field) -> Schema:
    """One of the words of a key must be there; the usual one alone is what an editor should ask for."""
    if not field.words[1:]:
        return {"required": [field.key]}
    return {"anyOf": [{"required": [word]} for word in field.words]}


def _funds() -> Schema:
    """项目资金: beside its fields, any name with a row of amounts; the usual names may stay empty."""
    schema = _record(fields_of(Funds), optional=True)
    names = shipped_vocabulary().funds
    schema["properties"] |= {name: _ref("资金或空") for name in dict.fromkeys(names.values())}
    schema["patternProperties"][f"^({'|'.join(names)}){_BRACKETS}$"] = _ref("资金或空")
    return {**schema, "additionalProperties": _ref("资金")}


def _levels() -> Schema:
    """绩效指标: any 一级指标; the usual names are offered."""
    names = dict.fromkeys(shipped_vocabulary().level1.values())
    return {
        "type": ["object", "null"],
        "properties": {name: _level1(name) for name in names},
        "additionalProperties": _level1(None),
    }


def _level1(name: str | None) -> Schema:
    children = [child for child, parent in shipped_vocabulary().parents.items() if parent == name]
    return {
        "type": ["object", "null"],
        "properties": {child: _ref(terms.LEVEL2) for child in children},
        "additionalProperties": _ref(terms.LEVEL2),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}
