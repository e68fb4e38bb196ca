"""Whether an output is what would be made now, and if not, why: the record kept beside each output's path.

A record that is missing or damaged only means that its output is made again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from ..render.fonts_used import changed_fonts
from ..runtime.files import MIB, digest_of, read_bytes, state_of, write_atomically

_LARGEST = 1024 * MIB
"""Of an output; what is larger is none of ours."""


@frozen(kw_only=True)
class Inputs:
    """Everything an output depends on: the program's version, SHA-256 digests of templates and sources."""

    version: str
    templates: str
    sources: Mapping[str, str]
    """A source's path below the workspace's data folder, or wherever it lies, to its digest."""
    home: str = ""
    """The folder of the sources where they lie outside the workspace's data folder."""


@frozen(kw_only=True)
class Kept(Inputs):
    """A record as it is read: what outputs were made from, and how they were put in place."""

    output: Sequence[list[int]]
    """The state of each."""
    digests: Sequence[str]
    missing: Sequence[str]
    fonts: Mapping[str, list[int]]

    def is_ours(self, target: Path, number: int) -> bool:
        """Whether a file is, byte for byte, what was put there as the output of this number."""
        try:
            same = self.output[number] == state_of(target)
            same = same or self.digests[number] == digest_of(target, _LARGEST)
        except (OSError, LookupError):
            return False
        return same and not target.is_symlink()


def write_record(
    record: Path,
    inputs: Inputs,
    targets: Sequence[Path],
    outputs: Sequence[bytes],
    missing: Sequence[str] = (),
    fonts: Mapping[str, list[int]] | None = None,
) -> None:
    """Note what some outputs were made from, their content, and the state in which they were put in place.

    Outputs in which something is `missing` stay stale, so that it is said again. `fonts` are the files that
    lent glyphs which the bundled fonts lack, with the states they had. Raises OSError.
    """
    digests = [hashlib.sha256(output).hexdigest() for output in outputs]
    data = {**asdict(inputs), "output": _states(targets), "digests": digests, "missing": list(missing)}
    data["fonts"] = dict(fonts or {})
    write_atomically(record, json.dumps(data).encode())


def kept(record: Path) -> Kept | None:
    """What a record says, where it has the form in which it is noted; None where it is missing or damaged."""
    try:
        data = json.loads(read_bytes(record, MIB))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    data = {"home": "", "digests": [], "fonts": {}, **data}  # which earlier versions did not note
    known: dict[str, Any] = {key: data.get(key) for key in _KINDS}
    return Kept(**known) if all(isinstance(known[key], kind) for key, kind in _KINDS.items()) else None


_KINDS: Mapping[str, type] = {
    "version": str,
    "templates": str,
    "sources": dict,
    "home": str,
    "output": list,
    "digests": list,
    "missing": list,
    "fonts": dict,
}


def is_fresh(record: Path, inputs: Inputs, targets: Sequence[Path]) -> bool:
    """Whether the outputs in place were made from these inputs, all of them, and are as they were made."""
    found = kept(record)
    return found is not None and not found.missing and _is_made(found, inputs, targets)


def is_made(record: Path, inputs: Inputs, targets: Sequence[Path]) -> bool:
    """As `is_fresh`, also where something is missing in them."""
    found = kept(record)
    return found is not None and _is_made(found, inputs, targets)


def missing(record: Path) -> tuple[str, ...]:
    """What is noted as missing in the outputs."""
    found = kept(record)
    return () if found is None else tuple(map(str, found.missing))


def _is_made(kept: Kept, inputs: Inputs, targets: Sequence[Path]) -> bool:
    try:
        same = all(getattr(kept, key) == value for key, value in asdict(inputs).items())
        return same and kept.output == _states(targets) and not changed_fonts(kept.fonts)
    except OSError:
        return False


def reasons(record: Path, inputs: Inputs, targets: Sequence[Path]) -> Iterator[str]:
    """Why outputs are stale, in words for the user; nothing where they are fresh."""
    there = all(target.exists() for target in targets)
    if not there:
        yield "输出文件还没有，或已被删除"
    before = kept(record)
    if before is None:
        yield "没有上次生成的记录，或记录已损坏"
        return
    if before.version != inputs.version:
        yield f"程序版本由 {before.version} 变为 {inputs.version}"
    if before.templates != inputs.templates:
        yield "模板、字体或设置改过"
    yield from _changed(before.sources, inputs.sources)
    if there and before.output != _states(targets):
        yield "输出文件在生成之后被改动过"
    yield from (f"补字所用的字体 {file} 改过或移走" for file in changed_fonts(before.fonts))
    if before.missing:
        yield "上次有读不出的文件"


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in now:
        if name not in before:
            yield f"新增 {name}"
        elif before[name] != now[name]:
            yield f"{name} 改过"
    yield from (f"{name} 已删除或移走" for name in before if name not in now)


def _states(targets: Sequence[Path]) -> list[list[int]]:
    return [state_of(target) for target in targets]
