"""What tells a workspace from others: by it a workbook that was made elsewhere, or tampered with, is known.

Whoever has a copy of the workspace has it too. It is made of the forms that are there when it is first
needed, so that two copies of a folder come to the same, and never changes afterwards.
"""

import hashlib
import re
from contextlib import suppress

from ..model import problem
from ..runtime.files import digest_of, read_bytes, reason_of, write_atomically
from .workspace import Workspace

_ID = re.compile(r"[0-9a-f]{32}")
_MAX_BYTES = 1000
_MAX_FORM = 2**26


def identity(workspace: Workspace, *, keep: bool = True) -> str:
    """32 hexadecimal digits, made now where there are none, and kept if so asked; empty without any form.

    Also empty where it cannot be kept: what it says would change with the forms. Raises ZipingbiaoError F60
    where the file holds something else.
    """
    file = workspace.identity
    if not file.exists() and not file.is_symlink():
        return _made(workspace, keep=keep)
    try:
        found = read_bytes(file, _MAX_BYTES).decode("ascii").strip()
    except OSError as error:
        raise problem.refusal("F60", f"读不了工作区的标识：{reason_of(error)}", at=file) from error
    except UnicodeDecodeError:
        found = ""
    if not _ID.fullmatch(found):
        hint = "请从备份或同事的副本里取回；没有别处改着的工作簿的，可以删去，会另做一个"
        raise problem.refusal("F60", "工作区的标识不是 32 位十六进制数", at=file, hint=hint)
    return found


def _made(workspace: Workspace, *, keep: bool) -> str:
    forms = sorted(workspace.yaml_files()) if workspace.data.is_dir() else []
    if not forms:
        return ""
    digest = hashlib.sha256()
    for form in forms:
        content = ""
        with suppress(OSError):
            content = digest_of(form, _MAX_FORM)
        digest.update(f"{form.relative_to(workspace.data)}\0{content}\0".encode(errors="surrogateescape"))
    made = digest.hexdigest()[:32]
    if keep:
        try:
            write_atomically(workspace.identity, f"{made}\n".encode())
        except OSError:
            return ""
    return made
