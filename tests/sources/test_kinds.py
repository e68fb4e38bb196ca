"""A file is what it holds, whatever its name; what is not read is called by its name."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from generator.model.problem import ZipingbiaoError
from generator.sources.document import SourceDocument
from generator.sources.grid import Cell, Grid
from generator.sources.kinds import KINDS, Kind, Way, kind_of, read_tables
from generator.store import loads

from ..support.command import zipingbiao

PAGE = "<html><body><p>表</p><table><tr><td>项目名称<td>云服务</table></body></html>"
SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="Default"/><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年度&quot;"/></Style></Styles>
<Worksheet ss:Name="自评表"><Table><Column ss:Index="3" ss:Hidden="1"/>{rows}</Table></Worksheet>
<Worksheet ss:Name="底稿"><Table><Row><Cell><Data ss:Type="String">草稿</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def written(folder: Path, name: str, content: bytes | str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return file.getvalue()


def cells(document: SourceDocument) -> list[str]:
    assert isinstance(document.content, tuple)
    return [cell.text for grid in document.content for cell in grid.cells]


def saved_page(page: str = PAGE, charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message["Subject"] = "x"
    message.make_related()
    inner = EmailMessage()
    inner.set_content(page.encode(charset), maintype="text", subtype="html", cte="base64")
    inner.set_param("charset", charset)
    message.attach(inner)
    return message.as_bytes()


@pytest.mark.parametrize("name", ["表.mht", "表.xls", "表.doc", "表"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_saved_page_under_any_name(name: str, charset: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, saved_page(charset=charset))
    assert cells(read_tables(path)) == ["项目名称", "云服务"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_under_the_name_of_a_workbook(encoding: str, tmp_path: Path) -> None:
    path = written(tmp_path, "表.xls", PAGE, encoding)
    assert cells(read_tables(path)) == ["项目名称", "云服务"]


def test_a_workbook_of_2003_in_xml(tmp_path: Path) -> None:
    rows = (
        '<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">项目名称</Data></Cell>'
        '<Cell ss:Index="4"><Data ss:Type="String">云服务</Data></Cell></Row>'
        '<Row><Cell ss:StyleID="p"><Data ss:Type="Number">0.9264</Data></Cell>'
        '<Cell ss:StyleID="d"><Data ss:Type="DateTime">2020-01-01T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="String">隐</Data></Cell>'
        '<Cell ss:Formula="=A1/B1"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>'
        '<Row ss:Hidden="1"><Cell><Data ss:Type="String">藏</Data></Cell></Row>'
    )
    document = read_tables(written(tmp_path, "表.xls", SHEET.format(rows=rows)))
    assert cells(document) == ["项目名称", "云服务", "92.64%", "2020年度", "#DIV/0!"]
    assert isinstance(document.content, tuple)
    (grid,) = document.content
    assert [cell.column_span for cell in grid.cells][:2] == [2, 1]
    assert grid.hidden == ("C列：隐", "第4行：藏")
    assert "出错" in grid.cells[-1].doubt
    assert [entry.text for entry in document.omitted] == ["草稿"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (SHEET[:400], "F20"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + SHEET.split("?>", 2)[2].format(rows=""), "F22"),
        (
            SHEET.format(rows='<Row ss:Index="999999"><Cell><Data ss:Type="String">x</Data></Cell></Row>'),
            "F24",
        ),
    ],
)
def test_a_workbook_in_xml_that_harms_is_refused(content: str, rule: str, tmp_path: Path) -> None:
    with pytest.raises(ZipingbiaoError) as caught:
        read_tables(written(tmp_path, "表.xls", content))
    assert caught.value.problems[0].rule == rule


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "项目名称"
    file = io.BytesIO()
    book.save(file)
    strict = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(strict, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            for kind in (b"spreadsheetml", b"officeDocument", b"drawingml"):
                old = b"http://schemas.openxmlformats.org/" + kind + b"/2006/"
                data = data.replace(old, b"http://purl.oclc.org/ooxml/" + kind + b"/")
            target.writestr(part.filename, data)
    assert cells(read_tables(written(tmp_path, "表.xlsx", strict.getvalue()))) == ["项目名称"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.ofd", archive("OFD.xml", "Doc_0/Document.xml"), "OFD"),
        ("表.xlsx", archive("ppt/presentation.xml"), "演示文稿"),
        ("表.zip", archive("a/表.docx"), "压缩包"),
        ("表.pdf", b"\x89PNG\r\n\x1a\n" + bytes(20), "图片"),
        ("表.pdf", b"\xff\xd8\xff\xe0" + bytes(20), "图片"),
        ("表.rar", b"Rar!\x1a\x07\x00", "压缩包"),
        ("表.yaml", "格式: 2\n", "YAML"),
        ("表.bin", b"\x00\x01\x02", "不认识"),
        ("说明.py", "print(1)\n", "不认识"),
    ],
)
def test_what_is_not_read_is_called_by_its_name(
    name: str, content: bytes | str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ZipingbiaoError) as caught:
        kind_of(written(tmp_path, name, content))
    (problem,) = caught.value.problems
    assert problem.rule == "F04"
    assert said in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("name", "content", "way"),
    [
        ("表.xls", "项目名称\t云服务\t\n主管部门\t某局\t\n", Way.TEXT),
        ("表.csv", "项目名称,云服务\n", Way.TEXT),
        ("表.dat", "项目名称\t云服务\t\n主管部门\t某局\t\n", Way.TEXT),
        ("表.txt", b"%PDF-1.7\n", Way.PDF),
        ("表.pdf", PAGE, Way.TABLES),
        ("表.html", "没有标签的一行字", Way.TEXT),
    ],
)
def test_the_content_decides(name: str, content: bytes | str, way: Way, tmp_path: Path) -> None:
    assert kind_of(written(tmp_path, name, content)).way is way


def test_each_name_belongs_to_one_kind() -> None:
    suffixes = [suffix for kind in KINDS for suffix in kind.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(kind.read or kind.way in (Way.PDF, Way.TEXT) or kind.advice for kind in KINDS)


def _read_colons(path: Path) -> SourceDocument:
    """A table of lines that keep their cells apart by double colons."""
    rows = [line.split("::") for line in path.read_text("utf-8").splitlines()[1:]]
    cells = tuple(
        Cell(row=i, column=j, text=text) for i, row in enumerate(rows) for j, text in enumerate(row) if text
    )
    return SourceDocument(
        path=str(path), content=(Grid(rows=len(rows), columns=max(map(len, rows)), cells=cells),)
    )


def test_an_entry_adds_an_input_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    colons = Kind(
        name="双冒号表",
        suffixes=(".colons",),
        holds=lambda data: data.startswith(b"#::"),
        read=_read_colons,
    )
    monkeypatch.setattr("generator.sources.kinds.KINDS", (colons, *KINDS))
    monkeypatch.setattr("generator.ingest.worker.isolated", lambda _, function, task: function(task))
    lines = (
        "#::",
        "财政项目支出绩效自评表",
        "（2020 年度）",
        "项目名称::云服务",
        "主管部门::某局::实施单位::某处",
        "项目资金（元）::年初预算数::全年预算数::全年执行数::分值::执行率::得分",
        "年度资金总额::100::100::90::10::90%::9",
        "一级指标::二级指标::三级指标::年度指标值::实际完成值::分值::得分::偏差原因分析及改进措施",
        "产出指标::数量指标::次数::≥5次::5次::90::90::",
        "总分::::::::::100::99::",
    )
    path = written(tmp_path, "任意名字", "\n".join(lines))
    zipingbiao("ingest", path, "-w", tmp_path)
    (made,) = tmp_path.glob("data/某局/2020/*.yaml")
    form = loads(made.read_text("utf-8"), file=str(made)).form
    assert form is not None and form.project == "云服务"
