"""A cell of a workbook against the cell that was printed: unchanged, or changed to what."""

from decimal import Decimal

from ...sheet.build import Cell as Printed
from ...sheet.build import Role
from ...sources.number_format import plain, shown
from .marks import EditedCell


def is_formula(cell: EditedCell | None) -> bool:
    """Whether the cell is computed: it then says nothing that a person wrote."""
    return cell is not None and cell.data_type == "f"


def is_error(cell: EditedCell | None) -> bool:
    """Whether the cell holds an error, as #NUM!, or a number that is none."""
    return cell is not None and cell.data_type == "e"


def change(cell: EditedCell | None, printed: Printed) -> str | None:
    """What a person wrote in place of what was printed; None where it is the same or a formula."""
    if is_formula(cell):
        return None
    value = None if cell is None else cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and printed.number is not None:
        share = Decimal(plain(value))
        number = share.scaleb(2) if printed.role is Role.PERCENT else share
        return None if number == printed.number else _digits(number, cell, printed)
    text = text_of(cell)
    return None if text == printed.text.strip() else text


def text_of(cell: EditedCell | None) -> str:
    """What a cell shows, line ends as ours."""
    if cell is None or cell.value is None or is_formula(cell):
        return ""
    text = shown(cell.value, cell.number_format)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _digits(number: Decimal, cell: EditedCell | None, printed: Printed) -> str:
    """The number with as many digits as the cell shows, unless that would round it."""
    sign = "%" if printed.role is Role.PERCENT else ""
    seen = text_of(cell).replace(",", "").removesuffix("%")
    try:
        same = Decimal(seen) == number
    except ArithmeticError:
        same = False
    return (seen if same else f"{number:f}") + sign
