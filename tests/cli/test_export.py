"""The command export: what can be read is in the workbook, what cannot is said."""

import json
import shutil
from pathlib import Path

from attrs import evolve
from openpyxl import load_workbook

from generator.cli.export import export
from generator.cli.import_ import import_
from generator.store import dump
from tests.support import forms

from .test_yaml_commands import run


def _workspace(root: Path) -> Path:
    for form in (forms.one_stop(), forms.data_service()):
        path = root / "data" / "甲" / "2020" / f"{form.project}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(form))
    return path.parent


def test_every_form_is_exported_and_imports_unchanged(tmp_path: Path) -> None:
    folder = _workspace(tmp_path)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    code, result = run(export, "-o", tmp_path / "全部.xlsx", "-w", tmp_path)
    assert (code, result.stdout) == (0, f"已导出 2 个项目到 {tmp_path / '全部.xlsx'}\n")
    code, result = run(import_, tmp_path / "全部.xlsx", "-w", tmp_path)
    assert code == 0
    assert "已写回" not in result.stdout
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_two_folders_export_the_same_bytes(tmp_path: Path) -> None:
    """Where a workspace lies is nowhere in its workbook."""
    _workspace(tmp_path / "甲处")
    shutil.copytree(tmp_path / "甲处", tmp_path / "别处/更深")
    made = []
    for root in (tmp_path / "甲处", tmp_path / "别处/更深"):
        code, _ = run(export, "-o", root / "全部.xlsx", "-w", root)
        made.append((code, (root / "全部.xlsx").read_bytes()))
    assert made[0] == made[1]
    assert made[0][0] == 0


def test_a_file_that_cannot_be_read_is_said_and_the_others_exported(tmp_path: Path) -> None:
    folder = _workspace(tmp_path)
    (folder / "坏.yaml").write_text("年度: 二〇\n")
    code, result = run(export, folder, "-o", tmp_path / "全部.xlsx", "--json", "-w", tmp_path)
    data = json.loads(result.stdout)
    assert (code, len(data["forms"])) == (2, 2)
    assert all("坏.yaml" in problem["place"]["file"] for problem in data["problems"])
    assert len(load_workbook(tmp_path / "全部.xlsx").sheetnames) == 7


def test_a_form_that_no_workbook_holds_is_said_with_its_line_and_the_others_exported(tmp_path: Path) -> None:
    folder = _workspace(tmp_path)
    bad = evolve(forms.data_service(), project="坏", reason="长" * 32_768)
    (folder / "坏.yaml").write_text(text := dump(bad))
    code, result = run(export, "-o", tmp_path / "全部.xlsx", "--json", "-w", tmp_path)
    data = json.loads(result.stdout)
    (problem,) = data["problems"]
    line = next(n for n, line in enumerate(text.splitlines(), start=1) if line.startswith("偏差原因"))
    assert (code, len(data["forms"]), problem["rule"], problem["place"]["line"]) == (2, 2, "X01", line)
    assert problem["place"]["file"].endswith("坏.yaml")


def test_nothing_to_export_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    code, result = run(export, "-o", tmp_path / "全部.xlsx", "-w", tmp_path)
    assert (code, "F01" in str(result.exception)) == (2, True)
    assert not (tmp_path / "全部.xlsx").exists()


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    _workspace(tmp_path)
    (tmp_path / "file").write_text("")
    code, result = run(export, "-o", tmp_path / "file" / "全部.xlsx", "-w", tmp_path)
    assert (code, "F08" in str(result.exception)) == (2, True)
