from generator.render.pdf.continued import split
from generator.sheet.build import Sheet, sheet
from tests.support import forms


def _texts(printed: Sheet, column: int) -> list[tuple[int, int, str]]:
    block = next(block for block in printed.blocks if block.name == "指标")
    return [
        (cell.row, cell.row_span, cell.text)
        for row in block.rows
        for cell in row.cells
        if cell.column == column
    ]


def test_a_level_is_closed_and_opened_again_with_its_label() -> None:
    printed = sheet(forms.data_service())
    first = next(block for block in printed.blocks if block.name == "指标").body[0].number
    parts = _texts(split(printed, {first + 2}), 1)[1:]
    assert parts[:2] == [(first, 2, "产出指标"), (first + 2, 2, "产出指标（续）")]
    assert parts[2] == (first + 4, 6, "效益指标")


def test_a_break_between_levels_cuts_only_the_side_label() -> None:
    printed = sheet(forms.data_service())
    first = next(block for block in printed.blocks if block.name == "指标").body[0].number
    cut = split(printed, {first + 4})
    assert _texts(cut, 1) == _texts(printed, 1)
    assert _texts(cut, 0) == [(first - 1, 1, ""), (first, 4, "绩效指标"), (first + 4, 7, "绩效指标（续）")]
