"""A workbook or document is brought back only into the workspace that made it, or a copy of that."""

import shutil
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from zlib import compress, decompress

import openpyxl
import pytest

from generator.outputs.formats import DOCX, XLSX
from generator.outputs.plan import plan
from generator.outputs.run import run
from generator.render.xlsx.marks import STORE
from generator.workspace.identity import identity
from generator.workspace.workspace import Workspace
from tests.support.command import zipingbiao

TRUE = Path(__file__).parents[1] / "shanghai"
FOLDER = "data/上海市大数据中心/2020"
NAME, OTHER = "数据运营服务", "“一网通办”及“随申办”运营"


def workspace(root: Path, *names: str) -> Workspace:
    (root / FOLDER).mkdir(parents=True)
    for name in names:
        shutil.copy(TRUE / f"{name}.yaml", root / FOLDER)
    return Workspace(root=root)


def made(ours: Workspace, name: str = NAME) -> dict[str, Path]:
    """The workbook and the document of a form, by suffix."""
    file = ours.root / FOLDER / f"{name}.yaml"
    done = tuple(run(plan([file], ours, (XLSX, DOCX)), ours))
    assert not any(one.problems for one in done)
    return {one.step.target.suffix: one.step.target for one in done}


def edited(book: Path, path: Path) -> Path:
    """The workbook with another score."""
    found = openpyxl.load_workbook(book)
    sheet = found.worksheets[0]
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "质量问题整改率")
    sheet.cell(row, 8).value = 5
    found.save(path)
    return path


def brought(root: Path, book: Path) -> tuple[int, str]:
    done = zipingbiao("import", book, "-w", root, "--no-build")
    return done.exit_code, done.output


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_what_another_workspace_made_is_refused(tmp_path: Path, suffix: str) -> None:
    ours = workspace(tmp_path / "甲", NAME)
    theirs = workspace(tmp_path / "乙", NAME, OTHER)
    before = (theirs.root / FOLDER / f"{NAME}.yaml").read_bytes()
    book = made(ours)[suffix]
    if suffix == ".xlsx":
        book = edited(book, tmp_path / "改.xlsx")
    code, said = brought(theirs.root, book)
    assert (code, "X16" in said) == (2, True), said
    assert (theirs.root / FOLDER / f"{NAME}.yaml").read_bytes() == before
    assert brought(ours.root, book)[0] == 0


def test_a_copy_of_the_data_takes_what_the_other_made(tmp_path: Path) -> None:
    ours = workspace(tmp_path / "甲", NAME, OTHER)
    book = edited(made(ours)[".xlsx"], tmp_path / "改.xlsx")
    shutil.copytree(ours.root, tmp_path / "同事", ignore=shutil.ignore_patterns("out"))
    (tmp_path / "同事" / FOLDER / f"{OTHER}.yaml").unlink()
    code, said = brought(tmp_path / "同事", book)
    assert (code, "已写回" in said) == (0, True), said


def test_two_copies_make_the_same(tmp_path: Path) -> None:
    one, other = (made(workspace(tmp_path / name, NAME)) for name in "甲乙")
    assert {path.read_bytes() for path in one.values()} == {path.read_bytes() for path in other.values()}


def doctored(book: Path, name: str, path: Path) -> Path:
    """The workbook, its hidden sheet naming another project."""
    found = openpyxl.load_workbook(book)
    row = found[STORE][1]
    text = decompress(b64decode("".join(str(cell.value) for cell in row[1:] if cell.value))).decode()
    assert NAME in text
    row[1].value = b64encode(compress(text.replace(NAME, name).encode())).decode()
    for cell in row[2:]:
        cell.value = None
    found.save(path)
    return path


def doctored_document(document: Path, name: str, path: Path) -> Path:
    with zipfile.ZipFile(document) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            data = source.read(part)
            if part == "customXml/item1.xml":
                assert NAME.encode() in data
                data = data.replace(NAME.encode(), name.encode())
            target.writestr(part, data)
    return path


@pytest.mark.parametrize(("suffix", "doctor"), [(".xlsx", doctored), (".docx", doctored_document)])
def test_a_form_hidden_in_place_of_the_one_it_was_made_from_is_refused(
    tmp_path: Path, suffix: str, doctor: Callable[[Path, str, Path], Path]
) -> None:
    ours = workspace(tmp_path / "甲", NAME, OTHER)
    before = (ours.root / FOLDER / f"{OTHER}.yaml").read_bytes()
    book = doctor(made(ours)[suffix], OTHER, tmp_path / f"假{suffix}")
    code, said = brought(ours.root, book)
    assert (code, "X16" in said) == (2, True), said
    assert (ours.root / FOLDER / f"{OTHER}.yaml").read_bytes() == before


def test_the_identity_stays_when_the_forms_change(tmp_path: Path) -> None:
    ours = workspace(tmp_path, NAME)
    first = identity(ours)
    shutil.copy(TRUE / f"{OTHER}.yaml", tmp_path / FOLDER)
    assert identity(ours) == first
    assert len(first) == 32


def test_a_dry_run_leaves_nothing(tmp_path: Path) -> None:
    ours = workspace(tmp_path, NAME)
    book = made(ours)[".xlsx"]
    ours.identity.unlink()
    done = zipingbiao("import", book, "-w", tmp_path, "--dry-run")
    assert done.exit_code == 0, done.output
    assert not ours.identity.exists()


@pytest.mark.parametrize("content", [b"", b"\0\xff", b"x" * 32, b"0" * 31])
def test_an_identity_that_is_none_is_said(tmp_path: Path, content: bytes) -> None:
    ours = workspace(tmp_path, NAME)
    ours.identity.parent.mkdir()
    ours.identity.write_bytes(content)
    done = zipingbiao("build", "--only", "xlsx", "-w", tmp_path)
    assert (done.exit_code, "workspace.id: E F60" in done.stderr) == (2, True), done.output
