"""Whether an output is what would be made now, and if not, why: the record kept beside each output's path.

A record that is missing or damaged only means that its output is made again.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from .files import write_atomically


@frozen(kw_only=True)
class Inputs:
    """Everything an output depends on: the program's version, SHA-256 digests of templates and sources."""

    version: str
    templates: str
    sources: Mapping[str, str]
    """A source's path below the workspace's data folder, or wherever it lies, to its digest."""


def keep(record: Path, inputs: Inputs, target: Path) -> None:
    """Note what an output was made from, and the state in which it was put in place. Raises OSError."""
    data = {**_data(inputs), "output": _state(target)}
    write_atomically(record, json.dumps(data, ensure_ascii=False).encode())


def is_fresh(record: Path, inputs: Inputs, target: Path) -> bool:
    """Whether the output in place was made from these inputs and has not been touched since."""
    try:
        kept = json.loads(record.read_bytes())
        return bool(kept == {**_data(inputs), "output": _state(target)})
    except (OSError, ValueError, RecursionError):
        return False


def reasons(record: Path, inputs: Inputs, target: Path) -> Iterator[str]:
    """Why an output is stale, in words for the user; nothing where it is fresh."""
    if not target.exists():
        yield "输出文件还没有，或已被删除"
    kept = _kept(record)
    if kept is None:
        yield "没有上次生成的记录，或记录已损坏"
        return
    if kept["version"] != inputs.version:
        yield f"程序版本由 {kept['version']} 变为 {inputs.version}"
    if kept["templates"] != inputs.templates:
        yield "模板、字体或设置改过"
    yield from _changed(kept["sources"], inputs.sources)
    if target.exists() and kept["output"] != _state(target):
        yield "输出文件在生成之后被改动过"


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in now:
        if name not in before:
            yield f"新增 {name}"
        elif before[name] != now[name]:
            yield f"{name} 改过"
    yield from (f"{name} 已删除或移走" for name in before if name not in now)


def _kept(record: Path) -> dict[str, Any] | None:
    """What was noted, where it has the form in which it is noted."""
    try:
        data = json.loads(record.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    kinds = {"version": str, "templates": str, "sources": dict, "output": list}
    sound = isinstance(data, dict) and all(isinstance(data.get(key), kind) for key, kind in kinds.items())
    return data if sound else None


def _data(inputs: Inputs) -> dict[str, Any]:
    return {"version": inputs.version, "templates": inputs.templates, "sources": dict(inputs.sources)}


def _state(target: Path) -> list[int]:
    """Its size in bytes and its time of change in nanoseconds."""
    stat = target.stat()
    return [stat.st_size, stat.st_mtime_ns]
