"""The workbook's named styles: one per kind of cell, made when first used and shared from then on."""

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from attrs import frozen
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from ...sheet.build import Cell, Role

if TYPE_CHECKING:
    from openpyxl import Workbook

FONT_SIZE = 9
FACE = "宋体"
"""What office machines have: Windows and WPS find SimSun by this name, a Mac its Songti."""

_ROMAN, _GB2312 = 1, 134
"""The family and character set by which a machine without the font finds its own Song face."""

_FINEST = 6
"""Decimals that a formula's cell shows where they are not zero."""

_LINE = Side(style="thin", color="000000")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

_NAMES = {
    Role.LABEL: "表头",
    Role.SOURCE: "资金来源",
    Role.LEVEL: "级别",
    Role.NAME: "名称",
    Role.TEXT: "文字",
    Role.AMOUNT: "金额",
    Role.NUMBER: "分数",
    Role.PERCENT: "百分数",
    Role.VALUE: "指标值",
}
_HORIZONTAL = {Role.SOURCE: "left", Role.TEXT: "left", Role.AMOUNT: "right"}


@cache
def serif_font(size: float = FONT_SIZE, *, bold: bool = False, color: str | None = None) -> Font:
    """The face of every cell. Shared: nobody changes it."""
    return Font(name=FACE, family=_ROMAN, charset=_GB2312, sz=size, b=bold, color=color)


@frozen(kw_only=True)
class CellStyle:
    """What a cell's style is made from."""

    role: Role
    number_format: str = "General"
    indent: int = 0
    top: bool = False

    @property
    def name(self) -> str:
        """The style's name in the workbook."""
        parts = ["自评表", _NAMES[self.role]]
        parts += [self.number_format] if self.number_format not in ("General", "@") else []
        parts += [f"缩进{self.indent}"] if self.indent else []
        parts += ["顶端"] if self.top else []
        return " ".join(parts)


def style_of(cell: Cell) -> CellStyle:
    """The style of a cell of the sheet."""
    goal = cell.role is Role.TEXT and cell.column_span > 1
    return CellStyle(role=cell.role, number_format=_number_format(cell), indent=cell.indent, top=goal)


def _number_format(cell: Cell) -> str:
    """As many decimals as the form prints, and more where a formula comes to more; never rounded.

    Values stay text, so that a typed ``=`` or date stays as typed.
    """
    decimals = len(cell.text.rstrip("%").partition(".")[2])
    digits = "0" + ("." + "0" * decimals if decimals else "")
    finer = "#" * (_FINEST - decimals) if decimals and cell.computation else ""
    match cell.role:
        case Role.AMOUNT:
            return f"#,##{digits}" if cell.number else "[=0]0;#,##0.00"
        case Role.NUMBER:
            coarse = cell.computation and not decimals  # "0.##" would leave a point behind whole numbers
            return "General" if cell.number is None or coarse else digits + finer
        case Role.PERCENT:
            return f"{digits}{finer}%" if cell.number is not None else "0.00%"
        case Role.VALUE | Role.NAME:
            return "@"
    return "General"


_STYLES_CACHE: "WeakKeyDictionary[Workbook, dict[str, Any]]" = WeakKeyDictionary()
"""Workbook → its named styles as cells hold them: openpyxl looks each up by going through all."""


def apply_style(cell: Any, name: str, make: Callable[[], NamedStyle]) -> None:  # noqa: ANN401 - openpyxl's cells share no typed base
    """Give a cell the workbook's style of that name, which is made when it is first asked for.

    All these cells hold one and the same style: see `detach_style`.
    """
    workbook = cell.parent.parent
    known = _STYLES_CACHE.setdefault(workbook, {})
    if name not in known:
        if name not in workbook.named_styles:
            workbook.add_named_style(make())
        cell.style = name
        known[name] = cell._style
    cell._style = known[name]


def detach_style(cell: Any) -> None:  # noqa: ANN401 - as apply_style
    """Part a cell's style from that of the cells that share it, so that it can be changed."""
    cell._style = copy(cell._style)


def apply_form_style(cell: Any, style: CellStyle) -> None:  # noqa: ANN401 - as apply_style
    """Give a cell of a form its style."""
    apply_style(cell, style.name, lambda: _named_style(style))


def _named_style(wanted: CellStyle) -> NamedStyle:
    style = NamedStyle(name=wanted.name)
    style.font = serif_font(bold=wanted.role is Role.LABEL)
    style.border = BOX
    style.number_format = wanted.number_format
    style.alignment = Alignment(
        horizontal=_HORIZONTAL.get(wanted.role, "center"),
        vertical="top" if wanted.top else "center",
        wrap_text=wanted.role not in (Role.AMOUNT, Role.NUMBER, Role.PERCENT),
        shrink_to_fit=wanted.role in (Role.AMOUNT, Role.NUMBER, Role.PERCENT),
        indent=wanted.indent,
    )
    return style


HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
