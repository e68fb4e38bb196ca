"""A project that was moved is read again into the place where it lies, not a second time into its old one."""

import shutil
from pathlib import Path

import pytest

from generator.ingest.places import Places
from generator.ingest.write import Outcome, ingest
from generator.model.form import Form
from generator.workspace.moving import move
from generator.workspace.workspace import Workspace
from tests.store.test_read import HEAD

SOURCE = Path(__file__).parents[2] / "data/sources/shanghai-2020.txt"


def place(workspace: Workspace, folder: str, name: str = "甲", read: str = HEAD) -> Path:
    yaml = workspace.data / folder / f"{name}.yaml"
    copy = workspace.last_ingest_path(yaml)
    copy.parent.mkdir(parents=True, exist_ok=True)
    yaml.write_text(HEAD, "utf-8")
    copy.write_text(read, "utf-8")
    return yaml


FORM = Form(department="乙", year=2020, project="甲")


def test_a_form_goes_to_its_usual_place(tmp_path: Path) -> None:
    workspace = Workspace(root=tmp_path)
    place(workspace, "丁/2020", read=HEAD.replace("乙", "丁"))
    place(workspace, "乙/2019", read=HEAD.replace("2020", "2019"))
    assert Places(workspace).of(FORM) == workspace.yaml_path(FORM)
    place(workspace, "乙/2021")
    place(workspace, "乙/2020")
    assert Places(workspace).of(FORM) == workspace.yaml_path(FORM)


@pytest.mark.parametrize("folder", ["乙/2021", "丁/2020", "丁/2022"])
def test_one_that_was_moved_goes_where_it_lies(tmp_path: Path, folder: str) -> None:
    workspace = Workspace(root=tmp_path)
    moved = place(workspace, folder)
    assert Places(workspace).of(FORM) == moved
    moved.unlink()
    assert Places(workspace).of(FORM) == workspace.yaml_path(FORM)


def test_a_document_read_again_does_not_double_a_project_that_was_moved(tmp_path: Path) -> None:
    workspace = Workspace(root=tmp_path)
    source = workspace.sources / SOURCE.name
    source.parent.mkdir(parents=True)
    shutil.copy(SOURCE, source)
    (first, *_) = (form.yaml for report in ingest([source], workspace) for form in report.forms)
    before = len(workspace.yaml_files())
    new = first.parent.parent / "2021" / first.name
    text = first.read_text("utf-8").replace("年度: 2020", "年度: 2021")
    first.write_text(text, "utf-8")
    move(first, new, workspace)
    again = [form for report in ingest([source], workspace) for form in report.forms]
    assert {form.yaml: form.outcome for form in again}[new] is Outcome.KEPT
    assert len(workspace.yaml_files()) == before
    assert new.read_text("utf-8") == text
