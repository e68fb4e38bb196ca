"""A storage opened by an address, through fsspec; what goes wrong there said without credentials."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from attrs import frozen

from ..model import problem
from ..model.problem import Problem, ZipingbiaoError
from ..runtime.files import reason_of
from ..runtime.pool import Pool
from .address import masked, without_secrets

_AT_ONCE = 8
"""Transfers under way; they wait for the network more than they work."""

_OBJECT_STORES = frozenset(
    {"s3", "s3a", "oss", "gs", "gcs", "abfs", "abfss", "az", "obs", "cos", "cosn", "oci", "tos"}
)
"""Where an object appears whole or not at all."""

AT_ONCE = Pool(open=partial(ThreadPoolExecutor, _AT_ONCE), ahead=2 * _AT_ONCE)


@frozen
class Storage:
    """An opened storage, and the path in it that the address names."""

    address: str
    files: Any
    """An `AbstractFileSystem`; fsspec is untyped."""
    path: str

    @property
    def is_object_store(self) -> bool:
        """Whether what is put there appears at once."""
        protocol = self.files.protocol
        return bool(_OBJECT_STORES & {protocol, *(protocol if isinstance(protocol, tuple | list) else ())})

    def below(self, inside: str) -> str:
        """A path below its own."""
        return f"{self.path.rstrip('/')}/{inside}" if self.path else inside

    def address_of(self, path: str) -> str:
        """The address of another path in it, credentials included where they were typed."""
        parts = self.address.split("::")
        index = next(number for number, part in enumerate(parts) if "://" in part)
        parts[index] = _with_path(parts[index], self.path, path)
        return "::".join(parts)


def _with_path(typed: str, old: str, new: str) -> str:
    """The address of a path; some storages keep the host out of their paths, some the scheme only."""
    bare = typed.rstrip("/")
    if old.strip("/") and bare.endswith(old):
        return bare.removesuffix(old) + new
    scheme, _, rest = typed.partition("://")
    if scheme in ("file", "local"):  # what was typed may be relative
        return f"{scheme}://{new}"
    user, at, host = rest.partition("/")[0].rpartition("@")
    inside = new.lstrip("/")
    return f"{scheme}://{user}{at}{inside if inside.startswith(host) else f'{host}/{inside}'}"


class IncompleteError(Exception):
    """What arrived is not what was sent; the message is for the user."""


def opened(address: str) -> Storage:
    """The storage of an address; each thread opens its own, which fsspec keeps.

    Raises ZipingbiaoError: S01 where a library is not installed, S02 where it cannot be opened.
    """
    try:
        import fsspec.core  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise problem.refusal(
            "S01",
            "没有安装使用远程存储所需的组件 fsspec",
            hint="请运行：pip install 'zipingbiao[storage]'，然后重试",
        ) from error
    try:
        files, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        said = without_secrets(str(error), address)
        message = f"没有安装访问这种存储所需的组件（{said}）"
        hint = "请用 pip install 安装所说的组件（如 s3:// 用 s3fs，oss:// 用 ossfs），然后重试"
        raise ZipingbiaoError(storage_problem("S01", address, message, hint)) from error
    except Exception as error:  # whatever the library of that storage raises
        raise ZipingbiaoError(_not_opened(address, error)) from error
    return Storage(address, files, path)


def reason(error: BaseException, address: str) -> str:
    """Why a storage refused, in Chinese where it is known, without credentials."""
    known = next((words for kind, words in _REASONS.items() if isinstance(error, kind)), None)
    if known or isinstance(error, IncompleteError):
        return known or str(error)
    if isinstance(error, OSError) and error.errno:
        return without_secrets(reason_of(error), address)
    said = without_secrets(" ".join(str(error).split()), address)[:200]
    return f"{type(error).__name__}：{said}" if said else type(error).__name__


_REASONS: dict[type[BaseException], str] = {
    FileNotFoundError: "没有这个文件或文件夹",
    PermissionError: "没有权限",
    TimeoutError: "超时，没有应答",
    ConnectionRefusedError: "对方拒绝连接",
}


def storage_problem(rule: str, address: str, message: str, hint: str) -> Problem:
    """One about a place in a storage."""
    return problem.error(rule, message, at=masked(address), hint=hint)


def _not_opened(address: str, error: Exception) -> Problem:
    if isinstance(error, ValueError):
        message = f"不认识这种地址（{without_secrets(str(error), address)}）"
    else:
        message = f"打不开这个存储：{reason(error, address)}"
    hint = "请核对地址（如 s3://存储桶/文件夹/*.pdf）、网络和访问凭据"
    return storage_problem("S02", address, message, hint)
