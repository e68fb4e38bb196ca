"""Files made to harm: each is refused with its rule, in bounded time, and nothing outside is touched."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from generator.model.problem import ZipingbiaoError
from generator.sources import bounds, package
from generator.sources.docx import read_docx
from generator.sources.html import read_html
from generator.sources.kinds import kind_of
from generator.sources.xlsx import read_xlsx

WORKBOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet1.xml"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def rule_of(read: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(ZipingbiaoError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert problem.place.file == str(path)
    return problem.rule


def workbook(folder: Path, change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> Path:
    """A small workbook with its parts changed, and more parts."""
    sound, path = folder / "sound.xlsx", folder / "changed.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "项目名称"
    sheet["B1"] = 5
    book.save(sound)
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, change(part.filename, source.read(part)))
        for name, data in more:
            target.writestr(name, data)
    return path


def in_sheet(old: str, new: str) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != SHEET:
            return data
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return change


def unchanged(_: str, data: bytes) -> bytes:
    return data


def test_sound_workbook_is_read(tmp_path: Path) -> None:
    (grid,) = read_xlsx(workbook(tmp_path, unchanged)).content
    assert [cell.text for cell in grid.cells] == ["项目名称", "5"]


@pytest.mark.parametrize("read", [read_xlsx, read_docx, read_html])
def test_missing_file(read: Callable[[Path], object], tmp_path: Path) -> None:
    assert rule_of(read, tmp_path / "无.xlsx") == "F01"
    assert rule_of(read, tmp_path) == "F01"


@pytest.mark.parametrize("read", [read_xlsx, read_docx])
@pytest.mark.parametrize(("data", "rule"), [(b"", "F20"), (b"PK\x03\x04", "F20"), (package.OLE_MARK, "F23")])
def test_no_package(read: Callable[[Path], object], data: bytes, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(data)
    assert rule_of(read, path) == rule


def test_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_FILE_BYTES", 100)
    assert rule_of(read_xlsx, workbook(tmp_path, unchanged)) == "F01"


def test_zip_bomb(tmp_path: Path) -> None:
    bomb = ("xl/media/bomb.xml", b" " * (package.MAX_XML + 1))
    path = workbook(tmp_path, unchanged, bomb)
    assert path.stat().st_size < 200_000
    assert rule_of(read_xlsx, path) == "F21"


def test_too_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PARTS", 3)
    assert rule_of(read_xlsx, workbook(tmp_path, unchanged)) == "F21"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_entity_bomb(encoding: str, tmp_path: Path) -> None:
    part = ("xl/extra.xml", b" " * (2**20 - 4) + BOMB.encode(encoding))
    assert rule_of(read_xlsx, workbook(tmp_path, unchanged, part)) == "F22"


def test_broken_sheet(tmp_path: Path) -> None:
    assert rule_of(read_xlsx, workbook(tmp_path, in_sheet("</sheetData>", ""))) == "F20"
    assert rule_of(read_xlsx, workbook(tmp_path, in_sheet('r="A1"', 'r="??"'))) == "F20"


def test_billion_rows(tmp_path: Path) -> None:
    row = '<row r="1000000000"><c r="A1000000000"><v>1</v></c></row></sheetData>'
    assert rule_of(read_xlsx, workbook(tmp_path, in_sheet("</sheetData>", row))) == "F24"


def test_rows_without_values_far_below_cost_nothing(tmp_path: Path) -> None:
    row = '<row r="1000000000" ht="15"/></sheetData>'
    (grid,) = read_xlsx(workbook(tmp_path, in_sheet("</sheetData>", row))).content
    assert grid.rows == 1


def test_value_in_the_last_column(tmp_path: Path) -> None:
    assert rule_of(read_xlsx, workbook(tmp_path, in_sheet('r="B1"', 'r="XFD1"'))) == "F24"


def test_merge_of_the_whole_sheet_is_cut_to_what_is_written(tmp_path: Path) -> None:
    merge = '</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    (grid,) = read_xlsx(workbook(tmp_path, in_sheet("</sheetData>", merge))).content
    assert (grid.rows, grid.columns) == (1, 2)


def test_html_table_of_enormous_cells(tmp_path: Path) -> None:
    path = tmp_path / "大.html"
    path.write_text(
        "<table>" + "<tr><td colspan=250 rowspan=60000>x</td></tr>" * 5 + "<tr></tr>" * 5000 + "</table>",
        "utf-8",
    )
    assert rule_of(read_html, path) == "F24"


def test_html_table_too_wide(tmp_path: Path) -> None:
    path = tmp_path / "宽.html"
    path.write_text("<table><tr><td colspan=999999>x</td></tr></table>", "utf-8")
    assert rule_of(read_html, path) == "F24"


def test_html_nested_without_end(tmp_path: Path) -> None:
    path = tmp_path / "深.html"
    path.write_text("<div>" * 200_000 + "<table><tr><td>x</td></tr></table>", "utf-8")
    try:
        read_html(path)
    except ZipingbiaoError as error:
        assert error.problems[0].rule in {"F20", "F25"}


def test_html_does_not_fetch(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", "utf-8")
    path = tmp_path / "页.html"
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    path.write_text(f"{entity}<table><tr><td>&s;</td><td>文</td></tr></table>", "utf-8")
    (grid,) = read_html(path).content
    assert "机密" not in "".join(cell.text for cell in grid.cells)


def pages(folder: Path, text: str) -> Path:
    path = folder / "页.html"
    path.write_text(f"<html><body>{text}</body></html>", "utf-8")
    return path


def test_a_tag_with_more_attributes_than_anyone_writes_is_not_parsed(tmp_path: Path) -> None:
    attributes = " ".join(f"a{number}=1" for number in range(300_000))
    assert rule_of(read_html, pages(tmp_path, f"<table><tr><td {attributes}>x</td></tr></table>")) == "F24"


def test_cells_are_counted_before_they_are_parsed(tmp_path: Path) -> None:
    rows = ("<tr>" + "<td>1" * 8) * 60_000
    assert rule_of(read_html, pages(tmp_path, f"<table>{rows}</table>")) == "F24"
    cells = "<row>" + '<c t="n"><v>1</v></c>' * 255 + "</row>"
    full = workbook(tmp_path, in_sheet("<sheetData>", f"<sheetData>{cells * 1300}"))
    assert rule_of(read_xlsx, full) == "F24"


def test_a_sheet_listed_again_and_again_is_not_read_as_often(tmp_path: Path) -> None:
    def listed(name: str, data: bytes) -> bytes:
        if name != WORKBOOK:
            return data
        first = data[data.index(b"<sheet ") : data.index(b"</sheets>")]
        again = b"".join(
            first.replace(b'name="Sheet"', b'name="S%d"' % n).replace(b'sheetId="1"', b'sheetId="%d"' % n)
            for n in range(2, 1000)
        )
        return data.replace(b"</sheets>", again + b"</sheets>")

    assert rule_of(read_xlsx, workbook(tmp_path, listed)) == "F24"


def test_a_version_of_the_archive_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, unchanged)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"PK\x01\x02\x14\x03\x14\x00", b"PK\x01\x02\x14\x03\xff\xff"))
    assert path.read_bytes() != data
    assert kind_of(path).name == "Excel 工作簿"
    assert rule_of(read_xlsx, path) == "F20"
