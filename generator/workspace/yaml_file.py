"""A small YAML file that a person writes, read by a declared shape; what is wrong is said with file and line.

A shape is a function from a node to the value that it holds. Shapes are composed: `record`, `listed`,
`mapping` of `words`, `number`, `choice`.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import yaml
from attrs import frozen

from ..model import problem
from ..model.problem import Place
from ..model.suggest import nearest
from ..runtime.files import read_bytes, reason_of

_NUMBER = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,4})?")
_MAX_SHOWN = 12
"""Characters of a name that a message quotes."""


@frozen
class Source:
    """The file that is read, the id of what is wrong in it, and what it is called."""

    file: Path
    rule: str
    title: str

    def refuse(self, message: str, mark: yaml.Mark | None = None, *, hint: str | None = None) -> NoReturn:
        """Raise ZipingbiaoError about a place of the file, or about the whole."""
        line, column = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
        place = Place(file=str(self.file), line=line, column=column)
        raise problem.refusal(self.rule, message, at=place, hint=hint)


Shape = Callable[[yaml.Node, Source], Any]


def read_shaped(source: Source, shape: Shape, *, max_bytes: int) -> Any:  # noqa: ANN401 - as the shape says
    """What the file says; None where it is empty. Raises ZipingbiaoError naming file and line."""
    try:
        root = yaml.compose(_text(source, max_bytes), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        source.refuse(f"{source.title}不合 YAML 的写法", getattr(error, "problem_mark", None))
    return None if root is None else shape(root, source)


def _text(source: Source, max_bytes: int) -> str:
    try:
        return read_bytes(source.file, max_bytes).decode("utf-8-sig")
    except OSError as error:
        source.refuse(f"读不了{source.title}：{reason_of(error)}")
    except UnicodeDecodeError:
        source.refuse(f"{source.title}不是 UTF-8 编码", hint="请用 UTF-8 编码另存")


def words(most: int) -> Shape:
    """One line of 1 to `most` printable characters."""

    def shape(node: yaml.Node, source: Source) -> str:
        text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
        if not text or len(text) > most or not text.isprintable():
            source.refuse(f"这里应是一行文字，1 到 {most} 个字", node.start_mark)
        return str(text)

    return shape


def choice(known: Container[str], hint: str) -> Shape:
    """One of some words; `hint` says which."""

    def shape(node: yaml.Node, source: Source) -> str:
        text = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        if text not in known:
            source.refuse(f"这里不能写“{text[:_MAX_SHOWN]}”", node.start_mark, hint=hint)
        return text

    return shape


def number(node: yaml.Node, source: Source) -> Decimal:
    """A number that is not negative."""
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    if not _NUMBER.fullmatch(text):
        source.refuse("这里应是一个数，如 10 或 0.5", node.start_mark)
    return Decimal(text)


def count(node: yaml.Node, source: Source) -> int:
    """A whole number below 100."""
    found = number(node, source)
    if found != int(found) or found >= 100:
        source.refuse("这里应是 0 到 99 的整数", node.start_mark)
    return int(found)


def listed(shape: Shape, most: int, example: str) -> Shape:
    """A list of at most so many."""

    def read(node: yaml.Node, source: Source) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            source.refuse("这里应是一列名称", node.start_mark, hint=f"例如：{example}")
        if len(node.value) > most:
            source.refuse(f"这里最多 {most} 项", node.start_mark)
        return tuple(shape(entry, source) for entry in node.value)

    return read


def mapping(shape: Shape, known: Callable[[str], bool] | None = None, hint: str | None = None) -> Shape:
    """Names, each once, with values of one shape; `known` says which names there may be."""

    def read(node: yaml.Node, source: Source) -> dict[str, Any]:
        found = {}
        for key, value in _entries(node, source):
            if known is not None and not known(key.value):
                source.refuse(f"这里不能写“{key.value[:_MAX_SHOWN]}”", key.start_mark, hint=hint)
            found[key.value] = shape(value, source)
        return found

    return read


def record(fields: Mapping[str, Shape], required: Iterable[str] = ()) -> Shape:
    """Known names, each with a shape of its own."""

    def read(node: yaml.Node, source: Source) -> dict[str, Any]:
        found = {}
        for key, value in _entries(node, source):
            if key.value not in fields:
                near = nearest(key.value, fields)
                hint = f"是不是“{near}”？" if near else f"可以设置的有：{'、'.join(fields)}"
                source.refuse(f"没有“{key.value[:_MAX_SHOWN]}”这项设置", key.start_mark, hint=hint)
            found[key.value] = fields[key.value](value, source)
        if missing := [name for name in required if name not in found]:
            source.refuse(f"这里缺“{'、'.join(missing)}”", node.start_mark)
        return found

    return read


def checked(shape: Shape, fault: Callable[[Any], str | None]) -> Shape:
    """A shape whose values must also make sense: `fault` says what is wrong with one."""

    def read(node: yaml.Node, source: Source) -> Any:  # noqa: ANN401 - as the shape says
        value = shape(node, source)
        if message := fault(value):
            source.refuse(message, node.start_mark)
        return value

    return read


def _entries(node: yaml.Node, source: Source) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """The entries of a mapping, each name once."""
    if not isinstance(node, yaml.MappingNode):
        source.refuse(f"{source.title}的这里应写成“名称: 内容”", node.start_mark)
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            source.refuse("冒号左边应是一个名称", key.start_mark)
        if key.value in seen:
            source.refuse(f"“{key.value[:_MAX_SHOWN]}”写了两次", key.start_mark, hint="请删去其中一处")
        seen.add(key.value)
        yield key, value
