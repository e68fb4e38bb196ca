from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from generator.store import dump
from generator.workbench.app import application
from generator.workbench.guard import CSRF, Address, Sessions
from generator.workspace.workspace import Workspace
from tests.support.forms import data_service, one_stop

ADDRESS = Address(host="127.0.0.1", port=8765)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path)
    for form in (one_stop(), data_service()):
        file = workspace.yaml_path(form)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(form, schema="../../schema.json"), encoding="utf-8")
    return workspace


@pytest.fixture
def outside(workspace: Workspace) -> Iterator[tuple[TestClient, Sessions]]:
    """A browser that has not been let in."""
    sessions = Sessions(ADDRESS)
    app = application(workspace, ADDRESS, sessions)
    with TestClient(app, base_url=ADDRESS.origin, follow_redirects=False) as client:
        yield client, sessions


@pytest.fixture
def client(outside: tuple[TestClient, Sessions]) -> TestClient:
    """A browser with a session, and its token with every request."""
    browser, sessions = outside
    browser.get(f"/?token={sessions.token}")
    browser.headers[CSRF] = sessions.csrf(browser.cookies[sessions.cookie])
    browser.headers["HX-Request"] = "true"
    return browser
