"""The charts of a report, drawn by matplotlib as SVG whose text stays text, with what each says in words."""

import logging
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from attrs import frozen

from ...model.terms import BUDGET, EXECUTED
from ..fonts import FAMILY
from .amounts import amount, points
from .figures import BARS, FULL_MARKS, Figures, Lost, Money

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH, _LABELS = 7.08, 2.15
"""Inches: a chart on the page, and the room for the names of its bars."""

_TOP, _AXIS = 0.05, 0.32
_ROW, _LOWEST_ROW = 0.3, 0.16
"""Inches: the room above the bars, and below them for ticks and unit; a row at the most and the least."""

_PAGE = 4.1
"""Inches that the rows of all charts take together on the page of key figures, where they are not too few."""
_DISTRIBUTION = 1.05
"""Inches: the height of the bars of a distribution."""

_LONGEST_NAME = 18
_GRADES = ("#2f7d5b", "#2f6ea5", "#c98a1b", "#b3392f")
_BUDGET, _EXECUTED, _INK, _PAPER = "#9db4cf", "#1f4e86", "#1d2733", "#edf1f5"
_LEVELS = ("#c0593f", "#8a5a9c", "#44718f", "#7a7f36", "#5a6573")
_SIZE = 8.0
"""Points, as the page's text."""


@frozen(kw_only=True)
class Chart:
    """A picture, what it shows in words for those who cannot see it, and a remark to print below."""

    svg: bytes
    alt: str
    remark: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    """The colours, as CSS has them, and what each stands for."""

    @property
    def url(self) -> str:
        """The picture as a data URL."""
        return "data:image/svg+xml;base64," + b64encode(self.svg).decode()


@frozen(kw_only=True)
class _Bar:
    """One row of a chart: its name, its lengths, their colours, and what is written behind each."""

    name: str
    lengths: tuple[Decimal, ...]
    colours: tuple[str, ...]
    texts: tuple[str, ...]


def score_chart(summary: Figures, fonts: Sequence[Path]) -> Chart | None:
    """总分: a bar for each of few projects, else how many lie from score to score; None without any."""
    scored = [project for project in summary.ranking if project.score is not None]
    if summary.count > BARS:
        return _distribution(summary, fonts) if summary.distribution else None
    if not scored:
        return None
    bars = [
        _Bar(
            name=project.name,
            lengths=(min(project.score or Decimal(0), Decimal(FULL_MARKS)),),
            colours=(_of_grade(summary, project.grade),),
            texts=(points(project.score),),
        )
        for project in scored
    ]
    said = "；".join(f"{project.name} {points(project.score)} 分" for project in scored)
    return Chart(
        svg=_bars(bars, fonts, "总分（分）", _row(summary), longest=Decimal(FULL_MARKS)),
        alt=f"各项目总分：{said}。",
        legend=_grades(summary),
    )


def _row(summary: Figures) -> float:
    """Inches of a row, so that the charts fill their page."""
    scores = summary.count if summary.count <= BARS else 0
    lost = min(BARS, sum(kind.lost > 0 for kind in summary.level2))
    rows = scores + _side_by_side(2) * len(summary.largest) + lost
    room = _PAGE if scores else _PAGE - _DISTRIBUTION
    return max(_LOWEST_ROW, min(_ROW, room / rows)) if rows else _ROW


def _side_by_side(number: int) -> float:
    """How much higher a row is with so many bars one below the other."""
    return 1 + 0.5 * (number - 1)


def _grades(summary: Figures) -> tuple[tuple[str, str], ...]:
    """The colours of the grades."""
    return tuple((_of_grade(summary, grade), grade) for grade in summary.grades)


def money_chart(summary: Figures, fonts: Sequence[Path]) -> Chart | None:
    """全年预算数 and 全年执行数 of the largest budgets; None where none is stated."""
    if not summary.largest:
        return None
    bars = [_money_bar(name, money) for name, money in summary.largest]
    whole = (summary.department_count, "个部门") if summary.is_overall else (summary.count, "个项目")
    said = "；".join(f"{bar.name} 预算 {bar.texts[0]}，执行 {bar.texts[1]}" for bar in bars)
    return Chart(
        svg=_bars(bars, fonts, "金额（元）", _row(summary)),
        alt=f"全年预算数与全年执行数（元）：{said}。",
        remark=_cut(len(bars), *whole, "预算最大"),
        legend=((_BUDGET, BUDGET), (_EXECUTED, EXECUTED)),
    )


