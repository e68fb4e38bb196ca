"""Kills the server amid edits, again and again: ``python -m tests.workbench.kills 1000``.

Nothing that was confirmed may be lost, and no file be half: after each kill the form reads, and says what was
confirmed last or what was under way.
"""

import http.client
import json
import multiprocessing
import random
import re
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from generator.store import dump, load
from generator.workbench.guard import CSRF
from generator.workbench.library import identity
from generator.workspace.workspace import Workspace
from tests.support.forms import one_stop

PATH = ("绩效指标", "产出指标", "数量指标", 0, "得分")
LONGEST = 0.25
"""Seconds that a server lives once edits have begun."""


def survive(root: Path, kills: int, seed: int = 1) -> int:
    """How many edits were confirmed in all. Raises AssertionError where one was lost or a file is half."""
    workspace, chance = Workspace(root=root), random.Random(seed)
    file = workspace.yaml_path(one_stop())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dump(one_stop()), "utf-8")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["generator.workbench.serve"])
    confirmed = 0
    for _ in range(kills):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(root, theirs), daemon=True)
        process.start()
        confirmed += _edited(ours.recv(), file, workspace, process.kill, chance)
        process.join()
        assert not any(one.stat().st_size == 0 for one in root.rglob("*.yaml"))
    return confirmed


def _serve(root: Path, said: "Connection[Any, Any]") -> None:
    from generator.workbench.serve import serve

    serve(Workspace(root=root), say=said.send, browser=False)


def _edited(
    address: str, file: Path, workspace: Workspace, kill: Callable[[], None], chance: random.Random
) -> int:
    """Send edits until the server is killed; how many were confirmed."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    headers = _entered(connection, parts.query)
    name = identity(file, workspace.root)
    base = _base(_get(connection, f"/form/{name}", headers))
    before, sent, confirmed = _score(file), None, 0

    def killing() -> None:
        time.sleep(chance.uniform(0, LONGEST))
        kill()

    killer = Thread(target=killing)
    killer.start()
    last = before
    try:
        while True:
            sent = f"{chance.randrange(1, 1000) / 100:.2f}"
            fields = {"path": json.dumps(PATH), "value": sent, "base": base}
            headers_now = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/form/{name}/field", urlencode(fields), headers_now)
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status == 200, text
            base, last, confirmed = _base(text), sent, confirmed + 1
    except (OSError, http.client.HTTPException):
        pass
    killer.join()
    assert _score(file) in (last, sent), f"{last} 或 {sent}，却是 {_score(file)}"
    return confirmed


def _entered(connection: http.client.HTTPConnection, query: str) -> dict[str, str]:
    connection.request("GET", f"/?{query}")
    answer = connection.getresponse()
    answer.read()
    cookie = str(answer.headers["set-cookie"]).partition(";")[0]
    found = re.search(r'"X-CSRF-Token":"([0-9a-f]+)"', _get(connection, "/departments", {"Cookie": cookie}))
    assert found is not None
    return {"Cookie": cookie, CSRF: found[1], "HX-Request": "true"}


def _get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> str:
    connection.request("GET", path, headers=headers)
    return connection.getresponse().read().decode()


def _base(text: str) -> str:
    found = re.search(r'name="base" value="(\w+)"', text)
    assert found is not None
    return found[1]


def _score(file: Path) -> str:
    score = load(file).sound().levels[0].children[0].indicators[0].score
    return f"{score:.2f}"


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        kills = int(sys.argv[1])
        print(f"{kills} 次，确认的改动 {survive(Path(folder), kills)} 处，都在")
