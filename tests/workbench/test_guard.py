"""Who may speak to the workbench, and what its answers allow."""

import pytest
from starlette.testclient import TestClient

from generator.sources.bounds import MAX_UPLOAD_BYTES
from generator.workbench.app import application
from generator.workbench.guard import CSRF, Address, Sessions
from generator.workspace.workspace import Workspace

Outside = tuple[TestClient, Sessions]


def test_the_token_opens_one_session_only(outside: Outside) -> None:
    browser, sessions = outside
    token = sessions.token
    assert browser.get("/files").status_code == 403
    opened = browser.get(f"/?token={token}")
    assert opened.status_code == 303
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert browser.get("/files").status_code == 200
    browser.cookies.clear()
    assert browser.get(f"/?token={token}").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/files", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {CSRF: ""},
        {CSRF: "0" * 64},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    sent = client.post("/files", files={"file": ("x.txt", b"x")}, headers=headers)
    assert sent.status_code == 403


def test_a_change_without_a_session_is_refused(outside: Outside) -> None:
    browser, _ = outside
    assert browser.post("/files", files={"file": ("x.txt", b"x")}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/....//app.py",
        "/static//etc/passwd",
        "/form/..%2f..%2fetc%2fpasswd",
        "/form/0000000000000000",
    ],
)
def test_no_path_leads_outside(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_upload_that_is_too_large_is_refused_politely(client: TestClient, workspace: Workspace) -> None:
    sent = client.post("/files", files={"file": ("大.pdf", b"%PDF-" + bytes(MAX_UPLOAD_BYTES))})
    assert sent.status_code in (413, 422)
    assert "10 MB" in sent.text
    assert not workspace.sources.exists()


def test_every_answer_says_what_it_allows(outside: Outside, client: TestClient) -> None:
    for answer in (client.get("/files"), client.get("/static/workbench.css"), client.get("/nowhere")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_every_address_of_the_machine_is_named_by_itself_alone(workspace: Workspace) -> None:
    address = Address(host="0.0.0.0", port=8765, password="测试的密码")
    app = application(workspace, address, Sessions(address))
    with TestClient(app, base_url="http://192.0.2.7:8765", follow_redirects=False) as browser:
        assert browser.get("/login").status_code == 200
        assert browser.get("/login", headers={"Host": "evil.example:8765"}).status_code == 400
        assert browser.get("/login", headers={"Host": "192.0.2.8:8765"}).status_code == 400


def test_with_a_password_a_session_opens_by_it_alone(workspace: Workspace) -> None:
    address = Address(host="192.0.2.7", port=8765, password="测试的密码")
    with TestClient(
        application(workspace, address, Sessions(address)), base_url=address.origin, follow_redirects=False
    ) as browser:
        assert browser.get("/files").headers["location"] == "/login"
        assert browser.post("/login", data={"password": "不是"}).status_code == 403
        assert browser.get("/files").status_code == 303
        elsewhere = {"Origin": "http://evil.example"}
        assert browser.post("/login", data={"password": "测试的密码"}, headers=elsewhere).status_code == 403
        assert browser.post("/login", data={"password": "测试的密码"}).status_code == 303
        assert browser.get("/files").status_code == 200
