"""``zipingbiao doctor``: what this machine has and lacks, found out by trying it."""

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from io import BytesIO
from pathlib import Path

import click
import pdfplumber
from attrs import frozen
from packaging.requirements import Requirement

from .. import __version__
from ..model.problem import ZipingbiaoError
from ..render.libraries import LIBRARIES
from ..render.templates import TemplateSet, packaged_folder
from ..sources.legacy import libreoffice
from .app import Exit, echo_json, json_option

_FONTS = ("NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf")
_SAMPLE = "效"
_PARTS = {"Writer": "swlo", "Calc": "sclo"}
"""LibreOffice's parts, by the library that each lives in, without what a system puts before and behind."""
_EXTRAS = {
    "workbench": "浏览器里的工作台",
    "ocr": "识别没有文字层的扫描件",
    "storage": "读写对象存储",
    "cluster": "在 Dask 集群上生成",
    "typst": "不用 Pango 制作 PDF",
}


@frozen
class _Check:
    name: str
    found: str | None
    needed: bool
    advice: str = ""


@click.command("doctor", help="检查这台机器：系统库、字体、程序库，能否画出一个字，缺什么、怎样装。")
@json_option
def doctor(as_json: bool) -> int:
    """Exit 0 when everything needed is there, 2 when something is missing."""
    checks = list(_checks())
    if as_json:
        echo_json([{"name": c.name, "found": c.found, "needed": c.needed} for c in checks])
    else:
        for check in checks:
            click.echo(_line(check))
    return Exit.COULD_NOT if any(check.needed and not check.found for check in checks) else Exit.DONE


def _line(check: _Check) -> str:
    if check.found:
        return f"有    {check.name}  {check.found}"
    return f"{'缺少' if check.needed else '没有'}  {check.name}  {check.advice}"


def _checks() -> Iterator[_Check]:
    yield _Check("zipingbiao", __version__, needed=True)
    yield _Check("Python", sys.version.split()[0], needed=True)
    engines = _engines()
    is_set = any(engine.found for engine in engines)
    for one in LIBRARIES:
        yield _Check(one.name, one.found, needed=not is_set, advice=_how_to_install(one.package))
    for name in _FONTS:
        file = packaged_folder() / "fonts" / name
        yield _Check(name, str(file) if file.is_file() else None, needed=True, advice="请重新安装 zipingbiao")
    yield from _packages()
    yield from engines
    yield from _office()


def _how_to_install(package: str) -> str:
    if sys.platform == "linux":
        return f"请以管理员身份运行：apt-get install {package}"
    if sys.platform == "darwin":
        return "请运行：brew install pango"
    return "请安装 Pango（随 MSYS2 或 GTK 运行库）"


def _packages() -> Iterator[_Check]:
    """Every library that the program asks for, in a version that will do; then the extras."""
    wanted = _wanted()
    for one in wanted:
        if one.marker is None:
            found, reason = _version(one)
            yield _Check(one.name, found, needed=True, advice=f"{reason}，请重新安装 zipingbiao")
    for extra, use in _EXTRAS.items():
        parts = [one for one in wanted if one.marker and one.marker.evaluate({"extra": extra})]
        if parts:
            lacking = [one.name for one in parts if _version(one)[0] is None]
            advice = f"{use}才需要：pip install 'zipingbiao[{extra}]'"
            yield _Check(f"[{extra}]", None if lacking else use, needed=False, advice=advice)


def _wanted() -> list[Requirement]:
    try:
        return [Requirement(text) for text in requires("zipingbiao") or ()]
    except PackageNotFoundError:  # run from a folder, not installed
        return []


def _version(one: Requirement) -> tuple[str | None, str]:
    """The version installed, where it will do; else why not."""
    try:
        installed = version(one.name)
    except PackageNotFoundError:
        return None, "没有安装"
    if one.specifier.contains(installed, prereleases=True):
        return installed, ""
    return None, f"现有 {installed}，需要 {one.specifier}"


def _engines() -> list[_Check]:
    """Whether each engine sets a page with a Chinese character that reads as what it shows; one must."""
    tried = {"WeasyPrint": _tried(_set_by_weasyprint), "Typst": _tried(_set_by_typst)}
    is_set = any(found for found, _ in tried.values())
    return [
        _Check(f"{name} 试排", found, needed=not is_set, advice=advice)
        for name, (found, advice) in tried.items()
    ]


def _tried(set_page: Callable[[], bytes]) -> tuple[str | None, str]:
    """What was read back, or what went wrong."""
    try:
        with pdfplumber.open(BytesIO(set_page())) as document:
            drawn = document.pages[0].extract_text().split("\n")[0]
    except (OSError, ImportError, ZipingbiaoError) as error:  # OSError: a system library cannot be loaded
        return None, f"试排一页没有成功：{' '.join(str(error).split())[:200]}"
    if drawn == _SAMPLE:
        return f"排出一页，读回“{drawn}”", ""
    return None, f"画出的页上读到的不是“{_SAMPLE}”，而是“{drawn}”"


def _set_by_weasyprint() -> bytes:
    from ..render.pdf.page import lay_out, to_pdf  # noqa: PLC0415 - heavy, and may fail

    page = f"<html lang=zh><title>{_SAMPLE}</title><p>{_SAMPLE}</p>"
    return to_pdf(lay_out(page, "form.css", TemplateSet()))


def _set_by_typst() -> bytes:
    from ..render.pdf.typst_world import compiled  # noqa: PLC0415 - as above

    page = f'#set document(title: "{_SAMPLE}")\n#set text(font: "Noto Serif SC", lang: "zh")\n{_SAMPLE}'
    return compiled(page, "form.typ", TemplateSet())


def _office() -> Iterator[_Check]:
    program = libreoffice()
    use = "只有读入 .doc、.xls、.wps、.et 才需要：请安装 LibreOffice"
    yield _Check("LibreOffice", program, needed=False, advice=use)
    if program is None:
        return
    for part, library in _PARTS.items():
        yield _Check(
            f"LibreOffice {part}",
            _part(Path(program), library),
            needed=False,
            advice=f"请安装 LibreOffice 的 {part}"
            + (f"：apt-get install libreoffice-{part.lower()}" if sys.platform == "linux" else ""),
        )


def _part(program: Path, library: str) -> str | None:
    """The file of one of LibreOffice's parts, which lies beside the program itself or in its bundle."""
    folder = program.resolve().parent
    for place in (folder, folder.parent / "Frameworks"):
        if found := sorted(place.glob(f"*{library}.*")):
            return str(found[0])
    return None
