"""The repairs file beside a form's YAML: what was restored and what was inferred, for a person to settle."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from ..model import problem
from ..model.doubt import CONFLICT
from ..model.form import Form
from ..model.problem import ZipingbiaoError, path_in_words
from ..recognise.recognised import Doubt
from ..repair.log import Entry, RepairLog
from ..runtime.files import MIB, read_bytes, reason_of
from ..runtime.lock import locked
from ..sources.omitted import Omitted
from ..store import load
from ..store.read.reporter import Reporter
from ..store.read.syntax import explain
from ..workspace.workspace import Workspace
from .places import identity
from .records import BY, FORMER, GUESS, INFERRED, INSTEAD, PRINT, REPAIRS, WHEN, File, Record, print_of

Settled = Mapping[str, tuple[Entry, ...]]
"""Source → what people have decided about its characters."""

_HEADER = """\
# 本文件记录文字的还原与识别时的推断，由 zipingbiao ingest 写成。
# 存疑的由 zipingbiao review 逐条定下，也可以在这里定，再次读入时以人工的为准、不再问：
# 字符改“还原”并加“人工: true”；其他推断没有错的加“人工: true”，有错的改项目的 YAML 再加。
"""

_COMMENTS = re.compile(rb"\A(?:#[^\n]*\n)+")
_SETTLED = "人工".encode()
_MAX_BYTES = 64 * MIB


_PATIENCE_S = 30.0
"""A writer holds the lock for one form, which takes milliseconds."""


@contextmanager
def workspace_locked(workspace: Workspace) -> Iterator[None]:
    """Hold the right to change what people and readings say of forms. Raises ZipingbiaoError B01, F08."""
    with locked(workspace.out / ".build" / "repairs.lock", "写入表和修复记录", patience=_PATIENCE_S):
        yield


def repairs_data(
    entries: Iterable[Entry],
    doubts: Iterable[Doubt],
    omitted: Iterable[Omitted] = (),
    *,
    source: str = "",
    origin: str = "",
    form: Form | None = None,
) -> File:
    """What the file says of a form read from a source; `origin` is its lines, pages or cells."""
    place = f"{source} {origin}".strip()
    data: File = {
        **({"出处": place} if place else {}),
        REPAIRS: [entry.to_data() for entry in entries],
        INFERRED: [_of_form(doubt_data(doubt), source, form) for doubt in doubts],
    }
    left_out = [omitted_data(entry) for entry in omitted]
    return data | ({"略去": left_out} if left_out else {})


def _of_form(record: Record, source: str, form: Form | None) -> Record:
    return record | ({"来源": source} if source else {}) | {PRINT: print_of(record, form)}


def file_text(data: File) -> str:
    """A repairs file as it is written.

    By libyaml, four times as quick; it escapes characters beyond the BMP, which people are to read.
    """
    text = str(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000))
    if "\\U" in text:
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)
    return _HEADER + text


def omitted_data(entry: Omitted) -> dict[str, str]:
    """What was left out as plain data, for the repairs file and for JSON."""
    return {"位置": entry.place, "是": entry.what, "文字": entry.text}


def doubt_data(doubt: Doubt) -> Record:
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
    for file in filter(_may_be_settled, workspace.repairs_files()):
        for entry in read_repairs(file).entries:
            if entry.settled:
                settled[entry.source] = (*settled.get(entry.source, ()), entry)
    return settled


def _may_be_settled(file: Path) -> bool:
    """Whether a person may have decided something in it: the word is below the header, perhaps escaped."""
    return may_say(file, _SETTLED)


def may_say(file: Path, *words: bytes) -> bool:
    """Whether a repairs file may have one of some words below its header; quicker than parsing it."""
    try:
        content = _COMMENTS.sub(b"", read_bytes(file, _MAX_BYTES))
    except OSError:
        return True  # reading it says why
    return b"\\u" in content or any(word in content for word in words)


def renamed(form: Form, source: str, workspace: Workspace) -> Path | None:
    """The YAML file of a form that bore another name until people decided about characters of it."""
    for file in filter(_may_be_settled, workspace.repairs_files()):
        yaml_file = file.parent.parent / file.name
        if yaml_file.exists() and any(entry.source == source for entry in read_repairs(file).entries):
            mine = load(yaml_file, kind=form.kind).form
            if mine and identity(mine) == identity(form):
                return yaml_file
    return None


def kept_from(file: Path) -> File:
    """What must outlive the next reading of a form: what people decided, and conflicts. Raises F05."""
    if not file.exists() or not may_say(file, _SETTLED, CONFLICT.encode(), FORMER.encode()):
        return {}
    return read_file(file)


def read_repairs(file: Path) -> RepairLog:
    """The log in a repairs file. Raises ZipingbiaoError where it cannot be read."""
    data = read_file(file)
    return RepairLog.from_data((*data.get(REPAIRS, ()), *data.get(FORMER, {}).get(REPAIRS, ())))


def read_file(file: Path) -> File:
    """What a repairs file says. Raises ZipingbiaoError where it cannot be read."""
    try:
        text = read_bytes(file, _MAX_BYTES).decode()
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except OSError as error:
        raise _unreadable(file, reason_of(error)) from error
    except yaml.MarkedYAMLError as error:
        raise _miswritten(file, error, text) from error
    except UnicodeDecodeError as error:
        raise _unreadable(file, "不是 UTF-8 编码的文字") from error
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise _unreadable(file, _NO_RECORDS) from error
    if not isinstance(data, dict) or not all(
        isinstance(part, list) and all(isinstance(record, dict) for record in part) for part in _lists(data)
    ):
        raise _unreadable(file, _NO_RECORDS)
    try:
        return _sound(data)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise _unreadable(file, _NO_RECORDS) from error


def _sound(data: File) -> File:
    """A file that a person may have edited: every record is one. Raises ValueError or TypeError."""
    kept = {key: value for key, value in data.items() if value is not None}
    lists = {key: [*map(_as_texts, data.get(key) or ())] for key in (REPAIRS, INFERRED)}
    RepairLog.from_data(lists[REPAIRS])
    for record in lists[INFERRED]:
        _require_inference(record)
    former = {FORMER: _sound(kept[FORMER])} if FORMER in kept else {}
    return kept | lists | former


_TEXTS = ("来源", "规则", "区域", "提取", "还原", "编号", "字段", "采用", INSTEAD, BY, WHEN, GUESS)


def _as_texts(record: Record) -> Record:
    """What YAML takes for numbers or dates as the texts they are."""
    others = {"其他可能": [*map(str, record["其他可能"])]} if record.get("其他可能") else {}
    texts = {key: record[key] for key in _TEXTS if not isinstance(record.get(key), list | dict | None)}
    return record | {key: str(value) for key, value in texts.items()} | others


def _require_inference(record: Record) -> None:
    float(record.get("置信度", 0))
    if not isinstance(record.get("行"), int | None) or not isinstance(record.get("字段", ""), str):
        raise TypeError("“行”应是行号，“字段”应是文字")


def _lists(data: File) -> Iterator[object]:
    former = data.get(FORMER) or {}
    for part in (data, former if isinstance(former, dict) else {FORMER: former}):
        yield from (part.get(key) or [] for key in (REPAIRS, INFERRED))


def _miswritten(file: Path, error: yaml.MarkedYAMLError, text: str) -> ZipingbiaoError:
    """What is wrong with the YAML, at its line."""
    reporter = Reporter(str(file))
    explain(error, text, reporter)
    (found,) = reporter.problems()
    hint = f"{found.hint}；或移走这个文件后重新读入" if found.hint else _HINT
    return problem.refusal("F05", f"修复记录读不通：{found.message}", at=found.place, hint=hint)


_HINT = "请改正这个文件，或移走它后重新读入"
_NO_RECORDS = "“修复”“推断”之下应是程序写的一条条记录，有的缺了项或写成了别的样子"


def _unreadable(file: Path, reason: str) -> ZipingbiaoError:
    return problem.refusal("F05", f"修复记录读不通：{reason}", at=file, hint=_HINT)
