"""What other programs rely on: the README's example, and each function once."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator import api
from generator.store import dump
from tests.audit.forms import NETWORK, SOUND

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "tests/layouts/documents/L1.html"


def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert len(example.splitlines()) <= 10
    shutil.copytree(ROOT / "tests/shanghai", tmp_path / "data/上海市大数据中心/2020")
    command = [sys.executable, "-c", example]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.stderr == ""
    assert "R09" in done.stdout
    assert (tmp_path / "数据运营服务.xlsx").read_bytes()[:2] == b"PK"


def test_a_form_is_read_and_written_back(tmp_path: Path) -> None:
    file = tmp_path / "甲.yaml"
    file.write_bytes(api.render(SOUND, "yaml"))
    assert api.read(file) == api.read(str(file)) == SOUND


def test_what_is_wrong_in_a_file_is_told_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "甲.yaml"
    file.write_text(dump(SOUND).replace("年度: 2024", "年分: 2024"), "utf-8")
    with pytest.raises(api.ZipingbiaoError) as raised:
        api.read(file)
    assert all(problem.place and problem.place.line for problem in raised.value.problems)


def test_a_document_is_recognised() -> None:
    (form,) = api.recognise(DOCUMENT)
    assert isinstance(form, api.Form)
    assert form.project


def test_findings_and_outcomes_are_of_one_mind() -> None:
    found = {problem.rule for problem in api.check(NETWORK)}
    assert found == {one.rule for one in api.outcomes(NETWORK) if one.verdict is api.Verdict.FOUND}
    assert "R01" in found


def test_a_workspaces_rules_hold_once_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "zipingbiao.yaml").write_text("规则配置: nowhere\n", "utf-8")
    with pytest.raises(api.ZipingbiaoError, match="nowhere"):
        api.use_workspace(tmp_path)


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf、xlsx、docx、yaml"):
        api.render(SOUND, "txt")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_rendered_file_carries_what_a_built_one_does(kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"表.{kind}"
    file.write_bytes(api.render(SOUND, kind))
    (again,) = api.recognise(file)
    assert again.project == SOUND.project
