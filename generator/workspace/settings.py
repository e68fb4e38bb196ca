"""The workspace's settings, ``zipingbiao.yaml``: what is printed on every form beside its table."""

from collections.abc import Iterator
from pathlib import Path

import yaml
from attrs import frozen

from ..model import problem
from ..model.problem import Place, ZipingbiaoError

FILE = "zipingbiao.yaml"
MAX_BYTES = 4096
MAX_WATERMARK = 20
"""Characters; more would be too small to read across a page."""
MAX_SIGNATURES = 6
MAX_LABEL = 12

WATERMARK, SIGNATURES = "水印", "签章"


@frozen(kw_only=True)
class Settings:
    """`watermark` stands behind the table of every page; each of `signatures` is followed by room to sign."""

    watermark: str | None = None
    signatures: tuple[str, ...] = ()


def load_settings(root: Path) -> Settings:
    """The settings of a workspace; without the file, none. Raises ZipingbiaoError naming file and line."""
    file = root / FILE
    if not file.exists():
        return Settings()
    values = dict(_entries(_text(file), file))
    watermark, signatures = values.get(WATERMARK), values.get(SIGNATURES)
    return Settings(
        watermark=None if watermark is None else _words(watermark, MAX_WATERMARK, file),
        signatures=() if signatures is None else _labels(signatures, file),
    )


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _error(file, None, f"设置文件超过 {MAX_BYTES} 字节")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise _error(file, None, f"读不了设置文件：{error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise _error(file, None, "设置文件不是 UTF-8 编码", hint="请用 UTF-8 编码另存") from error


def _entries(text: str, file: Path) -> Iterator[tuple[str, yaml.Node]]:
    """The settings by name, each once and known."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _error(file, getattr(error, "problem_mark", None), "设置文件不合 YAML 的写法") from error
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        raise _error(file, root.start_mark, "设置应写成“名称: 内容”")
    seen: set[str] = set()
    for key, value in root.value:
        name = str(key.value)
        if name not in (WATERMARK, SIGNATURES):
            from ..model.suggest import nearest  # noqa: PLC0415 - only where something is wrong

            near = nearest(name, (WATERMARK, SIGNATURES))
            hint = f"是不是“{near}”？" if near else f"可以设置的有：{WATERMARK}、{SIGNATURES}"
            raise _error(file, key.start_mark, f"没有“{name[:MAX_LABEL]}”这项设置", hint=hint)
        if name in seen:
            raise _error(file, key.start_mark, f"“{name}”写了两次", hint="请删去其中一处")
        seen.add(name)
        yield name, value


def _labels(node: yaml.Node, file: Path) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise _error(
            file, node.start_mark, f"“{SIGNATURES}”应是一列名称", hint="例如：签章: [填报人, 负责人]"
        )
    if len(node.value) > MAX_SIGNATURES:
        raise _error(file, node.start_mark, f"“{SIGNATURES}”最多 {MAX_SIGNATURES} 项")
    return tuple(_words(entry, MAX_LABEL, file) for entry in node.value)


def _words(node: yaml.Node, most: int, file: Path) -> str:
    """One line of 1 to `most` printable characters."""
    text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if not text or len(text) > most or not text.isprintable():
        raise _error(file, node.start_mark, f"这里应是一行文字，1 到 {most} 个字")
    return text


def _error(file: Path, mark: yaml.Mark | None, message: str, *, hint: str | None = None) -> ZipingbiaoError:
    line = None if mark is None else mark.line + 1
    column = None if mark is None else mark.column + 1
    place = Place(file=str(file), line=line, column=column)
    return problem.refusal("C01", message, at=place, hint=hint)
