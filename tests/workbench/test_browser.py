"""The workbench in a browser, by keyboard alone: from a broken PDF to what is handed over."""

import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import define, evolve, field

from generator.ingest.write import ingest
from generator.model.computed import execution_rate, execution_score, score_total
from generator.model.form import Form
from generator.render.pdf.attachment import yaml_in_pdf
from generator.store import load
from generator.workspace.workspace import Workspace
from tests.support.broken_pdf import installed_faces

from .documents import FACE, RARE, broken, truth
from .served import Served, served

CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="没有 chromium")

if TYPE_CHECKING:
    from playwright import sync_api as playwright
else:
    playwright = pytest.importorskip("playwright.sync_api")

DATA = Path(__file__).parents[2] / "data"
WATCH = """
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.reports.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
CONTRAST = """() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const linear = (v) => v / 255 <= .03928 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const found = channels(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] > .99) return found;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const shown = text && element.checkVisibility();
    if (!shown || element.closest("[disabled], [hidden], .cm-editor, dialog")) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(element.outerHTML.slice(0, 90) + " " + ratio.toFixed(2));
  }
  return poor;
}"""
"""What is harder to read than WCAG AA allows."""
FOCUSED = """() => {
  const active = document.activeElement;
  return active === document.body ? "" : active.ariaLabel || active.innerText;
}"""


@define
class Browser:
    """A page of the workbench, and all that went wrong in it."""

    page: "playwright.Page"
    server: Served
    root: Path
    errors: list[str] = field(factory=list)

    def keys(self, *keys: str) -> None:
        """Press one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def screen(self, key: str) -> None:
        """Go to a screen, and wait until its keys are heard."""
        self.keys("Escape", "g", key)
        self.page.locator(f'nav a[data-key="{key}"][aria-current]').wait_for()
        self.page.wait_for_load_state("load")

    def focused(self) -> str:
        """What has the focus, as a screen reader says it."""
        return str(self.page.evaluate(FOCUSED))

    def until_focused(self, *words: str, key: str) -> None:
        """Press a key until something with these words has the focus."""
        for _ in range(60):
            if all(word in self.focused() for word in words):
                return
            self.keys(key)
        raise AssertionError(f"{words} 没有到：{self.focused()}")

    def see(self, words: str, seconds: float = 30) -> None:
        """Wait for a text."""
        self.page.get_by_text(words).first.wait_for(timeout=seconds * 1000)

    def reports(self) -> list[str]:
        """What the content policy refused."""
        return list(self.page.evaluate("window.reports"))


@pytest.fixture(scope="module")
def chromium() -> "Iterator[playwright.Browser]":
    with playwright.sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture
