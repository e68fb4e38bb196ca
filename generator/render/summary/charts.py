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

from ..fonts import FAMILY
from .amounts import amount, points
from .figures import BARS, FULL_MARKS, Figures, Lost, Money

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH, _LABELS = 7.08, 2.15
"""Inches: a chart on the page, and the room for the names of its bars."""

_ROW, _AXIS = 0.2, 0.06
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
    return Chart(svg=_bars(bars, fonts, longest=Decimal(FULL_MARKS)), alt=f"各项目总分：{said}。")


def money_chart(summary: Figures, fonts: Sequence[Path]) -> Chart | None:
    """全年预算数 and 全年执行数 of the largest budgets; None where none is stated."""
    if not summary.largest:
        return None
    bars = [_money_bar(name, money) for name, money in summary.largest]
    whole = (summary.department_count, "个部门") if summary.is_overall else (summary.count, "个项目")
    said = "；".join(f"{bar.name} 预算 {bar.texts[0]}，执行 {bar.texts[1]}" for bar in bars)
    return Chart(
        svg=_bars(bars, fonts),
        alt=f"全年预算数与全年执行数（元）：{said}。",
        remark=_cut(len(bars), *whole, "预算最大"),
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
    colours = {kind.level1: _LEVELS[n % len(_LEVELS)] for n, kind in enumerate(summary.level1)}
    bars = [_lost_bar(kind, colours[kind.level1]) for kind in lost[:BARS]]
    said = "；".join(f"{bar.name} {bar.texts[0]} 分" for bar in bars)
    return Chart(
        svg=_bars(bars, fonts), alt=f"失分：{said}。", remark=_cut(len(bars), len(lost), "类指标", "失分最多")
    )


def _lost_bar(kind: Lost, colour: str) -> _Bar:
    name = kind.level2 if kind.level1 == kind.level2 else f"{kind.level1.removesuffix('指标')}·{kind.level2}"
    return _Bar(name=name, lengths=(kind.lost,), colours=(colour,), texts=(points(kind.lost),))


def _cut(shown: int, count: int, noun: str, which: str) -> str:
    return f"图中为{which}的 {shown} {noun}，共 {count:,} {noun}。" if shown < count else ""


def _of_grade(summary: Figures, grade: str) -> str:
    place = summary.grade_places.get(grade)
    return _INK if place is None else _GRADES[min(place, len(_GRADES) - 1)]


def _bars(bars: Sequence[_Bar], fonts: Sequence[Path], longest: Decimal | None = None) -> bytes:
    """Horizontal bars from top to bottom. `longest` is what the whole width stands for."""
    side_by_side = len(bars[0].lengths)
    whole = float(longest or max(max(bar.lengths) for bar in bars) or 1)
    height = len(bars) * _ROW * (1 + 0.5 * (side_by_side - 1)) + 2 * _AXIS

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib's own types are not checked here
        thick = 0.72 / side_by_side
        for row, bar in enumerate(bars):
            for number, (length, colour, text) in enumerate(
                zip(bar.lengths, bar.colours, bar.texts, strict=True)
            ):
                at = row + (number - (side_by_side - 1) / 2) * thick
                axes.barh(at, float(max(length, Decimal(0))), thick, color=colour)
                axes.text(whole * 1.02, at, text, va="center", ha="left", fontsize=_SIZE - 1)
        axes.set_yticks(range(len(bars)), [_short(bar.name) for bar in bars])
        axes.set_xlim(0, whole * 1.3)
        axes.set_ylim(len(bars) - 0.5, -0.5)

    return _picture(height, draw, fonts)


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
        axes.set_xticks(range(len(starts)), [f"{start:f}" for start in starts])
        axes.set_yticks([])
        axes.set_ylim(0, max(counts) * 1.2)

    said = "；".join(
        f"{start:f} 分起 {count} 个" for start, count in zip(starts, counts, strict=True) if count
    )
    remark = f"横轴为总分，每 {width:f} 分一柱；柱上为项目个数，颜色为等级。"
    if summary.off_scale:
        remark += f"图中没有 0–{FULL_MARKS} 以外的 {summary.off_scale:,} 个。"
    return Chart(
        svg=_picture(1.35, draw, fonts, labels=0.1),
        alt=f"总分的分布，每 {width:f} 分一段：{said}。",
        remark=remark,
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
        bottom = _AXIS if labels == _LABELS else 0.22
        axes = figure.add_axes(
            (labels / _WIDTH, bottom / height, 1 - (labels + 0.02) / _WIDTH, 1 - (bottom + _AXIS) / height)
        )
        draw(axes)
        axes.tick_params(length=0, pad=4)
        axes.spines[["top", "right", "bottom" if labels == _LABELS else "left"]].set_visible(False)
        if labels == _LABELS:
            axes.set_xticks([])
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
