"""From a document to YAML files: what is written, what is kept, what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from generator.ingest.write import IngestReport, Outcome, ingest
from generator.model.computed import without_sum
from generator.model.form import Form
from generator.outputs.formats import PDF
from generator.outputs.run import plan, run
from generator.repair.log import RepairLog
from generator.store import load
from generator.workspace.workspace import Workspace
from tests.support.workspaces import SHANGHAI, TRUE

BROKEN_PLACES = 280


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(root=tmp_path)


def read_in(workspace: Workspace, *sources: Path) -> list[IngestReport]:
    return list(ingest(sources or (SHANGHAI,), workspace))


def yaml_of(workspace: Workspace, part: str) -> Path:
    (file,) = [file for file in workspace.yaml_files() if part in file.name]
    return file


def outcomes(reports: list[IngestReport]) -> Iterator[Outcome]:
    return (form.outcome for report in reports for form in report.forms)


def true_forms() -> dict[str, Form]:
    """As they are written: a total that is the sum is left out."""
    return {file.name: without_sum(load(file).sound()) for file in TRUE.glob("*.yaml")}


def test_the_shanghai_forms_are_the_true_ones(workspace: Workspace) -> None:
    read_in(workspace)
    written = {file.name: load(file).form for file in workspace.yaml_files()}
    assert written == true_forms()
    assert len(written) == 4


def test_every_broken_place_is_logged_with_its_fields(workspace: Workspace) -> None:
    (report,) = read_in(workspace)
    entries = [entry for form in report.forms for entry in form.entries if entry.true != entry.extracted]
    raw = SHANGHAI.read_text("utf-8").split("\n")
    wrong = 0
    for entry in entries:
        for spot in entry.places:
            assert raw[spot.line - 1].startswith(entry.extracted, spot.column - 1)
        letters = entry.extracted.replace(" ", "")
        wrong += len(entry.places) * sum(a != b for a, b in zip(letters, entry.true, strict=False))
    assert wrong == BROKEN_PLACES
    assert all(entry.fields for entry in entries if "效" not in entry.true)


def test_reading_again_changes_nothing(workspace: Workspace) -> None:
    read_in(workspace)
    before = {file: file.read_bytes() for file in workspace.data.rglob("*") if file.is_file()}
    assert set(outcomes(read_in(workspace))) == {Outcome.UNCHANGED}
    assert before == {file: file.read_bytes() for file in workspace.data.rglob("*") if file.is_file()}


def test_a_persons_edit_stays(workspace: Workspace) -> None:
    read_in(workspace)
    file = yaml_of(workspace, "数据运营服务")
    edited = file.read_text("utf-8").replace("得分: 6.00", "得分: 8.89  # 按公式")
    file.write_text(edited, "utf-8")
    assert Outcome.KEPT in set(outcomes(read_in(workspace)))
    assert file.read_text("utf-8") == edited


def test_a_persons_edit_and_a_new_reading_are_merged(workspace: Workspace, tmp_path: Path) -> None:
    read_in(workspace)
    file = yaml_of(workspace, "数据运营服务")
    file.write_text(file.read_text("utf-8").replace("得分: 6.00", "得分: 8.89  # 按公式"), "utf-8")
    changed = tmp_path / "changed.txt"
    changed.write_text(SHANGHAI.read_text("utf-8").replace("建立运营\n", "建立专门\n"), "utf-8")
    reports = read_in(workspace, changed)
    assert Outcome.MERGED in set(outcomes(reports))
    text = file.read_text("utf-8")
    assert "得分: 8.89  # 按公式" in text
    assert "建立专门服务团队" in text


def test_what_a_person_decides_about_a_character_holds(workspace: Workspace) -> None:
    read_in(workspace)
    file = yaml_of(workspace, "一网通办")
    repairs = workspace.repairs_path(file)
    data = yaml.safe_load(repairs.read_text("utf-8"))
    entry = next(entry for entry in data["修复"] if entry["提取"] == "亐")
    entry |= {"还原": "伍", "人工": True}
    repairs.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    read_in(workspace)
    assert "伍是数据质量达标" in file.read_text("utf-8")
    again = RepairLog.from_data(yaml.safe_load(repairs.read_text("utf-8"))["修复"])
    assert [entry.true for entry in again.entries if entry.settled] == ["伍"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.txt", b"", "空的"),
        ("二进制.txt", b"\x00\x01\x02" * 50, "二进制"),
        ("小说.txt", "话说天下大势，分久必合。\n合久必分。".encode(), "不是绩效自评表"),
        ("大五码.txt", "這是一份繁體中文的文件，不是表。".encode("big5") * 5, "Big5"),
        ("图片.png", b"\x89PNG\r\n\x1a\n", "这是图片"),
        ("数据.bin", b"\x00\x89", "不认识这种文件"),
        ("坏.pdf", b"%PDF-1.7\nnonsense", "损坏"),
        ("坏.xlsx", b"PK\x03\x04nonsense", "损坏"),
    ],
)
def test_a_bad_file_is_named_and_the_next_goes_on(
    workspace: Workspace, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(content)
    first, second = read_in(workspace, bad, SHANGHAI)
    assert first.failed
    assert any(said in problem.message for problem in first.problems), first.problems
    assert all(problem.place and problem.place.file == str(bad) for problem in first.problems)
    assert len(second.forms) == 4


def test_gb18030_gives_the_same(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "gb.txt"
    source.write_bytes(SHANGHAI.read_text("utf-8").encode("gb18030"))
    read_in(workspace, source)
    written = {file.name: load(file).form for file in workspace.yaml_files()}
    assert written == true_forms()


def test_our_own_pdf_gives_the_yaml_back(workspace: Workspace, tmp_path: Path) -> None:
    read_in(workspace)
    file = yaml_of(workspace, "政务云")
    edited = file.read_bytes().replace("得分: 15.00".encode(), "得分: 15.00  # 待核".encode())
    file.write_bytes(edited)
    (done,) = run(plan([file], workspace, [PDF]), workspace)
    assert not done.problems
    other = Workspace(root=tmp_path / "other")
    read_in(other, done.step.target)
    assert yaml_of(other, "政务云").read_bytes() == edited
