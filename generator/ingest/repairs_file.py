"""The repairs file beside a form's YAML: what was restored and what was inferred, for a person to settle."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..model import problem
from ..model.problem import ZipingbiaoError, path_in_words
from ..recognise.recognised import Doubt
from ..repair.log import Entry, RepairLog
from ..runtime.files import MIB, read_bytes, reason_of
from ..sources.omitted import Omitted
from ..workspace.workspace import Workspace

Settled = Mapping[str, tuple[Entry, ...]]
"""Source → what people have decided about its characters."""

_HEADER = """\
# 本文件记录文字的还原与识别时的推断，由 zipingbiao ingest 写成。
# 字符存疑的，可改“还原”并加“人工: true”，再次读入时以人工的为准。
# 其他推断如不对，请直接改项目的 YAML 文件；改过的地方不会被覆盖。
"""

_HEADER_BYTES = _HEADER.encode()
_SETTLED = "人工".encode()
_MAX_BYTES = 64 * MIB


def repairs_text(
    entries: Iterable[Entry], doubts: Iterable[Doubt], omitted: Iterable[Omitted] = (), *, origin: str = ""
) -> str:
    """The file's text. `origin` is where the form stood: a document, and its lines, pages or cells."""
    data: dict[str, object] = {
        **({"出处": origin} if origin else {}),
        "修复": [entry.to_data() for entry in entries],
        "推断": [doubt_data(doubt) for doubt in doubts],
    }
    left_out = [omitted_data(entry) for entry in omitted]
    return _HEADER + _dumped(data | ({"略去": left_out} if left_out else {}))


def omitted_data(entry: Omitted) -> dict[str, str]:
    """What was left out as plain data, for the repairs file and for JSON."""
    return {"位置": entry.place, "是": entry.what, "文字": entry.text}


def _dumped(data: object) -> str:
    """By libyaml, four times as quick; it escapes characters beyond the BMP, which people are to read."""
    text = str(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000))
    if "\\U" in text:
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)
    return text


def doubt_data(doubt: Doubt) -> dict[str, Any]:
    """A doubt as plain data, for the repairs file and for JSON."""
    data = {
        "编号": doubt.kind,
        "字段": path_in_words(doubt.path),
        "采用": doubt.decided,
        "理由": doubt.why,
        "置信度": doubt.confidence,
        "其他可能": list(doubt.alternatives),
        "行": doubt.line,
    }
    return {key: value for key, value in data.items() if value not in (None, [], "")}


def settled_entries(workspace: Workspace) -> Settled:
    """Source → what people have decided about its characters, from every repairs file of the workspace.

    Raises ZipingbiaoError where a file with such a decision cannot be read.
    """
    settled: dict[str, tuple[Entry, ...]] = {}
    for file in filter(_may_be_settled, sorted(workspace.data.glob("*/*/repairs/*.yaml"))):
        for entry in read_repairs(file).entries:
            if entry.settled:
                settled[entry.source] = (*settled.get(entry.source, ()), entry)
    return settled


def _may_be_settled(file: Path) -> bool:
    """Whether a person may have decided something in it: the word is below the header, perhaps escaped."""
    try:
        content = read_bytes(file, _MAX_BYTES).replace(_HEADER_BYTES, b"", 1)
    except OSError:
        return True  # reading it says why
    return _SETTLED in content or b"\\u" in content


def read_repairs(file: Path) -> RepairLog:
    """The log in a repairs file. Raises ZipingbiaoError where it cannot be read."""
    try:
        text = read_bytes(file, _MAX_BYTES).decode()
        data = yaml.load(text, Loader=yaml.CSafeLoader)
        return RepairLog.from_data(data.get("修复") or ())
    except OSError as error:
        raise _unreadable(file, reason_of(error)) from error
    except (ValueError, AttributeError, TypeError, RecursionError, yaml.YAMLError) as error:
        raise _unreadable(file, str(error)) from error


def origin(file: Path) -> str:
    """Where a form stood, as its repairs file says: a document, and its lines or pages; else nothing."""
    try:
        data = yaml.load(read_bytes(file, _MAX_BYTES).decode(), Loader=yaml.CSafeLoader)
        return str(data.get("出处", ""))
    except (OSError, ValueError, AttributeError, TypeError, RecursionError, yaml.YAMLError):
        return ""


def _unreadable(file: Path, reason: str) -> ZipingbiaoError:
    return problem.refusal(
        "F05", f"修复记录读不通：{reason}", at=file, hint="请改正这个文件，或移走它后重新读入"
    )


def doubts_left(file: Path) -> int:
    """How many doubts of a repairs file nobody has settled. Raises ZipingbiaoError as `read_repairs`."""
    return sum(entry.doubtful and not entry.settled for entry in read_repairs(file).entries)
