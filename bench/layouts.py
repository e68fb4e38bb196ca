"""Writes docs/layouts.md, which fields of each layout are recognised in each format: python -m bench.layouts.

The documents are those of tests/layouts/documents, made up after real forms; a field is counted where the
recognised form has it exactly as the YAML beside the document. That YAML is no output of the program: L1 to
L12b were proofread against the document cell by cell, the later ones written from it beforehand.
印出再读 prints the form in its own layout and reads that again.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.model.form import Form
from generator.model.layout import STANDARD, load_layout
from generator.model.profile import load_profile
from generator.recognise.grid import recognise_grids
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.render.xlsx.form import render_xlsx
from generator.repair.pdf.read import read_pdf
from generator.sources.grid import Grid
from generator.sources.kinds import read_tables
from generator.store import load
from tests.layouts.flat import fields_of
from tests.layouts.makers import LAYOUTS, MAKERS, as_pdf, truth

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "layouts.md"
HEAD = """# 认得的版式

每种版式有一份仿照实物自拟的文档（`tests/layouts/documents/`），由它做出各种格式，逐栏与旁边的 YAML 对照。
这些 YAML 照文档写定，不由程序认读得出：L1 至 L12b 逐格对照文档校对过，L13 起的在程序初次认读之前照文档写成。
文档是自拟的，这些版式程序也见过，所以下表不说明没有见过的表认得怎样。
表中是“认对的栏数／应有的栏数”。“印出再读”是按该版式印成 XLSX、PDF 后再认一遍。
本页由 `python -m bench.layouts` 写成，不要手改。

版式一栏的名称就是 `zipingbiao new --profile` 和 YAML 中“版式”所用的名称；`shanghai` 是标准版式，不必写。

"""
COLUMNS = ("文档", "版式", "说明", "HTML", "XLSX", "DOCX", "PDF", "印出再读 XLSX", "印出再读 PDF", "疑点")


def table(*, with_pdf: bool = True) -> Iterator[str]:
    """The lines of the table."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{'---|' * len(COLUMNS)}"
    yield from (line(layout, with_pdf=with_pdf) for layout in LAYOUTS)


def line(layout: str, *, with_pdf: bool = True) -> str:
    """The line of one document; — for what a PDF is read for, if that takes too long."""
    with TemporaryDirectory() as folder:
        return f"| {' | '.join(_row(layout, Path(folder), with_pdf=with_pdf))} |"


def _row(layout: str, folder: Path, *, with_pdf: bool) -> Iterator[str]:
    form = load(truth(layout)).form
    assert form is not None
    name = form.layout or STANDARD
    yield from (layout, f"`{name}`", f"{load_profile(name).title}：{load_layout(name).title}")
    for kind in MAKERS:
        yield _share(form, _tables(MAKERS[kind](layout, folder)))
    yield _share(form, read_pdf(as_pdf(layout, folder)).grids) if with_pdf else "—"
    printed = folder / "印出.xlsx"
    printed.write_bytes(render_xlsx(form))
    yield _share(form, _tables(printed))
    yield _share(form, read_pdf(_printed_pdf(form, folder)).grids) if with_pdf else "—"
    found = recognise_grids(_tables(MAKERS["html"](layout, folder)), file=layout).forms
    yield str(sum(len(recognised.doubts) for recognised in found))


def _printed_pdf(form: Form, folder: Path) -> Path:
    path = folder / "印出.pdf"
    path.write_bytes(render_pdf(form, templates=TemplateSet()))
    return path


def _share(form: Form, grids: tuple[Grid, ...]) -> str:
    wanted = fields_of(form)
    forms = recognise_grids(grids, file="表").forms
    found = fields_of(forms[0].form) if len(forms) == 1 else {}
    return f"{sum(found.get(path) == text for path, text in wanted.items())}／{len(wanted)}"


def _tables(path: Path) -> tuple[Grid, ...]:
    content = read_tables(path).content
    assert isinstance(content, tuple)
    return content


if __name__ == "__main__":
    DOCUMENT.write_text(HEAD + "\n".join(table()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT}\n")
