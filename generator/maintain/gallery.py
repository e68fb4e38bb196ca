"""Makes docs/gallery.md from the forms of this repository: ``python -m generator.maintain.gallery``.

LibreOffice shows the workbooks and the Word document, in the bundled face where it has no 宋体.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from attrs import frozen
from PIL import Image

from ..model.form import Form
from ..outputs.formats import of_groups
from ..outputs.run import plan, run
from ..render.pdf.form import render_pdf
from ..render.templates import TemplateSet
from ..runtime.files import write_atomically
from ..sources.legacy import libreoffice
from ..store.write.blank import to_print
from ..workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "gallery"
MAX_BYTES = 60_000

_GROUPS = ["pdf", "xlsx", "docx", "tables", "summary", "report"]
_LONGER_SIDE = 900
_COLOURS = (64, 32, 16, 8, 4)
_TIMEOUT = 180
_FACES = (
    "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体", "SimSun", "FangSong", "Times New Roman", "Calibri",
)  # fmt: skip
_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>{aliases}</fontconfig>
"""
_ALIAS = (
    '<alias binding="same"><family>{face}</family><prefer><family>Noto Serif SC</family></prefer></alias>'
)
_HEAD = """# 图样

下面的图都由本仓库里的表生成。改了版面之后用 `python -m generator.maintain.gallery` 重做，要有 LibreOffice。
"""


@frozen
class Picture:
    """A page of a generated file, and what is said of it; `file` lies below the output folder."""

    name: str
    title: str
    text: str
    file: str
    page: int = 0


_FORM = "上海市政务外网网络建设运营 (运维)"
_FOLDER = "上海市大数据中心/2020"
_SHOWN = (
    Picture(
        "form",
        "自评表 PDF",
        "`build` 的结果：A4，跨页的表头和级别重新印出，复制出来的字与 YAML 相同。",
        f"{_FORM}.pdf",
    ),
    Picture("form-2", "跨页", "同一张表的第二页：表头重复，被分页切开的级别标“续”。", f"{_FORM}.pdf", page=1),
    Picture(
        "word",
        "Word 文档",
        "`build --only docx`：同一张表，可以在 Word 里改，用 `import` 写回。",
        f"{_FORM}.docx",
    ),
    Picture("workbook", "自评表工作簿", "执行率、得分、总分是公式；改完用 `import` 写回。", f"{_FORM}.xlsx"),
    Picture("summary", "部门汇总 PDF", "一个部门一年：总分、执行率、失分、校核的发现。", "汇总.pdf"),
    Picture("summary-workbook", "部门汇总工作簿", "同样的内容，带公式和图表。", "汇总.xlsx"),
    Picture(
        "report",
        "自评报告 PDF",
        "`report`：依 GB/T 9704 的版式，自评表里没有的留作“__”，填法见 [report.md](report.md)。",
        "自评报告.pdf",
    ),
    Picture(
        "report-word",
        "自评报告 Word 文档",
        "同一份报告的第四页，每面 22 行、每行 28 字；这里以附带的宋体代替仿宋。",
        "自评报告.docx",
        page=3,
    ),
    Picture("blank", "空白纸表", "`new --profile anhui --print 空白.pdf`：供手填。", "空白.pdf"),
)


def main() -> None:
    """Write the pictures and the page that shows them."""
    with TemporaryDirectory() as folder:
        for picture, pdf in _pages(Path(folder)):
            write_atomically(PICTURES / f"{picture.name}.png", _small(pdf, picture.page))
    write_atomically(DOCUMENT, page().encode())


def page() -> str:
    """The text of docs/gallery.md."""
    parts = (f"\n## {one.title}\n\n{one.text}\n\n![{one.title}](gallery/{one.name}.png)\n" for one in _SHOWN)
    return _HEAD + "".join(parts)


def _pages(folder: Path) -> Iterator[tuple[Picture, Path]]:
    """Each picture with the PDF that shows it."""
    shutil.copytree(ROOT / "data" / _FOLDER, folder / "data" / _FOLDER)
    workspace = Workspace(root=folder)
    done = list(run(plan(workspace.yaml_files(), workspace, of_groups(_GROUPS)), workspace))
    if failed := [str(problem) for result in done if result.failed for problem in result.problems]:
        raise RuntimeError("\n".join(failed))
    out = workspace.out / _FOLDER
    blank = to_print(Form(project="", department="", year=0, layout="anhui"))
    (out / "空白.pdf").write_bytes(render_pdf(blank, templates=TemplateSet(())))
    for picture in _SHOWN:
        file = out / picture.file
        yield picture, file if file.suffix == ".pdf" else _shown(file, folder)


def _shown(file: Path, folder: Path) -> Path:
    """An office file as LibreOffice prints it."""
    program = libreoffice()
    if program is None:
        raise RuntimeError("需要 LibreOffice（soffice）")
    config, target = folder / "fonts.conf", folder / "shown" / file.suffix[1:]
    aliases = "".join(_ALIAS.format(face=face) for face in _FACES)
    config.write_text(
        _CONFIG.format(fonts=ROOT / "templates" / "fonts", cache=folder / "cache", aliases=aliases), "utf-8"
    )
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [str(program), home, "--headless", "--convert-to", "pdf", "--outdir", str(target), str(file)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(config)}
    subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT, env=environment)  # noqa: S603 - our own file
    return target / f"{file.stem}.pdf"


def _small(pdf: Path, number: int) -> bytes:
    """A page as a PNG of at most `MAX_BYTES`: in fewer colours, then smaller."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[number]
        image = sheet.render(scale=_LONGER_SIDE / max(sheet.get_size())).to_pil()
    while True:
        for colours in _COLOURS:
            target = BytesIO()
            image.quantize(colours).save(target, "PNG", optimize=True)
            if target.tell() <= MAX_BYTES:
                return target.getvalue()
        image = image.resize((image.width * 9 // 10, image.height * 9 // 10), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
