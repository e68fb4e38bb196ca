"""``zipingbiao doctor``: what this machine has and lacks."""

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import click
from attrs import frozen

from .. import __version__
from ..render.libraries import LIBRARIES
from ..render.templates import packaged_folder
from .app import EXIT_COULD_NOT, EXIT_DONE, echo_json, json_option

_LIBRARIES = (
    "weasyprint",
    "openpyxl",
    "pdfplumber",
    "jinja2",
    "pyyaml",
    "lxml",
    "pikepdf",
    "numpy",
    "attrs",
    "click",
)
_FONTS = ("NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf")
_PROGRAMS = {"soffice": "读入 .doc、.xls 旧格式"}


@frozen
class _Check:
    name: str
    found: str | None
    needed: bool
    advice: str = ""


@click.command("doctor", help="检查系统库、字体与各程序库的版本。")
@json_option
def doctor(as_json: bool) -> int:
    """Exit 0 when everything needed is there, 2 when something is missing."""
    checks = list(_checks())
    if as_json:
        echo_json([{"name": c.name, "found": c.found, "needed": c.needed} for c in checks])
    else:
        for check in checks:
            click.echo(_line(check))
    return EXIT_COULD_NOT if any(check.needed and not check.found for check in checks) else EXIT_DONE


def _line(check: _Check) -> str:
    if check.found:
        return f"有    {check.name}  {check.found}"
    return f"{'缺少' if check.needed else '没有'}  {check.name}  {check.advice}"


def _checks() -> Iterator[_Check]:
    yield _Check("zipingbiao", __version__, needed=True)
    yield _Check("Python", sys.version.split()[0], needed=True)
    for library in LIBRARIES:
        advice = f"请以管理员身份运行：apt-get install {library.package}"
        yield _Check(library.name, library.found, needed=True, advice=advice)
    for name in _FONTS:
        file = packaged_folder() / "fonts" / name
        found = str(file) if file.is_file() else None
        yield _Check(name, found, needed=True, advice="请重新安装 zipingbiao")
    for name in _LIBRARIES:
        yield _Check(name, _version(name), needed=True, advice="请重新安装 zipingbiao")
    for program, use in _PROGRAMS.items():
        yield _Check(program, shutil.which(program), needed=False, advice=f"只有{use}才需要")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
