"""The screens 交付 and 部门: what is stale is made and handed over; forms ranked, findings by facet."""

import io
import time
import zipfile
from pathlib import Path

from starlette.testclient import TestClient

from generator.render.pdf.attachment import yaml_in_pdf
from generator.store import dump
from generator.workbench.library import identity
from generator.workspace.workspace import Workspace
from tests.support.forms import data_service, one_stop


def _built(client: TestClient) -> str:
    assert "还没有" in client.get("/delivery").text
    client.post("/delivery/build")
    for _ in range(600):
        text = client.get("/delivery/outputs").text
        if "<progress" not in text:
            return text
        time.sleep(0.05)
    raise AssertionError(text)


def test_what_is_stale_is_made_and_handed_over(
    client: TestClient, workspace: Workspace, tmp_path: Path
) -> None:
    (workspace.yaml_path(data_service())).unlink()
    text = _built(client)
    assert "全部是最新的" in text
    file = workspace.yaml_path(one_stop())
    target = workspace.output_folder(file) / f"{file.stem}.pdf"
    sent = client.get(f"/delivery/{identity(target, workspace.root)}")
    assert sent.content == target.read_bytes()
    assert "attachment" in sent.headers["content-disposition"]
    assert yaml_in_pdf(target) == file.read_bytes()
    with zipfile.ZipFile(io.BytesIO(client.get("/delivery/all.zip").content)) as archive:
        names = archive.namelist()
        assert {Path(name).suffix for name in names} == {".pdf", ".xlsx"}
        assert len(names) == 4
        assert archive.testzip() is None
    file.write_text(file.read_text("utf-8") + "# 改\n", "utf-8")
    assert "过时：" in client.get("/delivery").text
    file.unlink()
    client.post("/delivery/build")
    for _ in range(200):
        if not target.exists():
            break
        time.sleep(0.05)
    assert not target.exists()


def test_nothing_else_is_handed_over(client: TestClient, workspace: Workspace) -> None:
    for file in (workspace.yaml_path(one_stop()), workspace.root / "pyproject.toml", Path("/etc/passwd")):
        assert client.get(f"/delivery/{identity(file, workspace.root)}").status_code == 404
    assert client.get("/delivery/all.zip", follow_redirects=False).status_code == 303


def test_a_department_is_ranked_with_what_is_to_be_mended(client: TestClient, workspace: Workspace) -> None:
    text = client.get("/departments").text
    assert text.index("“一网通办”") < text.index("数据运营服务</a>")
    assert "R17" in text
    only = client.get("/departments", params={"rule": "R17"}).text
    assert "R12 警告" not in only
    assert "没有" in client.get("/departments", params={"rule": "R99"}).text


def test_a_project_stands_beside_itself_of_other_years(client: TestClient, workspace: Workspace) -> None:
    from attrs import evolve

    last = evolve(one_stop(), year=2019)
    file = workspace.yaml_path(last)
    file.parent.mkdir(parents=True)
    file.write_text(dump(last), "utf-8")
    text = client.get("/departments").text
    assert "逐年" in text
    assert text.count("99.00</a>") == 2
