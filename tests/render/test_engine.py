"""Which engine sets the pages, and that a switch makes them again."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.problem import ZipingbiaoError
from generator.outputs.formats import DOCX, PDF
from generator.outputs.plan import plan
from generator.outputs.run import run
from generator.render import libraries
from generator.render.fonts import font_configuration
from generator.render.pdf import engine
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.workspace.settings import TYPST, WEASYPRINT, Settings, load_settings
from generator.workspace.workspace import Workspace
from tests.support import forms
from tests.support.command import zipingbiao

SOURCE = Path("tests/shanghai/数据运营服务.yaml")


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    yield
    engine._seems_to_have_weasyprint.cache_clear()
    engine._has_typst.cache_clear()
    engine._FAILURES.clear()


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    engine._seems_to_have_weasyprint.cache_clear()
    absent = libraries.Library("Pango", "libpango-1.0-0", "libabsent.so.0", "absent")
    monkeypatch.setattr(libraries, "LIBRARIES", (absent,))


@pytest.fixture
def without_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    engine._has_typst.cache_clear()
    monkeypatch.setattr(engine, "find_spec", lambda name: None if name == "typst" else object())


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path)
    folder = workspace.data / "上海市大数据中心/2020"
    folder.mkdir(parents=True)
    (folder / SOURCE.name).write_bytes(SOURCE.read_bytes())
    return workspace


def test_weasyprint_is_the_default() -> None:
    assert engine.ready(None) == engine.Choice(WEASYPRINT)
    assert engine.ready(TYPST) == engine.Choice(TYPST)


@pytest.mark.usefixtures("without_pango")
def test_without_pango_it_is_typst_and_said() -> None:
    choice = engine.ready(None)
    assert choice.name == TYPST
    (said,) = choice.said
    assert said.rule == "B30"
    assert "libpango-1.0-0" in said.message
    assert engine.ready(TYPST).said == ()


@pytest.mark.usefixtures("without_pango")
def test_who_asks_for_weasyprint_is_told_what_it_lacks() -> None:
    with pytest.raises(ZipingbiaoError, match="L01"):
        engine.ready(WEASYPRINT)


@pytest.fixture
def unloadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """All libraries are there, and WeasyPrint fails when it is imported."""
    assert engine._seems_to_have_weasyprint()
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    font_configuration.cache_clear()


@pytest.mark.usefixtures("unloadable")
def test_where_weasyprint_cannot_be_loaded_it_is_typst_and_said_once(desk: Workspace) -> None:
    assert engine.expected(None).name == WEASYPRINT
    result = zipingbiao("build", "--only", "pdf", "-w", desk.root, *map(str, desk.yaml_files()))
    assert result.exit_code == 0
    assert result.output.count("B30") == 1
    assert "载入不了" in result.output
    (made,) = desk.out.rglob("*.pdf")
    assert b"Typst" in made.read_bytes()
    assert engine.chosen(None) == TYPST


@pytest.mark.usefixtures("unloadable")
def test_a_form_is_rendered_where_weasyprint_cannot_be_loaded() -> None:
    content = render_pdf(forms.data_service(), templates=TemplateSet(), settings=Settings())
    assert b"Typst" in content


@pytest.mark.usefixtures("without_typst")
def test_who_asks_for_typst_is_told_to_install_it() -> None:
    with pytest.raises(ZipingbiaoError, match=r"T10.*zipingbiao\[typst\]"):
        engine.ready(TYPST)


@pytest.mark.usefixtures("without_pango", "without_typst")
def test_without_either_both_ways_are_named() -> None:
    with pytest.raises(ZipingbiaoError, match=r"L01.*apt-get install.*zipingbiao\[typst\]"):
        engine.ready(None)


def test_the_settings_name_it(tmp_path: Path) -> None:
    (tmp_path / "zipingbiao.yaml").write_text("引擎: typst\n", "utf-8")
    assert load_settings(tmp_path).engine == TYPST
    (tmp_path / "zipingbiao.yaml").write_text("引擎: word\n", "utf-8")
    with pytest.raises(ZipingbiaoError, match=r"C01.*weasyprint、typst"):
        load_settings(tmp_path)


def test_only_the_engine_that_is_used_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    content = render_pdf(forms.data_service(), templates=TemplateSet(), settings=Settings(engine=TYPST))
    assert content.startswith(b"%PDF")


def test_a_switch_makes_the_pdf_again_and_nothing_else(desk: Workspace) -> None:
    files = desk.yaml_files()
    steps = list(plan(files, desk, (PDF, DOCX), engine=WEASYPRINT))
    assert not any(done.failed for done in run(steps, desk))
    assert all(step.is_fresh for step in plan(files, desk, (PDF, DOCX)))
    switched = list(plan(files, desk, (PDF, DOCX), engine=TYPST))
    assert [(step.product.name, step.is_fresh) for step in switched] == [("pdf", False), ("docx", True)]
    assert not any(done.failed for done in run(switched, desk))
    assert b"Typst" in switched[0].target.read_bytes()
    assert all(step.is_fresh for step in plan(files, desk, (PDF, DOCX), engine=TYPST))


def test_only_its_own_templates_make_its_pages_stale(desk: Workspace) -> None:
    files = desk.yaml_files()
    assert not any(done.failed for done in run(plan(files, desk, (PDF,), engine=TYPST), desk))
    desk.templates.mkdir()
    (desk.templates / "form.css").write_text("/* 我的 */", "utf-8")
    assert all(step.is_fresh for step in plan(files, desk, (PDF,), engine=TYPST))
    (desk.templates / "form.typ").write_text(TemplateSet().text("form.typ") + "\n", "utf-8")
    assert not any(step.is_fresh for step in plan(files, desk, (PDF,), engine=TYPST))


def test_build_takes_it_from_the_command_line(desk: Workspace) -> None:
    result = zipingbiao("build", "--only", "pdf", "--engine", "typst", "-w", desk.root)
    assert result.exit_code == 0
    (made,) = desk.out.rglob("*.pdf")
    assert b"Typst" in made.read_bytes()
    assert zipingbiao("build", "--engine", "word", "-w", desk.root).exit_code == 2