def _money_bar(name: str, money: Money) -> _Bar:
    return _Bar(
        name=name,
        lengths=(money.budget or Decimal(0), money.executed or Decimal(0)),
        colours=(_BUDGET, _EXECUTED),
        texts=(amount(money.budget), amount(money.executed)),
    )


def lost_chart(summary: Figures, fonts: Sequence[Path]) -> Chart | None:
    """Lost points by 二级指标, coloured by 一级指标; None where nothing was lost."""
    lost = [kind for kind in summary.level2 if kind.lost > 0]
    if not lost:
        return None
    shown = lost[:BARS]
    colours = {kind.level1: _LEVELS[n % len(_LEVELS)] for n, kind in enumerate(summary.level1)}
    bars = [_lost_bar(kind, colours[kind.level1]) for kind in shown]
    said = "；".join(f"{bar.name} {bar.texts[0]} 分" for bar in bars)
    coloured = dict.fromkeys(kind.level1 for kind in shown)
    return Chart(
        svg=_bars(bars, fonts, "失分（分）", _row(summary)),
        alt=f"失分：{said}。",
        remark=_cut(len(bars), len(lost), "类指标", "失分最多"),
        legend=tuple((colours[level1], level1) for level1 in coloured),
    )


def _lost_bar(kind: Lost, colour: str) -> _Bar:
    name = kind.level2 if kind.level1 == kind.level2 else f"{kind.level1.removesuffix('指标')}·{kind.level2}"
    return _Bar(name=name, lengths=(kind.lost,), colours=(colour,), texts=(points(kind.lost),))


def _cut(shown: int, count: int, noun: str, which: str) -> str:
    return f"图中为{which}的 {shown} {noun}，共 {count:,} {noun}。" if shown < count else ""


def _of_grade(summary: Figures, grade: str) -> str:
    place = summary.grade_places.get(grade)
    return _INK if place is None else _GRADES[min(place, len(_GRADES) - 1)]


def _bars(
    bars: Sequence[_Bar], fonts: Sequence[Path], unit: str, row: float, longest: Decimal | None = None
) -> bytes:
    """Horizontal bars from top to bottom over an axis that names its unit.

    A row is `row` inches high, and `longest` is what the whole width stands for.
    """
    side_by_side = len(bars[0].lengths)
    whole = float(longest or max(max(bar.lengths) for bar in bars) or 1)
    height = len(bars) * row * _side_by_side(side_by_side) + _TOP + _AXIS

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib's own types are not checked here
        thick = 0.72 / side_by_side
        for place, bar in enumerate(bars):
            for number, (length, colour, text) in enumerate(
                zip(bar.lengths, bar.colours, bar.texts, strict=True)
            ):
                at = place + (number - (side_by_side - 1) / 2) * thick
                axes.barh(at, float(max(length, Decimal(0))), thick, color=colour, zorder=2)
                axes.text(whole * 1.02, at, text, va="center", ha="left", fontsize=_SIZE - 1)
        axes.set_yticks(range(len(bars)), [_short(bar.name) for bar in bars])
        axes.set_xlim(0, whole * 1.3)
        axes.set_ylim(len(bars) - 0.5, -0.5)
        ticks = [tick for tick in _ticks(axes, whole) if tick <= whole]
        axes.set_xticks(ticks, [short_number(tick) for tick in ticks], fontsize=_SIZE - 1)
        axes.set_xlabel(unit, x=0, ha="left", fontsize=_SIZE - 1, labelpad=2)
        axes.grid(axis="x", color=_PAPER, linewidth=0.8, zorder=0)

    return _picture(height, draw, fonts)


