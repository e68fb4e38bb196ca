"""The report as a PDF, its blocks through a template of the engine that sets it."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from ... import __version__
from ...model.problem import Path, ZipingbiaoError
from ..fonts import unprintable
from ..pdf.engine import engine
from ..templates import TemplateSet
from .blocks import Block, Paragraph, blocks
from .contents import Contents


@frozen
class _Text:
    """A text to be printed."""

    text: str
    path: Path = ()


def report_pdf(content: Contents, templates: TemplateSet, wanted: str | None = None) -> bytes:
    """The PDF file, by the engine that is asked for.

    Raises ZipingbiaoError for characters that no font has and for broken templates.
    """
    made = blocks(content, templates)
    if problems := unprintable(map(_Text, _texts(made)), templates.font_folders):
        raise ZipingbiaoError(*problems)
    variables = {
        "blocks": made,
        "title": f"{content.department}{content.year}年度项目支出绩效自评报告",
        "author": content.department,
        "generator": f"zipingbiao {__version__}",
    }
    return engine(wanted).draft("report", variables, templates).pdf()


def _texts(made: Iterable[Block]) -> Iterator[str]:
    for block in made:
        rows = ((block,),) if isinstance(block, Paragraph) else (*block.head, *block.body)
        yield from (cell.text for row in rows for cell in row)
