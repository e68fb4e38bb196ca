"""Worksheets are filled one by one, and nothing of them is held once they are written."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.render.xlsx.workbook import filled_bytes, new_workbook


def _fill(worksheet: Worksheet) -> dict[str, Decimal]:
    worksheet["A1"] = worksheet.title
    worksheet["B2"] = "=1+1"
    worksheet.row_dimensions[1].height = 30
    worksheet.merge_cells("A1:B1")
    return {"B2": Decimal(2)}


def test_a_worksheet_is_filled_when_its_turn_comes_and_emptied_behind_it() -> None:
    workbook = new_workbook("", "", "")
    names = ("甲", "乙", "丙")
    for name in names:
        workbook.create_sheet(name)
    held: list[int] = []

    def fill(worksheet: Worksheet) -> dict[str, Decimal]:
        held.append(sum(any(row) for other in workbook.worksheets for row in other.values))
        return _fill(worksheet)

    content = filled_bytes(workbook, dict.fromkeys(names, fill))
    assert held == [0, 0, 0]
    for written in load_workbook(BytesIO(content), data_only=True).worksheets:
        assert [written["A1"].value, written["B2"].value] == [written.title, 2]
        assert written.row_dimensions[1].height == 30
        assert [str(area) for area in written.merged_cells.ranges] == ["A1:B1"]


def test_a_worksheet_without_formulas_needs_no_values() -> None:
    workbook = new_workbook("", "", "")
    workbook.create_sheet("甲")
    content = filled_bytes(workbook, {"甲": lambda worksheet: worksheet.append(["乙"])})
    assert load_workbook(BytesIO(content))["甲"]["A1"].value == "乙"
