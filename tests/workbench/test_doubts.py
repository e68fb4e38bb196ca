"""The screens 对字 and 归属: one key a decision, written once, honoured by every later reading."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from generator.ingest.write import ingest
from generator.review import list_doubts
from generator.store import load
from generator.workbench.app import application
from generator.workbench.guard import CSRF, Sessions
from generator.workspace.workspace import Workspace
from tests.support.broken_pdf import installed_faces
from tests.support.workspaces import with_document

from .conftest import ADDRESS
from .documents import FACE, RARE, broken


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An excerpt that leaves characters and structure in doubt."""
    return with_document(tmp_path_factory.mktemp("excerpt"), excerpt=True)


@pytest.fixture
def workspace(read: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(read, tmp_path, dirs_exist_ok=True)
    return Workspace(root=tmp_path)


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    sessions = Sessions(ADDRESS)
    app = application(workspace, ADDRESS, sessions)
    with TestClient(app, base_url=ADDRESS.origin, follow_redirects=False) as browser:
        browser.get(f"/?token={sessions.token}")
        browser.headers[CSRF] = sessions.csrf(browser.cookies[sessions.cookie])
        browser.headers["HX-Request"] = "true"
        yield browser


def first(client: TestClient, screen: str) -> str:
    found = re.search(r'name="id" value="(\w+)"', client.get(f"/{screen}").text)
    assert found is not None
    return found[1]


def left(client: TestClient, screen: str) -> int:
    found = re.search(r"还有 (\d+) 个", client.get(f"/{screen}").text)
    assert found is not None
    return int(found[1])


def test_every_group_takes_one_decision_and_is_asked_once(client: TestClient, workspace: Workspace) -> None:
    groups = list_doubts(workspace)
    decisions = 0
    for screen in ("glyphs", "structure"):
        while left(client, screen):
            sent = client.post("/doubts/settle", data={"screen": screen, "id": first(client, screen)})
            assert sent.status_code == 200
            decisions += 1
    assert decisions == len(groups)
    list(ingest(workspace.sources.iterdir(), workspace))
    assert list_doubts(workspace) == ()


def test_a_decision_is_taken_back(client: TestClient, workspace: Workspace) -> None:
    before = {file: file.read_bytes() for file in workspace.data.rglob("*.yaml")}
    asked = left(client, "structure")
    sent = client.post(
        "/doubts/settle", data={"screen": "structure", "id": first(client, "structure"), "choice": "1"}
    )
    assert sent.status_code == 200
    assert left(client, "structure") < asked
    client.post("/doubts/undo", data={"screen": "structure"})
    assert {file: file.read_bytes() for file in workspace.data.rglob("*.yaml")} == before
    assert client.post("/doubts/undo", data={"screen": "structure"}).status_code == 422


def test_a_character_goes_into_the_places_that_are_meant(client: TestClient, workspace: Workspace) -> None:
    (group, *_) = [group for group in list_doubts(workspace) if group.first.is_character]
    places = len(group.places)
    sent = client.post(
        "/doubts/settle",
        data={"screen": "glyphs", "id": group.first.id, "text": "㑇", "places": str(places), "excluded": "0"},
    )
    assert sent.status_code == 200, sent.text
    (file,) = workspace.yaml_files()
    assert 1 <= file.read_text("utf-8").count("㑇") <= places - 1
    assert sum(len(group.places) for group in list_doubts(workspace) if group.first.is_character) == 1


@pytest.mark.parametrize(
    "fields",
    [{"id": "0" * 12}, {"choice": "9"}, {"choice": "x"}, {"choice": ""}, {"excluded": "0", "places": "1"}],
)
def test_what_is_not_asked_is_not_decided(
    client: TestClient, workspace: Workspace, fields: dict[str, str]
) -> None:
    before = {file: file.read_bytes() for file in workspace.data.rglob("*.yaml")}
    sent = client.post("/doubts/settle", data={"screen": "glyphs", "id": first(client, "glyphs"), **fields})
    assert sent.status_code == 422
    assert {file: file.read_bytes() for file in workspace.data.rglob("*.yaml")} == before


def test_the_lines_of_the_source_stand_beside_the_readings(client: TestClient) -> None:
    text = client.get("/structure").text
    assert 'class="it"' in text
    assert "<mark>" in client.get("/glyphs").text


@pytest.mark.skipif(FACE not in installed_faces(), reason="没有 fonts-arphic-uming")
def test_the_glyph_of_a_pdf_is_shown_and_what_is_written_goes_where_it_stood(
    client: TestClient, workspace: Workspace
) -> None:
    file = workspace.sources / "收到的.pdf"
    file.write_bytes(broken())
    (report,) = ingest([file], workspace)
    (form,) = report.forms
    (group,) = [group for group in list_doubts(workspace) if group.first.source.endswith(".pdf")]
    base = f"/doubts/{group.first.id}/0"
    for picture in (f"{base}/crop.png", f"{base}/crop.png?large=1", f"{base}/page.png"):
        assert client.get(picture).content.startswith(b"\x89PNG")
    assert client.get(f"/doubts/{group.first.id}/7/crop.png").status_code == 404
    sent = client.post("/doubts/settle", data={"screen": "glyphs", "id": group.first.id, "text": RARE})
    assert sent.status_code == 200
    assert RARE in load(form.yaml).sound().goals.expected
