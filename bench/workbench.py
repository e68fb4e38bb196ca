"""What the workbench makes a person wait for: ``python -m bench.workbench [--forms 300]``.

Requests to `zipingbiao serve` on a workspace of so many forms: the list, at first and again; a keystroke in a
field until its findings are there; leaving the field until it is saved; the pages as pictures after that,
beside `render_pdf` alone for the same form in the same run. With chromium, also from the key in the browser
until the findings stand under their field.
"""

import argparse
import json
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from attrs import evolve

from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.store import dump
from generator.workbench.library import identity
from generator.workspace.workspace import Workspace
from tests.support import forms
from tests.workbench.served import Served, served

SAMPLES = (forms.one_stop, forms.data_service, forms.network)
SCORE = ("绩效指标", "产出指标", "数量指标", 0, "得分")
EDITS = 20
_OBSERVE = """(value) => new Promise((done) => {
  const input = document.querySelector("[aria-label='数量指标 第1行 得分']");
  const notes = document.getElementById("counts");
  const start = performance.now();
  new MutationObserver((_, one) => { one.disconnect(); done(performance.now() - start); })
    .observe(notes, { childList: true, subtree: true, characterData: true });
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
})"""


def _workspace(root: Path, count: int) -> Workspace:
    workspace = Workspace(root=root)
    for number in range(count):
        form = evolve(
            SAMPLES[number % len(SAMPLES)](), project=f"项目{number}", department=f"部门{number // 30}"
        )
        file = workspace.yaml_path(form)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(form), "utf-8")
    return workspace


def _timed(work: Callable[[], object], times: int = 1) -> float:
    """The median in milliseconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return 1000 * statistics.median(spent)


def _rows(workspace: Workspace, server: Served) -> Iterator[tuple[str, float]]:
    headers = server.enter()
    yield "各表列出，再一次", _timed(lambda: server.request("GET", "/files/forms", headers).read(), 5)
    file = workspace.yaml_files()[0]
    name = identity(file, workspace.root)
    state = {"base": "", "shown": ""}

    def get(path: str) -> str:
        text = server.request("GET", path, headers).read().decode()
        _take(state, text)
        return text

    get(f"/form/{name}")
    values = iter(range(1, 10_000))

    def write(draft: str) -> None:
        fields = {"path": json.dumps(SCORE), "value": f"{next(values) % 9}.{next(values):03}", **state}
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        body = urlencode({**fields, "draft": draft}).encode()
        _take(state, server.request("POST", f"/form/{name}/field", form, body).read().decode())

    yield "击键到发现", _timed(lambda: write("1"), EDITS)
    yield "离开一栏到存好", _timed(lambda: write(""), EDITS)
    get(f"/form/{name}/pages")

    def pictured() -> None:
        write("")
        get(f"/form/{name}/pages")

    yield "改一栏到新的页面", _timed(pictured, 7)
    form, templates = forms.one_stop(), TemplateSet()
    render_pdf(form, templates=templates)
    yield "其中 render_pdf（同一张表，单独）", _timed(lambda: render_pdf(form, templates=templates), 7)


def _take(state: dict[str, str], text: str) -> None:
    for name in state:
        _, found, rest = text.partition(f'name="{name}" value="')
        if found:
            state[name] = rest.partition('"')[0]


def _in_browser(workspace: Workspace, server: Served) -> Iterator[tuple[str, float]]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - where there is a browser

    name = identity(workspace.yaml_files()[0], workspace.root)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(server.address)
        page.goto(f"{server.origin}/form/{name}")
        page.locator("#pages img").first.wait_for()
        spent = [float(page.evaluate(_OBSERVE, f"{n % 9}.5")) for n in range(1, EDITS)]
        yield "浏览器里击键到发现（先等 60 毫秒）", statistics.median(spent)
        browser.close()


def _report(rows: Mapping[str, float]) -> None:
    for words, milliseconds in rows.items():
        print(f"{words}\t{milliseconds:.0f} 毫秒")
    whole, alone = rows["改一栏到新的页面"], rows["其中 render_pdf（同一张表，单独）"]
    print(f"新的页面 ÷ render_pdf\t{whole / alone:.2f}")


def main() -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=300)
    count = parser.parse_args().forms
    with TemporaryDirectory() as folder:
        workspace = _workspace(Path(folder), count)
        with served(workspace.root) as server:
            first = _timed(server.enter)
        with served(workspace.root) as server:
            rows = {f"{count} 张表首次列出": first, **dict(_rows(workspace, server))}
        if shutil.which("chromium"):
            with served(workspace.root) as server:
                rows |= dict(_in_browser(workspace, server))
        _report(rows)


if __name__ == "__main__":
    main()