def browser(chromium: "playwright.Browser", tmp_path: Path) -> Iterator[Browser]:
    (tmp_path / "data").mkdir()
    with served(tmp_path) as server:
        page = chromium.new_page(viewport={"width": 1280, "height": 800}, accept_downloads=True)
        page.add_init_script(WATCH)
        found = Browser(page, server, tmp_path)
        page.on("console", lambda said: found.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("filechooser", lambda _: None)  # from now on no dialog of the system's opens
        page.goto(server.address)
        yield found
        page.close()


def read(root: Path) -> None:
    """Read an excerpt that leaves characters and structure in doubt into a workspace."""
    source = root / "data/sources/节选.txt"
    source.parent.mkdir(parents=True, exist_ok=True)
    lines = (DATA / "sources/shanghai-2020.txt").read_text("utf-8").split("\n")[222:402]
    source.write_text("\n".join(lines), "utf-8")
    list(ingest([source], Workspace(root=root)))


def derived(form: Form) -> Form:
    """The form with its computed fields stated, as the printed page states them."""
    rate, score = execution_rate(form.funds), execution_score(form.funds)
    return evolve(form, funds=evolve(form.funds, rate=rate, score=score), total=score_total(form))


@pytest.mark.skipif(FACE not in installed_faces(), reason="没有 fonts-arphic-uming")
def test_from_a_broken_pdf_to_what_is_handed_over_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    document = tmp_path / "收到的.pdf"
    document.write_bytes(broken())
    page = browser.page

    browser.until_focused("选取文件", key="u")
    with page.expect_file_chooser() as chooser:
        browser.keys("Enter")
    chooser.value.set_files(document)
    browser.see("已读入")

    browser.screen("2")
    browser.see("还有 1 个")
    page.locator(".glyph img").wait_for()
    browser.keys(" ")
    page.locator("#page-view img").wait_for()
    browser.keys(" ")
    page.keyboard.insert_text(RARE)
    browser.keys("Enter")
    browser.see("都定下了")

    browser.screen("4")
    page.locator("#pages img").first.wait_for()
    browser.until_focused("生态效益指标", "得分", key="F8")
    page.keyboard.insert_text("5.00")
    browser.keys("Tab")
    page.locator("#undo:not([disabled])").wait_for()
    page.get_by_text("0 个错误").wait_for()

    browser.screen("6")
    browser.see("待生成")
    browser.keys("b")
    browser.see("全部是最新的", 60)
    files = []
    for kind in ("PDF", "XLSX"):
        browser.until_focused("下载 ", kind, key="Tab")
        with page.expect_download() as download:
            browser.keys("Enter")
        files.append(tmp_path / download.value.suggested_filename)
        download.value.save_as(files[-1])

    (yaml,) = Workspace(root=tmp_path).yaml_files()
    assert derived(load(yaml).sound()) == derived(evolve(truth(), labels=load(yaml).sound().labels))
    assert yaml_in_pdf(next(file for file in files if file.suffix == ".pdf")) == yaml.read_bytes()
    assert {file.suffix for file in files} == {".pdf", ".xlsx"}
    assert browser.errors == []
    assert browser.reports() == []


def test_every_screen_can_be_read_and_says_nothing_wrong(browser: Browser) -> None:
    shutil.copytree(DATA, browser.root / "data", dirs_exist_ok=True)
    page = browser.page
    for width, key in product((1280, 1920), "123456"):
        page.set_viewport_size({"width": width, "height": 900})
        browser.screen(key)
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert browser.reports() == []
    assert browser.errors == []


def test_doubts_are_settled_and_yaml_is_written_by_key(browser: Browser) -> None:
    read(browser.root)
    (file,) = Workspace(root=browser.root).yaml_files()
    page, before = browser.page, file.read_bytes()
    browser.screen("2")
    browser.see("还有 1 个")
    writing = page.locator("form.doubt input[name=text]")
    writing.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    browser.keys("ArrowRight", "e", "2", "Enter")
    page.locator("#undo:not([disabled])").wait_for()
    assert file.read_bytes() != before
    browser.see("还有 1 个")
    browser.keys("u")
    browser.see("已撤销上一个决定")
    assert file.read_bytes() == before

    browser.screen("4")
    page.locator("#pages img").first.wait_for()
    page.get_by_label("生态效益指标 第1行 得分").focus()
    page.keyboard.insert_text("4")
    browser.keys("Alt+ArrowDown")
    page.locator("#undo:not([disabled])").wait_for()
    browser.keys("F6", "F6")
    page.locator(".cm-content").wait_for()
    browser.keys("Control+End", "Enter")
    page.keyboard.insert_text("# 记一笔")
    browser.keys("Control+s")
    browser.see("YAML 已存")
    assert file.read_text("utf-8").rstrip().endswith("# 记一笔")
    assert load(file).form is not None
    assert browser.errors == []
    assert browser.reports() == []


def test_a_page_that_nobody_sees_gives_its_connection_back(browser: Browser) -> None:
    shutil.copytree(DATA, browser.root / "data", dirs_exist_ok=True)
    browser.see("数据运营服务")
    see = "(how) => { Object.defineProperty(document, 'visibilityState', { value: how, configurable: true });"
    turn = f"{see} document.dispatchEvent(new Event('visibilitychange')); }}"
    browser.page.evaluate(turn, "hidden")
    with browser.page.expect_request("**/events"), browser.page.expect_response("**/files/forms"):
        browser.page.evaluate(turn, "visible")
    (file,) = browser.root.glob("data/*/2020/数据运营服务.yaml")
    file.write_text(
        file.read_text("utf-8").replace("项目名称: 数据运营服务", "项目名称: 改名的项目"), "utf-8"
    )
    browser.see("改名的项目")
    assert browser.errors == []
