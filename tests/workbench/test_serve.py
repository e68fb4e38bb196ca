"""The command: its first line, its refusals, its end."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

from generator.workspace.workspace import Workspace
from tests.support.command import zipingbiao

from .served import Served, served


def test_the_first_line_is_an_address_that_lets_in_once(workspace: Workspace) -> None:
    with served(workspace.root) as server:
        assert server.address.startswith("http://127.0.0.1:")
        headers = server.enter()
        assert server.request("GET", "/files", headers).status == 200
        assert server.request("GET", server.address.removeprefix(server.origin), {}).status == 403
        assert _chunked(server, headers) == 413
        assert not workspace.sources.exists()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(10) in (0, 130)


def _chunked(server: Served, headers: dict[str, str]) -> int:
    """The status of the answer to more than is taken, sent without a length."""

    def body() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        for _ in range(12):
            yield bytes(2**20)
        yield b"\r\n--x--\r\n"

    headers = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
    return server.request("POST", "/files", headers, body()).status


def test_other_machines_need_a_password(tmp_path: Path) -> None:
    result = zipingbiao("serve", "--host", "0.0.0.0", "--no-browser", "--workspace", tmp_path)
    assert result.exit_code == 2
    assert "--password" in result.output


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = zipingbiao("serve", "--port", port, "--no-browser", "--workspace", tmp_path)
    assert result.exit_code == 2
    assert "W01" in result.output
    assert "Traceback" not in result.output
