"""Links that lead elsewhere: what they point to is neither changed nor replaced, and it is said."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from generator.outputs.formats import XLSX
from generator.outputs.plan import plan
from generator.outputs.run import run
from generator.render.xlsx.form import render_xlsx
from generator.runtime.files import write_atomically
from generator.store import load
from generator.workspace.workspace import Workspace
from tests.support.command import zipingbiao

TRUE = Path(__file__).parents[1] / "shanghai"
NAME = "数据运营服务"


@pytest.fixture
def yaml(tmp_path: Path) -> Path:
    """The one form of a workspace."""
    folder = tmp_path / "workspace/data/上海市大数据中心/2020"
    folder.mkdir(parents=True)
    return Path(shutil.copy(TRUE / f"{NAME}.yaml", folder))


@pytest.fixture
def victim(tmp_path: Path, yaml: Path) -> Path:
    """A file elsewhere that the form is a link to: untidy, its rate wrong."""
    file = tmp_path / "victim.yaml"
    text = yaml.read_text("utf-8").replace("主管部门: ", "主管部门:   ", 1)
    assert "执行率: " in text
    file.write_text(text.replace("执行率: ", "执行率: 1", 1), "utf-8")
    yaml.unlink()
    yaml.symlink_to(file)
    return file


@pytest.mark.parametrize("command", [("fmt",), ("check", "--fix", "--yes")])
def test_a_form_that_is_a_link_is_not_rewritten(victim: Path, yaml: Path, command: tuple[str, ...]) -> None:
    before = victim.read_bytes()
    done = zipingbiao(command[0], yaml, *command[1:])
    assert done.exit_code == 2
    assert f"它是一个链接，指向 {victim}" in done.stderr
    assert yaml.is_symlink()
    assert victim.read_bytes() == before


def test_a_link_does_not_keep_others_from_being_mended(victim: Path, yaml: Path) -> None:
    other = yaml.with_name("另一个.yaml")
    other.write_bytes(victim.read_bytes())
    done = zipingbiao("check", yaml, other, "--fix", "--yes")
    assert done.exit_code == 2
    assert other.read_bytes() != victim.read_bytes()


def test_an_import_does_not_follow_a_link(tmp_path: Path, victim: Path, yaml: Path) -> None:
    before = victim.read_bytes()
    book = tmp_path / "改.xlsx"
    book.write_bytes(render_xlsx(load(yaml).sound()))
    edited = openpyxl.load_workbook(book)
    cell = next(cell for row in edited.worksheets[0].iter_rows() for cell in row if cell.value == "产出指标")
    edited.worksheets[0].cell(cell.row, 4).value = "改过的指标"
    edited.save(book)
    done = zipingbiao("import", book, "-w", tmp_path / "workspace", "--no-build")
    assert done.exit_code == 2, done.output
    assert f"它是一个链接，指向 {victim}" in done.stderr
    assert victim.read_bytes() == before


@pytest.mark.parametrize("there", [True, False])
def test_an_output_takes_the_place_of_a_link(tmp_path: Path, yaml: Path, there: bool) -> None:
    workspace = Workspace(root=tmp_path / "workspace")
    victim = tmp_path / "victim.xlsx"
    if there:
        victim.write_bytes(b"theirs")
    (step,) = plan([yaml], workspace, (XLSX,))
    step.target.parent.mkdir(parents=True)
    step.target.symlink_to(victim)
    (done,) = run([step], workspace)
    (problem,) = done.problems
    assert problem.rule == "B12"
    assert "原来这里是一个链接" in problem.message
    assert step.target.is_file()
    assert not step.target.is_symlink()
    assert victim.exists() == there
    assert not there or victim.read_bytes() == b"theirs"


def test_an_output_that_became_a_link_is_not_taken_for_ours(tmp_path: Path, yaml: Path) -> None:
    workspace = Workspace(root=tmp_path / "workspace")
    (step,) = plan([yaml], workspace, (XLSX,))
    list(run([step], workspace))
    moved = step.target.rename(tmp_path / "moved.xlsx")
    made = moved.read_bytes()
    step.target.symlink_to(moved)
    yaml.write_text(yaml.read_text("utf-8").replace("得分: 5", "得分: 4", 1), "utf-8")
    (step,) = plan([yaml], workspace, (XLSX,))
    (done,) = run([step], workspace)
    assert [problem.rule for problem in done.problems] == ["B12"]
    assert moved.read_bytes() == made
    assert not step.target.is_symlink()


def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to("/dev/null")
    for name in (Path("/dev/null"), tmp_path / "null"):
        with pytest.raises(OSError, match="设备"):
            write_atomically(name, b"x")
    assert (tmp_path / "null").is_symlink()
