"""``ingest`` from a storage and ``build --publish`` to one, by the command line."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.workspace.workspace import Workspace
from tests.support.workspaces import SHANGHAI, TRUE

pytest.importorskip("fsspec", reason="fsspec is not installed")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(root=tmp_path / "w")


@pytest.fixture
def received(tmp_path: Path) -> str:
    """The address of a folder with one document."""
    folder = tmp_path / "收到"
    folder.mkdir()
    shutil.copy(SHANGHAI, folder / "上海.txt")
    return f"file://{folder}"


def command(workspace: Workspace, name: str, *options: str | Path) -> "subprocess.CompletedProcess[str]":
    arguments = [sys.executable, "-m", "generator", name, "-w", str(workspace.root), *map(str, options)]
    return subprocess.run(arguments, check=False, capture_output=True, text=True)


def test_a_document_of_a_storage_is_read_as_any_other(workspace: Workspace, received: str) -> None:
    process = command(workspace, "ingest", f"{received}/*.txt")
    assert process.returncode == 0, process.stderr
    (file,) = workspace.sources.iterdir()
    assert file.read_bytes() == SHANGHAI.read_bytes()
    assert len(workspace.yaml_files()) == 4
    repairs = workspace.repairs_path(workspace.yaml_files()[0]).read_text("utf-8")
    assert f"来源: data/sources/{file.name}\n" in repairs
    assert "1 个文件上次已经读过" in command(workspace, "ingest", received, "--resume").stdout


def test_what_cannot_be_had_is_named_and_the_others_are_read(
    workspace: Workspace, received: str, tmp_path: Path
) -> None:
    wrong = "unheard-of://user:SECRET@host/x.pdf"
    report = tmp_path / "r.json"
    process = command(workspace, "ingest", wrong, f"{received}/没有.pdf", received, "--report", report)
    assert process.returncode == 2
    assert "unheard-of://***@host/x.pdf: E S02" in process.stderr
    assert f"{received}/没有.pdf: E S03" in process.stderr
    assert len(workspace.yaml_files()) == 4
    outcomes = {line["file"]: line["outcome"] for line in json.loads(report.read_bytes())}
    assert outcomes["unheard-of://***@host/x.pdf"] == "失败"
    assert "SECRET" not in process.stderr + process.stdout + report.read_text("utf-8")


def test_what_cannot_be_had_in_json(workspace: Workspace, received: str) -> None:
    process = command(workspace, "ingest", received, f"{received}/没有.pdf", "--json")
    missing, found = json.loads(process.stdout)
    assert (missing["problems"][0]["rule"], missing["forms"], len(found["forms"])) == ("S03", [], 4)


def test_local_files_and_addresses_are_read_in_the_order_given(workspace: Workspace, received: str) -> None:
    process = command(workspace, "ingest", SHANGHAI, received, SHANGHAI, "--json")
    (there,) = workspace.sources.iterdir()
    assert [entry["source"] for entry in json.loads(process.stdout)] == [str(SHANGHAI), str(there)]


def test_what_is_built_is_published(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace.data / "上海市大数据中心/2020"
    folder.mkdir(parents=True)
    shutil.copy(min(TRUE.glob("*.yaml")), folder / "甲.yaml")
    options = ("--only", "xlsx", "--publish", f"file://{tmp_path}/共享")
    assert "发布 1 个文件到 file://" in command(workspace, "build", *options).stdout
    there = tmp_path / "共享/上海市大数据中心/2020/甲.xlsx"
    assert there.read_bytes() == (workspace.out / "上海市大数据中心/2020/甲.xlsx").read_bytes()
    assert "发布 0 个文件到" in command(workspace, "build", *options).stdout
    there.unlink()
    (result,) = json.loads(command(workspace, "build", *options, "--json", "--force").stdout)
    assert result["published"][0]["state"] == "published"
    assert there.exists()


def test_what_is_not_published_is_an_error(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace.data / "上海市大数据中心/2020"
    folder.mkdir(parents=True)
    shutil.copy(min(TRUE.glob("*.yaml")), folder / "甲.yaml")
    (tmp_path / "共享").write_bytes(b"no folder")
    process = command(workspace, "build", "--only", "xlsx", "--publish", f"file://{tmp_path}/共享")
    assert process.returncode == 2
    assert "S04" in process.stderr
    assert "发布 0 个文件到" in process.stdout
    assert "1 个没有发布成" in process.stdout
    assert (workspace.out / "上海市大数据中心/2020/甲.xlsx").exists()


def test_an_address_that_is_no_use_is_refused_before_anything_is_built(workspace: Workspace) -> None:
    workspace.data.mkdir(parents=True)
    process = command(workspace, "build", "--publish", "unheard-of://u:SECRET@x")
    assert (process.returncode, "S02" in process.stderr, "SECRET" in process.stderr) == (2, True, False)
    assert not workspace.out.exists()
