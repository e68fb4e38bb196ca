"""Values that stand in fields and comments."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.sources.pdf.drawn import TABLE, Page, box, cells, rules, shown

BLANK = [["" if (r, c) == (1, 2) else said for c, said in enumerate(line)] for r, line in enumerate(TABLE)]


def page_with(**field: object) -> Page:
    page = Page(rules(), cells(BLANK))
    page.annotate(**{"Subtype": Name.Widget, "Rect": Array(box(1, 2)), **field})
    return page


def appearance(page: Page, said: str) -> Dictionary:
    code = said.encode("utf-16-be").hex()
    drawn = page.pdf.make_stream(f"/Tx BMC BT /F1 9 Tf 2 4 Td <{code}> Tj ET EMC".encode())
    drawn.Type, drawn.Subtype, drawn.BBox = Name.XObject, Name.Form, Array([0, 0, 96, 16])
    drawn.Resources = Dictionary(Font=Dictionary(F1=page.font))
    return Dictionary(N=drawn)


@pytest.mark.parametrize(
    "field",
    [
        {"FT": Name.Tx, "V": String("80")},
        {"FT": Name.Ch, "V": String("80"), "Opt": Array([String("70"), String("80")])},
        {"FT": Name.Ch, "V": String("b"), "Opt": Array([Array([String("b"), String("80")])])},
        {"Subtype": Name.FreeText, "Contents": String("80")},
    ],
)
def test_a_value_without_appearance_is_read(field: dict[str, object], tmp_path: Path) -> None:
    assert shown(page_with(**field).read(tmp_path)) == TABLE


def test_a_value_that_the_parent_has_is_read(tmp_path: Path) -> None:
    page = page_with()
    parent = page.pdf.make_indirect(Dictionary(FT=Name.Tx, V=String("80")))
    page.page.obj.Annots[0].Parent = parent
    assert shown(page.read(tmp_path)) == TABLE


def test_the_appearance_goes_before_the_value(tmp_path: Path) -> None:
    page = page_with(FT=Name.Tx, V=String("85"))
    page.page.obj.Annots[0].AP = appearance(page, "80")
    assert shown(page.read(tmp_path)) == TABLE


def test_appearances_that_are_out_of_date_give_way(tmp_path: Path) -> None:
    page = page_with(FT=Name.Tx, V=String("80"))
    page.page.obj.Annots[0].AP = appearance(page, "85")
    page.pdf.Root.AcroForm.NeedAppearances = True
    assert shown(page.read(tmp_path)) == TABLE


@pytest.mark.parametrize(("state", "sign"), [("/Yes", "☑"), ("/Off", "□")])
def test_boxes_are_ticked_or_open(state: str, sign: str, tmp_path: Path) -> None:
    page = page_with(FT=Name.Btn, AS=Name(state), V=Name(state))
    assert shown(page.read(tmp_path))[1][2] == sign


@pytest.mark.parametrize("hidden", [{"F": 2}, {"F": 32}, {"FT": Name.Sig}, {"Subtype": Name.Text}])
def test_what_is_hidden_or_a_note_is_no_text(hidden: dict[str, object], tmp_path: Path) -> None:
    page = page_with(FT=Name.Tx, V=String("80"), Contents=String("80"))
    for key, value in hidden.items():
        page.page.obj.Annots[0][f"/{key}"] = value
    assert shown(page.read(tmp_path)) == BLANK


def test_a_stamp_is_named_and_left_out(tmp_path: Path) -> None:
    page = Page(rules(), cells())
    page.annotate(Subtype=Name.Stamp, Rect=Array(box(1, 2)), Contents=String("已审核"))
    reading = page.read(tmp_path)
    assert shown(reading) == TABLE
    assert [(entry.what, entry.text) for entry in reading.omitted] == [("图章批注", "已审核")]


def test_paragraphs_of_a_value_stay_apart(tmp_path: Path) -> None:
    page = page_with(FT=Name.Tx, V=String("完成全部任务。\r\n群众满意。"))
    assert shown(page.read(tmp_path))[1][2] == "完成全部任务。\n群众满意。"


def test_a_form_of_nonsense_is_survived(tmp_path: Path) -> None:
    page = page_with(FT=Name.Tx, V=Array([1, 2]), Parent=Dictionary(V=7))
    page.pdf.Root.AcroForm = pikepdf.Array([])
    assert shown(page.read(tmp_path)) == BLANK
