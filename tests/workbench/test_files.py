"""The screen 文件: documents come in by the one way in, and each form tells how it stands."""

import shutil
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from generator.render.xlsx.form import render_xlsx
from generator.workbench.intake import kept
from generator.workspace.workspace import Workspace
from tests.support.forms import one_stop


def _until(client: TestClient, path: str, words: str) -> str:
    for _ in range(200):
        text = client.get(path).text
        if words in text:
            return text
        time.sleep(0.05)
    raise AssertionError(f"{words} 没有出现：{text}")


def test_the_forms_of_the_workspace_are_listed(client: TestClient) -> None:
    text = client.get("/files").text
    assert "数据运营服务" in text
    assert "PDF、XLSX 待生成" in text


@pytest.mark.parametrize("screen", ["files", "glyphs", "structure", "departments", "delivery", "form"])
def test_a_workspace_without_data_has_every_screen(
    client: TestClient, workspace: Workspace, screen: str
) -> None:
    shutil.rmtree(workspace.data)
    assert client.get(f"/{screen}", follow_redirects=True).status_code == 200


def test_settings_that_are_wrong_are_said(client: TestClient, workspace: Workspace) -> None:
    (workspace.root / "zipingbiao.yaml").write_text("水印: [", "utf-8")
    assert "最新" not in client.get("/files").text
    assert "C01" in client.get("/delivery").text


def test_a_document_is_read_and_a_bad_one_said(client: TestClient, workspace: Workspace) -> None:
    file = workspace.yaml_path(one_stop())
    file.unlink()
    sent = [("file", ("表.xlsx", render_xlsx(one_stop()))), ("file", ("坏.pdf", b"%PDF-1.4 nothing"))]
    assert client.post("/files", files=sent).status_code == 200
    text = _until(client, "/files/queue", "没有读成")
    text = _until(client, "/files/queue", "已读入")
    assert "（新建）" in text
    assert file.exists()
    assert (workspace.sources / "表.xlsx").exists()


def test_a_name_leads_nowhere_else(workspace: Workspace) -> None:
    for name in ("../../x.pdf", "..\\..\\x.pdf", "/etc/x.pdf", "C:\\x.pdf"):
        assert kept(workspace, name, name.encode()).parent == workspace.sources
    assert sorted(file.name for file in workspace.sources.iterdir()) == [
        "x.pdf", "x（2）.pdf", "x（3）.pdf", "x（4）.pdf",
    ]  # fmt: skip


def test_the_same_document_is_kept_once(workspace: Workspace) -> None:
    first: Path = kept(workspace, "a.pdf", b"1")
    assert kept(workspace, "a.pdf", b"1") == first
    assert kept(workspace, "a.pdf", b"2") != first
