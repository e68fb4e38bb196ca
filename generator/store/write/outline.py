"""A Form as what its YAML says: keys as printed, values as texts, nested as written; no layout yet."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from ...model import problem, terms
from ...model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2, Review
from ...model.problem import Path, ZipingbiaoError
from ...model.value import Value, parse_number
from ...model.vocabulary import shipped_vocabulary
from ..fields import Field, Kind, field_for, fields_of, keys_of

MAX_NAME = 250
"""Characters of a key; YAML itself allows four times that."""

_ALWAYS = frozenset({terms.FORMAT, terms.UNIT})
"""Keys that are written even where they say the usual: without them the rest could be misread."""

_WORDS = terms.LABELS


@frozen
class Leaf:
    """A text; `paragraphs` when it is written as a block."""

    text: str
    paragraphs: bool = False


@frozen
class Branch:
    """Keys in order; `inline` when it is written in braces where that is short."""

    items: tuple["Item", ...]
    inline: bool = False


@frozen
class Rows:
    """A list of branches."""

    items: tuple[Branch, ...]


@frozen
class Blank:
    """Nothing yet: a key that waits to be filled in."""


Content = Leaf | Branch | Rows | Blank


@frozen
class Item:
    """A key with its content: `name` is the key in a path, `printed` the key in the file."""

    name: str
    printed: str
    content: Content

    def path(self, above: Path) -> Path:
        """Where it is in the form, standing below `above`."""
        return (*above, self.name)


def outline(form: Form, blanks: Collection[Path] = ()) -> Branch:
    """What the form's YAML says; `blanks` are keys to be written even if there is nothing to say.

    Raises ZipingbiaoError where YAML cannot say it: a level or fund named twice, a number out of bounds.
    """
    branch = _Outliner(form.labels, blanks).form(form)
    _check(branch, ())
    return branch


def written(kind: Kind, value: Any) -> str:  # noqa: ANN401 - str, Decimal, int or Value, as the kind says
    """A field's value as a text, without layout."""
    if isinstance(value, Value):
        return value.text
    if isinstance(value, Decimal):
        return _digits(value) + ("%" if kind is Kind.PERCENT else "")
    return str(value)


class _Outliner:
    """Walks the model, choosing for each key the word that the form prints."""

    def __init__(self, labels: Mapping[str, str], blanks: Collection[Path]) -> None:
        self._labels = labels
        self._blanks = blanks
        self._around_blanks = {path[:length] for path in blanks for length in range(1, len(path))}
        self._printed: set[str] = set()

    def form(self, form: Form) -> Branch:
        return Branch(self._items(form, fields_of(Form), ()))

    def _items(self, model: object, fields: Iterable[Field], above: Path) -> tuple[Item, ...]:
        return tuple(filter(None, (self._item(field, model, above) for field in fields)))

    def _item(self, field: Field, model: object, above: Path) -> Item | None:
        content = self._content(field, model, (*above, field.key))
        return None if content is None else Item(field.key, self._word(field.key), content)

    def _content(self, field: Field, model: object, path: Path) -> Content | None:
        value = getattr(model, field.attribute)
        if field.key == _WORDS:
            value = {key: word for key, word in value.items() if key not in self._printed}
        content: Content | None = None
        if isinstance(model, Form) and field.kind is Kind.LEVELS:
            content = self._levels(model, path)
        elif value != field.default or field.key in _ALWAYS or path in self._around_blanks:
            content = self._structure(field, value, path)
        return Blank() if content is None and path in self._blanks else content

    def _structure(self, field: Field, value: Any, path: Path) -> Content:  # noqa: ANN401
        if isinstance(value, Funds):
            return self._funds(value, path)
        if field.kind is Kind.GOALS:
            return Branch(self._items(value, fields_of(Goals), path))
        if field.kind is Kind.REVIEW:
            return Branch(self._items(value, fields_of(Review), path), inline=True)
        if field.kind is Kind.WORDS:
            return Branch(tuple(Item(key, key, Leaf(text)) for key, text in value.items()))
        text = written(field.kind, value)
        return Leaf(text, paragraphs=bool(text) and (field.kind is Kind.PARAGRAPHS or "\n" in text))

    def _funds(self, funds: Funds, path: Path) -> Branch:
        """项目资金: the unit, the rows, how the rate was scored."""
        unit, *rest = (self._item(field, funds, path) for field in fields_of(Funds))
        for row in funds.rows:
            if field_for(row.name, keys_of(Funds)):  # reading would take it for another key beside it
                raise _twice(row.name, (*path, row.name))
        rows = (Item(row.name, row.name, self._fund_row(row, (*path, row.name))) for row in funds.rows)
        return Branch(tuple(filter(None, (unit, *rows, *rest))))

    def _fund_row(self, row: FundRow, path: Path) -> Branch:
        return Branch(self._items(row, fields_of(FundRow), path), inline=True)

    def _levels(self, form: Form, path: Path) -> Branch | None:
        """绩效指标: the 一级指标."""
        items = tuple(Item(level.name, level.name, self._level1(level, path)) for level in form.levels)
        return Branch(items) if items else None

    def _level1(self, level: Level1, above: Path) -> Branch:
        path = (*above, level.name)
        return Branch(tuple(Item(one.name, one.name, self._rows(one, path)) for one in level.children))

    def _rows(self, level: Level2, above: Path) -> Rows:
        paths = ((*above, level.name, number) for number in range(len(level.indicators)))
        rows = zip(level.indicators, paths, strict=True)
        return Rows(tuple(Branch(self._items(row, fields_of(Indicator), path)) for row, path in rows))

    def _word(self, key: str) -> str:
        """The word for a key: the printed one where reading it gives the key back."""
        word = key_for(key, self._labels)
        if word == self._labels.get(key, key):
            self._printed.add(key)
        return word


def key_for(key: str, labels: Mapping[str, str]) -> str:
    """The key under which a value is written: the word of `labels` where reading it gives the key back."""
    word = labels.get(key, key)
    return word if shipped_vocabulary().term(word) == key else key


def _digits(number: Decimal) -> str:
    text = format(number, "f")
    try:
        parse_number(text)
    except ValueError:
        raise _cannot_hold(f"数字 {text[:50]} 超出了范围", ()) from None
    return text


def _check(branch: Branch, above: Path) -> None:
    """Refuse what reading would refuse: keys that stand twice, or are too long."""
    seen: set[str] = set()
    for item in branch.items:
        here = (*above, item.name)
        if item.printed in seen:
            raise _twice(item.printed, here)
        if len(item.printed) > MAX_NAME:
            raise _cannot_hold(f"名称超过 {MAX_NAME} 字", here)
        seen.add(item.printed)
        if isinstance(item.content, Branch):
            _check(item.content, here)


def _twice(name: str, path: Path) -> ZipingbiaoError:
    return _cannot_hold(f"「{name}」出现了两次，无法写成一个文件", path)


def _cannot_hold(message: str, path: Path) -> ZipingbiaoError:
    return problem.refusal("Y15", message, path=path)
