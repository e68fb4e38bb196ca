"""The summary as a PDF: the figures through a Jinja template; charts are bars of boxes with real text."""

from collections.abc import Sequence
from decimal import Decimal

from attrs import evolve, frozen

from ... import __version__
from ...form import Form
from ...problem import Path, Problem, Severity, ZipingbiaoError
from ...sheet import amount_text, decimal_text, percent_text, sheet
from ...value import round_half_up
from ..fonts import unprintable
from ..page import lay_out, to_pdf
from ..templates import TemplateSet
from .charts import lost_chart, money_chart, score_chart
from .figures import Figures, figures

TEMPLATE, STYLESHEET = "summary.html", "summary.css"


@frozen
class _Text:
    """The whole document as one text to be printed."""

    text: str
    path: Path = ()


def summary_pdf(forms: Sequence[Form], *, templates: TemplateSet) -> bytes:
    """The PDF file of one department's year.

    Raises ZipingbiaoError for characters that no font has and for broken templates.
    """
    html = templates.render(TEMPLATE, _variables(figures(forms)))
    if unprintable([_Text(html)], templates.font_folders):
        raise ZipingbiaoError(*_unprintable(forms, html, templates))
    return to_pdf(lay_out(html, STYLESHEET, templates))


def _unprintable(forms: Sequence[Form], html: str, templates: TemplateSet) -> tuple[Problem, ...]:
    """Which project's field holds a character that no font has; the text as a whole where none does."""
    fonts = templates.font_folders
    found = tuple(
        evolve(problem, path=(form.project, *problem.path))
        for form in forms
        for problem in unprintable(sheet(form).cells(), fonts)
    )
    return found or unprintable([_Text(html)], fonts)


def _variables(summary: Figures) -> dict[str, object]:
    """What the template may use."""
    return {
        "summary": summary,
        "severities": tuple(Severity),
        "scores": score_chart(summary),
        "money": money_chart(summary),
        "lost": lost_chart(summary),
        "amount": amount,
        "number": points,
        "rate": rate,
        "generator": f"zipingbiao {__version__}",
        "description": f"{summary.department} {summary.year} 年度项目支出绩效自评汇总",
    }


def amount(number: Decimal | None) -> str:
    """Money with separators; a dash for nothing."""
    return "—" if number is None else amount_text(round_half_up(number))


def points(number: Decimal | None) -> str:
    """Points with two decimals, more where they are printed with more; a dash for nothing."""
    if number is None:
        return "—"
    exponent = number.as_tuple().exponent
    return decimal_text(round_half_up(number, max(2, -exponent if isinstance(exponent, int) else 2)))


def rate(number: Decimal | None) -> str:
    """A percentage with two decimals; a dash for nothing."""
    return "—" if number is None else percent_text(round_half_up(number))
