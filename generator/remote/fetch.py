"""Documents of a storage put into the workspace as received; from there on they are as any other.

What a document was when it was fetched is kept under `out/.build/fetched`; losing that costs another
transfer, nothing more.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import unquote

from attrs import frozen

from ..model.problem import Problem, ZipingbiaoError
from ..runtime.files import MIB, not_written, read_bytes, state_of, write_atomically
from ..runtime.pool import WorkerFailure, each
from ..sources.bounds import MAX_FILE_BYTES
from ..workspace.workspace import Workspace, safe_name
from .address import digest, masked
from .storage import AT_ONCE, opened, reason, storage_problem

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_TAGS = ("ETag", "etag", "e_tag", "md5Hash", "checksum", "CRC")
_TIMES = ("LastModified", "last_modified", "mtime", "modified", "updated")
_CHUNK = 2**20
_MAGIC = re.compile(r"[*?\[]")


@frozen(kw_only=True)
class Document:
    """A file of a storage: the address typed, by which that is opened, and its own."""

    typed: str
    path: str
    address: str
    size: int | None
    version: str | None
    """What changes when the file does; None where the storage does not say."""

    @property
    def name(self) -> str:
        """The name that it has in a workspace: its own, made harmless, and a digest of its address."""
        own = unquote(self.path.partition("?")[0]) if "://" in self.path else self.path
        own = own.rstrip("/").rsplit("/", 1)[-1]
        suffix = PurePosixPath(own).suffix
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
        return f"{safe_name(own.removesuffix(suffix))}-{digest(self.address)}{suffix}"


@frozen(kw_only=True)
class Fetched:
    """What became of a document: the file in the workspace, or why there is none."""

    document: Document
    file: Path | None = None
    fresh: bool = False
    """Whether the file was there already, in this very state."""
    problems: tuple[Problem, ...] = ()


def documents(address: str) -> tuple[Document, ...]:
    """The file that an address names, those directly in a folder, or those that match a pattern.

    Raises ZipingbiaoError: S01, S02 as `opened`, S03 where there is none or the storage refuses.
    """
    storage = opened(address)
    try:
        entries = [entry for entry in _entries(storage.files, storage.path) if entry["type"] == "file"]
    except Exception as error:  # whatever the library of that storage raises
        raise ZipingbiaoError(_not_fetched(address, reason(error, address))) from error
    if not entries:
        raise ZipingbiaoError(_not_fetched(address, "这里没有文件"))
    return tuple(
        Document(
            typed=address,
            path=entry["name"],
            address=storage.address_of(entry["name"]),
            size=entry.get("size"),
            version=_version(entry),
        )
        for entry in sorted(entries, key=lambda entry: str(entry["name"]))
    )


def _entries(files: Any, path: str) -> Iterable[Mapping[str, Any]]:  # noqa: ANN401 - fsspec is untyped
    try:
        entry = files.info(path)
    except FileNotFoundError:
        if not _MAGIC.search(path):
            raise
        found: Mapping[str, Mapping[str, Any]] = files.glob(path, detail=True)
        return found.values()
    if entry["type"] != "directory":
        return [entry]
    inside = files.ls(path, detail=True)
    return [one for one in inside if not one["name"].rstrip("/").rsplit("/", 1)[-1].startswith(".")]


def _version(entry: Mapping[str, Any]) -> str | None:
    key = next((key for key in (*_TAGS, *_TIMES) if entry.get(key) is not None), None)
    return None if key is None else f"{key} {entry[key]} {entry.get('size')}"


def fetch(wanted: Iterable[Document], workspace: Workspace) -> Iterator[Fetched]:
    """Each document put into `data/sources`, in the order in which they arrive.

    What is there in the same state is not fetched again, and what was fetched but says the same not written.
    """
    for document, outcome in each(partial(_fetched, workspace=workspace), wanted, AT_ONCE):
        if isinstance(outcome, WorkerFailure):
            said = reason(outcome.reason, document.typed)
            outcome = Fetched(document=document, problems=(_not_fetched(document.address, said),))  # noqa: PLW2901
        yield outcome


def _fetched(document: Document, workspace: Workspace) -> Fetched:
    file = workspace.sources / document.name
    record = workspace.out / ".build" / "fetched" / f"{document.name}.json"
    if document.version is not None and _is_there(record, document.version, file):
        return Fetched(document=document, file=file, fresh=True)
    try:
        data = _received(document)
        _put(file, data)
    except ZipingbiaoError as error:
        return Fetched(document=document, problems=error.problems)
    except OSError as error:
        return Fetched(document=document, problems=(not_written(file, error),))
    _keep(record, document, file)
    return Fetched(document=document, file=file)


def _received(document: Document) -> bytes:
    """The whole file. Raises ZipingbiaoError S03 where it is too large, cut short, or not given out."""
    address = document.address
    if (document.size or 0) > MAX_FILE_BYTES:
        raise ZipingbiaoError(_too_large(address))
    storage = opened(document.typed)
    try:
        with storage.files.open(document.path, "rb") as stream:
            data = _bounded(stream)
    except Exception as error:  # whatever the library of that storage raises
        raise ZipingbiaoError(_not_fetched(address, reason(error, document.typed))) from error
    if len(data) > MAX_FILE_BYTES:
        raise ZipingbiaoError(_too_large(address))
    if document.size not in (None, len(data)):
        said = f"传输不完整，应有 {document.size} 字节，收到 {len(data)} 字节"
        raise ZipingbiaoError(_not_fetched(address, said))
    return data


def _bounded(stream: BinaryIO) -> bytes:
    """All of it, or one byte more than is allowed; some streams give less at a time than asked for."""
    data = bytearray()
    while piece := stream.read(min(_CHUNK, MAX_FILE_BYTES + 1 - len(data))):
        data += piece
    return bytes(data)


def _put(file: Path, data: bytes) -> None:
    with suppress(OSError):
        if read_bytes(file, MAX_FILE_BYTES) == data:
            return
    write_atomically(file, data)


def _is_there(record: Path, version: str, file: Path) -> bool:
    try:
        kept = json.loads(read_bytes(record, MIB))
        return bool(kept["version"] == version and kept["state"] == state_of(file))
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return False


def _keep(record: Path, document: Document, file: Path) -> None:
    with suppress(OSError):
        data = {
            "address": masked(document.address),
            "version": document.version,
            "state": state_of(file),
        }
        write_atomically(record, json.dumps(data).encode(), durable=False)


def _not_fetched(address: str, said: str) -> Problem:
    return storage_problem(
        "S03", address, f"没有取来：{said}", "请核对地址、网络和访问凭据后重试；其余的照常处理"
    )


def _too_large(address: str) -> Problem:
    limit = MAX_FILE_BYTES // 2**20
    return storage_problem(
        "S03", address, f"文件超过 {limit} MB，没有取来", "请把其中的自评表另存为单独的文件"
    )
