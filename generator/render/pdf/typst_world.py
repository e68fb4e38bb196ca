"""Typst's compiler and the little that it may see: a text, and the fonts of a template set."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from ...model import problem
from ...model.problem import Place, Problem, ZipingbiaoError
from ..templates import TemplateSet
from .engine import EPOCH

if TYPE_CHECKING:
    import typst


def compiled(source: str, name: str, templates: TemplateSet) -> bytes:
    """The PDF of a Typst text that the template `name` gave. Raises ZipingbiaoError where it is wrong."""
    import typst  # noqa: PLC0415 - may be missing

    try:
        found = _compiler(templates.font_folders).compile(
            source.encode(), format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=EPOCH
        )
    except typst.TypstError as error:
        raise ZipingbiaoError(_fault(error, source, name, templates)) from error
    assert isinstance(found, bytes)
    return found


@cache
def _compiler(folders: tuple[Path, ...]) -> "typst.Compiler":
    import typst  # noqa: PLC0415 - may be missing

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    return typst.Compiler(root=mkdtemp(), font_paths=fonts)


def _fault(error: "typst.TypstError", source: str, name: str, templates: TemplateSet) -> Problem:
    return problem.error(
        "T11",
        f"Typst 排不出来：{error.message}\n{error.diagnostic}",
        at=Place(file=str(templates.find(name))),
    )
