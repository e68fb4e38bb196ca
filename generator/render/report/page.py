"""The report as a PDF, its blocks set by WeasyPrint."""

from collections.abc import Iterable, Iterator
from html import escape

from attrs import frozen

from ... import __version__
from ...model.problem import Path, ZipingbiaoError
from ...runtime.gc_paused import gc_paused
from ..fonts import unprintable
from ..pdf.page import lay_out, to_pdf
from ..templates import TemplateSet
from .blocks import Block, Paragraph, Row, Table, blocks
from .contents import Contents

STYLESHEET = "report.css"


@frozen
class _Text:
    """A text to be printed."""

    text: str
    path: Path = ()


def report_pdf(content: Contents, templates: TemplateSet) -> bytes:
    """The PDF file. Raises ZipingbiaoError for characters that no font has and for broken templates."""
    made = blocks(content, templates)
    if problems := unprintable(map(_Text, _texts(made)), templates.font_folders):
        raise ZipingbiaoError(*problems)
    with gc_paused():
        return to_pdf(lay_out("".join(_page(made, content)), STYLESHEET, templates))


def _texts(made: Iterable[Block]) -> Iterator[str]:
    for block in made:
        rows = ((block,),) if isinstance(block, Paragraph) else (*block.head, *block.body)
        yield from (cell.text for row in rows for cell in row)


def _page(made: Iterable[Block], content: Contents) -> Iterator[str]:
    title = f"{content.department}{content.year}年度项目支出绩效自评报告"
    yield f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f'<meta name="author" content="{escape(content.department)}">'
    yield f'<meta name="generator" content="zipingbiao {__version__}"></head><body>'
    for block in made:
        yield from (_paragraph(block),) if isinstance(block, Paragraph) else _table(block)
    yield "</body></html>"


def _paragraph(block: Paragraph) -> str:
    opened = f'{block.kind} class="{block.alignment}"' if block.alignment else block.kind
    if block.kind == "th":
        opened += ' scope="col"'
    return f"<{opened}>{escape(block.text).replace(chr(10), '<br>')}</{block.kind}>"


def _table(table: Table) -> Iterator[str]:
    yield '<table class="short"><colgroup>' if table.is_short else "<table><colgroup>"
    yield from (f'<col style="width: {width:g}mm">' for width in table.widths)
    yield "</colgroup><thead>"
    yield from map(_row, table.head)
    yield "</thead><tbody>"
    yield from map(_row, table.body)
    yield "</tbody></table>"


def _row(row: Row) -> str:
    return f"<tr>{''.join(map(_paragraph, row))}</tr>"
