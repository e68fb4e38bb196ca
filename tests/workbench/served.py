"""The command `zipingbiao serve` as a process, and a browser's first steps in it."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from attrs import field, frozen

from generator.workbench.guard import CSRF

ROOT = Path(__file__).parents[2]


@frozen(kw_only=True)
class Served:
    """A server that runs: its process, and the address of its first line."""

    process: "subprocess.Popen[str]" = field(repr=False)
    address: str

    @property
    def origin(self) -> str:
        """The address without its token."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    def enter(self) -> dict[str, str]:
        """Use the token: the headers of every later request."""
        parts = urlsplit(self.address)
        answer = self.request("GET", f"/?{parts.query}", {})
        cookie = str(answer.headers["set-cookie"]).partition(";")[0]
        page = self.request("GET", "/files", {"Cookie": cookie}).read().decode()
        token = re.search(r'"X-CSRF-Token":"([0-9a-f]+)"', page)
        assert token is not None
        return {"Cookie": cookie, CSRF: token[1], "HX-Request": "true"}

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | Iterator[bytes] | None = None
    ) -> http.client.HTTPResponse:
        """The answer to one request."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=20)
        connection.request(method, path, body, dict(headers))
        return connection.getresponse()


@contextmanager
def served(root: Path, *options: str) -> Iterator[Served]:
    """`zipingbiao serve` on a workspace; killed at the end."""
    command = [sys.executable, "-m", "generator", "serve", "--no-browser", "--workspace", str(root), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        yield Served(process=process, address=process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