def _ticks(axes: Any, whole: float) -> list[float]:  # noqa: ANN401 - as above
    """Round numbers from 0 to the longest bar."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - heavy

    return [float(tick) for tick in MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(0, whole)]


def short_number(number: float) -> str:
    """A round number in few characters: ``5000万``, ``1.5亿``."""
    size, unit = next(((size, unit) for size, unit in _SIZES if number >= size), (1, ""))
    return f"{number / size:,.10g}{unit}"


_SIZES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))


def _distribution(summary: Figures, fonts: Sequence[Path]) -> Chart:
    starts = list(summary.distribution)
    counts = list(summary.distribution.values())
    width = starts[1] - starts[0] if len(starts) > 1 else Decimal(1)

    def draw(axes: Any) -> None:  # noqa: ANN401 - as above
        colours = [_of_grade(summary, summary.grade_at(start)) for start in starts]
        drawn = axes.bar(range(len(starts)), counts, 0.8, color=colours)
        axes.bar_label(
            drawn, [str(count) if count else "" for count in counts], fontsize=_SIZE - 1, padding=1
        )
        axes.set_xticks(range(len(starts)), [f"{start:f}" for start in starts], fontsize=_SIZE - 1)
        axes.set_ylim(0, max(counts) * 1.2)
        ticks = [tick for tick in _ticks(axes, max(counts)) if tick == int(tick)]
        axes.set_yticks(ticks, [f"{tick:,.0f}" for tick in ticks], fontsize=_SIZE - 1)
        axes.set_xlabel("总分（分）", x=0, ha="left", fontsize=_SIZE - 1, labelpad=2)
        axes.set_ylabel("项目（个）", fontsize=_SIZE - 1, labelpad=4)

    said = "；".join(
        f"{start:f} 分起 {count} 个" for start, count in zip(starts, counts, strict=True) if count
    )
    remark = f"每 {width:f} 分一柱，柱上为项目个数。"
    if summary.off_scale:
        remark += f"图中没有 0–{FULL_MARKS} 以外的 {summary.off_scale:,} 个。"
    return Chart(
        svg=_picture(_DISTRIBUTION + _TOP + _AXIS, draw, fonts, labels=0.5),
        alt=f"总分的分布，每 {width:f} 分一段：{said}。",
        remark=remark,
        legend=_grades(summary),
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _picture(
    height: float, draw: Callable[[Any], None], fonts: Sequence[Path], labels: float = _LABELS
) -> bytes:
    """An SVG file of one pair of axes without frame; the same data always give the same bytes."""
    stream = BytesIO()
    metadata = {"Date": None, "Creator": None}
    with _style(tuple(fonts)), catch_warnings():
        simplefilter("ignore")  # of characters without a glyph, which are judged by themselves
        from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 - heavy
        from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

        figure = Figure(figsize=(_WIDTH, height))
        canvas = FigureCanvasSVG(figure)
        axes = figure.add_axes(
            (labels / _WIDTH, _AXIS / height, 1 - (labels + 0.02) / _WIDTH, 1 - (_AXIS + _TOP) / height)
        )
        draw(axes)
        axes.tick_params(length=0, pad=4)
        axes.spines[["top", "right", "bottom" if labels == _LABELS else "left"]].set_visible(False)
        canvas.print_svg(stream, metadata=metadata)  # type: ignore[no-untyped-call]
    return stream.getvalue()


@contextmanager
def _style(fonts: tuple[Path, ...]) -> "Iterator[None]":
    """Our settings, the bundled font for measuring, and nothing of the user's own.

    The backend is not asked for: to choose one, matplotlib would load all of its drawing for screens.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it speaks of its caches
    import matplotlib as mpl  # noqa: PLC0415 - heavy

    _add_fonts(fonts)
    settings: dict[Any, Any] = {
        **{key: mpl.rcParamsDefault[key] for key in mpl.rcParamsDefault if not key.startswith("backend")},
        "svg.fonttype": "none",
        "svg.hashsalt": "zipingbiao",
        "font.family": FAMILY,
        "font.size": _SIZE,
        "axes.unicode_minus": False,
        "axes.edgecolor": "#b9c4d0",
        "text.color": _INK,
        "text.parse_math": False,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
    }
    with mpl.rc_context(settings):
        yield


@cache
def _add_fonts(folders: tuple[Path, ...]) -> None:
    from matplotlib import font_manager  # noqa: PLC0415 - heavy

    for file in _regular(folders):
        font_manager.fontManager.addfont(file)


def _regular(folders: Iterable[Path]) -> list[Path]:
    """The bundled face for text."""
    return [file for folder in folders for file in sorted(folder.glob("*Regular.[to]tf"))]
