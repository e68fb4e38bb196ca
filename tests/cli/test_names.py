"""Names that no one chose: of another encoding, as long as they may be, with what is not seen in them."""

import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.support.command import zipingbiao

TRUE = Path(__file__).parents[1] / "shanghai"
FOLDER = "data/上海市大数据中心/2020"
NAME = "数据运营服务"
GBK = os.fsdecode("项目".encode("gbk"))
SOURCE = Path(__file__).parents[1] / "layouts/documents/L1.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    shutil.copy(TRUE / f"{NAME}.yaml", tmp_path / FOLDER)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ("build", "--only", "xlsx,tables"),
        ("export", "-o", "全部.xlsx"),
    ],
)
def test_a_form_named_in_another_encoding_does_not_keep_others_back(
    root: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    shutil.copy(root / FOLDER / f"{NAME}.yaml", root / FOLDER / f"{GBK}.yaml")
    done = zipingbiao(*command)
    assert done.exit_code == 2, done.output
    assert "F01 文件或文件夹的名称不是 UTF-8 编码" in done.stderr
    made = (root / "out" / FOLDER.removeprefix("data/") / f"{NAME}.xlsx", root / "全部.xlsx")
    assert any(file.exists() for file in made)


def test_a_folder_named_in_another_encoding_is_said(root: Path) -> None:
    (root / "data/上海市大数据中心").rename(root / "data" / GBK)
    done = zipingbiao("build", "--only", "xlsx", "-w", root)
    assert (done.exit_code, done.stderr.count("F01")) == (2, 1), done.output


@pytest.mark.parametrize("form", ["text", "json", "sarif", "xlsx"])
def test_a_check_tells_of_it_in_every_format(root: Path, form: str) -> None:
    shutil.copy(root / FOLDER / f"{NAME}.yaml", root / FOLDER / f"{GBK}.yaml")
    done = zipingbiao("check", "-w", root, "--format", form, "-o", root / "结果")
    assert done.exit_code in (0, 1), done.output
    assert (root / "结果").stat().st_size


def test_a_document_named_in_another_encoding_is_read_under_its_name(root: Path) -> None:
    source = Path(shutil.copy(SOURCE, root / f"{GBK}.html"))
    done = zipingbiao("ingest", source, "-w", root, "--report", root / "报告.xlsx")
    assert done.exit_code == 0, done.output
    assert any("项目.html" in file.read_text("utf-8") for file in root.rglob("repairs/*.yaml"))
    assert zipingbiao("ingest", source, "-w", root, "--resume").exit_code == 0
    (root / f"{GBK}.txt").write_text("丌是", "utf-8")
    done = zipingbiao("repair", root / f"{GBK}.txt", "--log", root / "日志.json", "-o", root / "x.txt")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("unseen", ["\u202e", "\u2067", "\u200b"])
def test_a_name_with_what_is_not_seen_in_it_is_said_and_the_others_go_on(root: Path, unseen: str) -> None:
    """In a form it is refused; of a file and of a document it is only the name."""
    true = (root / FOLDER / f"{NAME}.yaml").read_text("utf-8")
    (root / FOLDER / "云服务.yaml").write_text(true.replace(NAME, f"云{unseen}服务", 1), "utf-8")
    done = zipingbiao("build", "--only", "xlsx", "-w", root)
    assert (done.exit_code, done.stderr.count("Y03")) == (2, 1), done.output
    assert [file.name for file in root.glob("out/*/*/*.xlsx")] == [f"{NAME}.xlsx"]
    assert unseen not in done.output
    source = Path(shutil.copy(SOURCE, root / f"表{unseen}.html"))
    assert zipingbiao("ingest", source, "-w", root).exit_code == 0


@pytest.mark.parametrize(("count", "is_made"), [(80, True), (81, False), (83, False)])
def test_a_name_as_long_as_it_may_be(root: Path, count: int, is_made: bool) -> None:
    """A name of 83 characters fits into 255 bytes, those of the outputs do not."""
    shutil.copy(root / FOLDER / f"{NAME}.yaml", root / FOLDER / f"{'长' * count}.yaml")
    done = zipingbiao("build", "--only", "xlsx", "-w", root)
    assert (done.exit_code == 0) is is_made, done.output
    assert ("B60" in done.stderr) is not is_made
    assert len(list(root.glob("out/*/*/*.xlsx"))) == 1 + is_made


def test_a_project_of_a_long_name_has_files(root: Path) -> None:
    file = root / FOLDER / f"{NAME}.yaml"
    project = "长" * 400
    file.write_text(file.read_text("utf-8").replace(f"项目名称: {NAME}", f"项目名称: {project}"), "utf-8")
    assert zipingbiao("mv", file, "-w", root).exit_code == 0
    done = zipingbiao("build", "--only", "xlsx", "-w", root)
    assert done.exit_code == 0, done.output
    (book,) = (file for file in root.glob("out/*/*/*.xlsx") if file.stem.startswith("长"))
    assert len(os.fsencode(book.name)) < 240


def test_what_begins_like_a_formula_stays_text_in_the_result_of_a_check(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = root / FOLDER / "=HYPERLINK(1).yaml"
    shutil.move(root / FOLDER / f"{NAME}.yaml", file)
    text = file.read_text("utf-8")
    file.write_text(text.replace(f"项目名称: {NAME}", "项目名称: =cmd|calc"), "utf-8")
    monkeypatch.chdir(root / FOLDER)
    done = zipingbiao("check", file.name, "-w", root, "--format", "xlsx", "-o", root / "结果.xlsx")
    assert done.exit_code < 2, done.output
    book = openpyxl.load_workbook(root / "结果.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    begins = [cell for cell in cells if str(cell.value).startswith("=")]
    assert begins
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in begins)
