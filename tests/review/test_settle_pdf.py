"""Codes of a PDF's fonts in doubt: one decision for all their places, on every page."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from generator.ingest.write import ingest
from generator.model.doubt import Group, State
from generator.model.problem import ZipingbiaoError
from generator.repair.pdf.classifier import Margins
from generator.repair.text.breakage import Severity
from generator.review import list_doubts, settle, undo
from generator.workspace.workspace import Workspace
from tests.support import broken_pdf, forms


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A broken file read under margins so wide, and no sentence asked, that some of it is doubtful."""
    sound = broken_pdf.produce(broken_pdf.form_html(forms.data_service()), "weasyprint")
    broken = broken_pdf.break_tounicode(broken_pdf.without_embedded_cmap(sound), Severity.HEAVY).data
    root = tmp_path_factory.mktemp("doubtful")
    file = root / "data/sources/存疑.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(broken)
    with pytest.MonkeyPatch.context() as patch:
        in_doubt(patch)
        read(Workspace(root=root))
    return root


@pytest.fixture
def workspace(read_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    in_doubt(monkeypatch)
    shutil.copytree(read_once, tmp_path, dirs_exist_ok=True)
    return Workspace(root=tmp_path)


def in_doubt(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("generator.repair.pdf.classifier._MARGINS", Margins(in_run=0.5, free=0.5, scale=0.1))
    patch.setattr("generator.repair.pdf.verdicts.settle_by_sentence", lambda _document, verdicts: verdicts)
    patch.setattr("generator.ingest.worker.isolated", _here)


def _here(_path: Path, function: Any, *arguments: Any) -> Any:  # noqa: ANN401
    return function(*arguments)


def read(workspace: Workspace) -> None:
    (report,) = ingest(workspace.sources.iterdir(), workspace)
    assert not report.failed


def characters(workspace: Workspace) -> list[Group]:
    return [group for group in list_doubts(workspace, settled=True) if group.first.is_character]


def test_all_places_of_a_code_are_one_decision(workspace: Workspace) -> None:
    groups = characters(workspace)
    assert len(groups) > 1
    assert len({group.first.id for group in groups}) == len(groups)
    group = max(groups, key=lambda group: len(group.places))
    assert len(group.places) > 1
    for place in group.places:
        assert place.page
        assert place.box
        assert place.box[0] < place.box[2]
        assert f"【{group.first.taken}】" in place.context


def test_a_decision_holds_at_every_place_and_reading(workspace: Workspace) -> None:
    in_goals = (
        group
        for group in characters(workspace)
        if all(field.startswith("年度总体目标 › ") for place in group.places for field in place.fields)
    )
    group = max(in_goals, key=lambda group: len(group.places))
    (file,) = group.first.yaml
    before = file.read_text("utf-8")
    settlement = settle(workspace, group.ids, "〇", by="张三")
    after = file.read_text("utf-8")
    assert 0 < after.count("〇") <= len(group.places)
    assert after.replace("〇", group.first.taken) == before
    read(workspace)
    assert file.read_text("utf-8") == after
    (settled,) = [each.first for each in characters(workspace) if each.first.id == group.first.id]
    assert (settled.state, settled.says, settled.decision) == (State.CHANGED, "〇", settlement.decision)
    undo(workspace, settlement)
    assert file.read_text("utf-8") == before


def test_all_accepted_asks_nothing_again(workspace: Workspace) -> None:
    for group in list_doubts(workspace):
        settle(workspace, group.ids, group.first.taken, by="张三")
    read(workspace)
    assert list_doubts(workspace) == ()


def test_one_place_of_a_code_cannot_be_another_character(workspace: Workspace) -> None:
    group = max(characters(workspace), key=lambda group: len(group.places))
    with pytest.raises(ZipingbiaoError, match="H02"):
        settle(workspace, group.ids, "〇", by="张三", only=group.places[:1])
