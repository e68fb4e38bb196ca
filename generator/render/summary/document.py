"""A report as a PDF: the figures and their charts through a Jinja template."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from ... import __version__
from ...audit import Verdict
from ...model.problem import Path, Problem, Severity, ZipingbiaoError
from ...tables import Dataset
from ..fonts import unprintable
from ..pdf.engine import engine
from ..templates import TemplateSet
from .amounts import amount, count, points, rate
from .charts import lost_chart, money_chart, score_chart
from .figures import BARS, ENDS, FEW, Figures
from .queries import figures


@frozen
class _Text:
    """A text to be printed, and whose it is."""

    text: str
    path: Path = ()


def summary_pdf(
    data: Dataset, *, templates: TemplateSet, left_out: tuple[str, ...] = (), wanted: str | None = None
) -> bytes:
    """The PDF file of one department's year, or of all departments in a year.

    `left_out` names what could not be read, which the PDF says; `wanted` is the engine that is asked for.

    Raises ZipingbiaoError for characters that no font has and for broken templates.
    """
    variables = _variables(figures(data, left_out=left_out), templates)
    draft = engine(wanted).draft("summary", variables, templates)
    if unprintable([_Text(draft.text)], templates.font_folders):
        raise ZipingbiaoError(*_unprintable(data, draft.text, templates))
    return draft.pdf()


def _unprintable(data: Dataset, printed: str, templates: TemplateSet) -> tuple[Problem, ...]:
    """Which project's text holds a character that no font has; the text as a whole where none does."""
    fonts = templates.font_folders
    found = unprintable((_Text(text, (project, field)) for project, field, text in _texts(data)), fonts)
    return found or unprintable([_Text(printed)], fonts)


def _texts(data: Dataset) -> Iterator[tuple[str, str, str]]:
    """Project, field and text of whatever a report can print of the forms."""
    for table, fields in _PRINTED.items():
        for project, *texts in data.query(f"SELECT 项目名称, {', '.join(fields)} FROM {table}"):
            yield from zip([project] * len(fields), fields, texts, strict=True)


_PRINTED = {
    "项目": ("主管部门", "项目名称", "实施单位", "偏差原因"),
    "指标": ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "偏差原因"),
    "校核": ("位置", "问题", "建议", "核对"),
    "规则": ("说明",),
    "文字": ("文字",),
}


def _amount_width(summary: Figures) -> float:
    """Millimetres of a column of amounts: the longest, in bold, and its padding."""
    money = (summary.money, *(project.money for project in (*summary.spending, *summary.projects)))
    amounts = (number for one in money for number in (one.initial, one.budget, one.executed))
    return min(_WIDEST, max(len(amount(number)) for number in amounts) * _DIGIT + _PADDING)


_DIGIT, _PADDING, _WIDEST = 1.7, 2.6, 34.0


def _variables(summary: Figures, templates: TemplateSet) -> Mapping[str, object]:
    """What the template may use."""
    fonts = templates.font_folders
    return {
        "summary": summary,
        "bars": BARS,
        "ends": ENDS,
        "few": FEW,
        "severities": tuple(Severity),
        "verdicts": tuple(map(str, Verdict)),
        "scores": score_chart(summary, fonts),
        "money": money_chart(summary, fonts),
        "lost": lost_chart(summary, fonts),
        "amount": amount,
        "amount_width": _amount_width(summary),
        "count": count,
        "number": points,
        "rate": rate,
        "generator": f"zipingbiao {__version__}",
        "description": f"{summary.department} {summary.year} 年度项目支出绩效自评汇总",
    }
