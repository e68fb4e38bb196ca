from pathlib import Path

import pytest

from generator.model.problem import ZipingbiaoError
from generator.render.templates import TemplateSet


def _error(templates: TemplateSet, name: str) -> ZipingbiaoError:
    with pytest.raises(ZipingbiaoError) as raised:
        templates.render(name, {"title": "<b>&"})
    return raised.value


def test_a_workspace_overrides_single_files(workspace: Path) -> None:
    (workspace / "form.css").write_text("h1 { color: red }", encoding="utf-8")
    templates = TemplateSet((workspace,))
    assert templates.find("form.css") == workspace / "form.css"
    assert templates.find("form.html") == TemplateSet().find("form.html")


def test_the_fingerprint_follows_every_template(workspace: Path) -> None:
    before = TemplateSet((workspace,)).fingerprint()
    (workspace / "form.css").write_text("h1 { color: red }", encoding="utf-8")
    assert TemplateSet((workspace,)).fingerprint() != before == TemplateSet().fingerprint()


def test_no_file_outside_the_folders(workspace: Path) -> None:
    (workspace.parent / "secret.html").write_text("秘密", encoding="utf-8")
    (workspace / "linked.html").symlink_to(workspace.parent / "secret.html")
    for name in ("../secret.html", "absent.html", "/etc/passwd"):
        with pytest.raises(ZipingbiaoError, match="找不到模板文件"):
            TemplateSet((workspace,)).find(name)
    with pytest.raises(ZipingbiaoError, match=r"T02 .*指到了模板文件夹以外"):
        TemplateSet((workspace,)).render("linked.html", {})


@pytest.mark.parametrize("name", ["form.css", "logo.png", "fonts/linked.ttf", "inner/secret"])
def test_a_link_that_leads_out_is_refused(workspace: Path, name: str) -> None:
    """What it points to would be printed, and read from then on whatever it becomes."""
    secret = workspace.parent / "secret"
    (workspace / name).parent.mkdir(exist_ok=True)
    if name.startswith("inner"):
        secret.mkdir()
        (secret / "secret").write_text("秘密", encoding="utf-8")
        (workspace / "inner").rmdir()
        (workspace / "inner").symlink_to(secret)
    else:
        secret.write_text("秘密", encoding="utf-8")
        (workspace / name).symlink_to(secret)
    templates = TemplateSet((workspace,))
    with pytest.raises(ZipingbiaoError, match="T02"):
        templates.fingerprint() if name.startswith("f") else templates.find(name)


def test_a_link_inside_is_followed(workspace: Path) -> None:
    (workspace / "ours.css").write_text("h1 { color: red }", encoding="utf-8")
    (workspace / "form.css").symlink_to("ours.css")
    assert TemplateSet((workspace,)).text("form.css") == "h1 { color: red }"


def test_a_whole_folder_of_templates_from_outside_is_refused(workspace: Path) -> None:
    (workspace / "templates").symlink_to(workspace.parent)
    with pytest.raises(ZipingbiaoError, match="T02"):
        TemplateSet((workspace / "templates",))


def test_values_are_escaped(workspace: Path) -> None:
    (workspace / "a.html").write_text("{{ title }}", encoding="utf-8")
    assert TemplateSet((workspace,)).render("a.html", {"title": "<b>&"}) == "&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    "source",
    ["一\n二\n{% if %}", "一\n二\n{{ titel }}", "一\n二\n{{ 1 / 0 }}", "一\n二\n{{ ''.__class__.mro() }}"],
)
def test_a_broken_template_gives_file_and_line(workspace: Path, source: str) -> None:
    (workspace / "bad.html").write_text(source, encoding="utf-8")
    problem = _error(TemplateSet((workspace,)), "bad.html").problems[0]
    assert problem.rule == "T01"
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == (str(workspace / "bad.html"), 3)


def test_an_absent_include_is_named(workspace: Path) -> None:
    (workspace / "bad.html").write_text("{% include 'nowhere.html' %}", encoding="utf-8")
    assert "nowhere.html" in str(_error(TemplateSet((workspace,)), "bad.html"))
