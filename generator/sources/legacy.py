"""Workbooks and documents of the old binary formats (.xls, .doc, .wps, .et), by way of LibreOffice.

It also computes workbooks whose formulas were saved without their values.
"""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve

from ..model.problem import Place, ZipingbiaoError
from ..runtime.files import reason_of
from ..runtime.isolation import allow, unlimited
from .bounds import read_bytes, refuse
from .document import SourceDocument
from .docx import read_docx
from .xlsx import read_xlsx

SECONDS = 90
"""Time that a conversion may take."""

_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
"""By name on the path, then where macOS and Windows have it."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""No macros, no pictures or links from elsewhere."""


def libreoffice() -> str | None:
    """The program, where it is installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def read_legacy(path: Path, *, is_workbook: bool, suffix: str) -> SourceDocument:
    """An old document's tables; its `path` is the one given, `suffix` the usual one of its kind.

    Raises ZipingbiaoError: F26 LibreOffice is not installed, F27 it could not convert the file, else as
    `read_xlsx` and `read_docx`.
    """
    program = libreoffice()
    if program is None:
        refuse(
            "F26",
            path,
            "读取旧格式的文件需要 LibreOffice，本机没有安装。",
            "请安装 LibreOffice，或另存为 .xlsx、.docx",
        )
    kind = "xlsx" if is_workbook else "docx"
    with TemporaryDirectory(prefix="zipingbiao-") as folder:
        source = Path(folder) / f"source{suffix}"
        _copy(path, source)
        _convert(program, source, kind, path)
        converted = source.parent / "out" / f"{source.stem}.{kind}"
        if not converted.exists():
            refuse("F27", path, "LibreOffice 没有能够转换这个文件。", "请用办公软件打开后另存为新格式")
        return _read(converted, path, is_workbook=is_workbook)


def _read(converted: Path, path: Path, *, is_workbook: bool) -> SourceDocument:
    """The converted file's tables; what is wrong with it is said of the original."""
    try:
        document = read_xlsx(converted) if is_workbook else read_docx(converted)
    except ZipingbiaoError as error:
        place = Place(file=str(path))
        raise ZipingbiaoError(*(evolve(problem, place=place) for problem in error.problems)) from None
    return SourceDocument(path=str(path), content=document.content, omitted=document.omitted)


def _copy(path: Path, source: Path) -> None:
    """A copy under a name of ours: the original's folder and name are not LibreOffice's business."""
    data = read_bytes(path)
    try:
        source.write_bytes(data)
    except OSError as error:
        refuse("F01", path, f"系统的临时文件夹里写不下：{reason_of(error)}。", "请检查磁盘空间")


def _convert(program: str, source: Path, kind: str, path: Path) -> None:
    profile = source.parent / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    allow(SECONDS)
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", kind, "--outdir", str(source.parent / "out"), str(source),
    ]  # fmt: skip
    with unlimited():
        process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
            start_new_session=True,
        )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        _end(process)
        refuse(
            "F27", path, f"LibreOffice 转换超过 {SECONDS} 秒，已经停止。", "请用办公软件打开后另存为新格式"
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and, where the system can, what it has started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
