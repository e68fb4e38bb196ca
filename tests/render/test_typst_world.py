"""What a person's own template of Typst may see, and what it may cost."""

import socket
from pathlib import Path

import pytest
from attrs import evolve

from generator.model.problem import ZipingbiaoError
from generator.render.pdf import typst_world
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.runtime.isolation import Isolation, Limits
from generator.workspace.settings import TYPST, Settings
from tests.support import forms

FORM = forms.data_service()
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def made(workspace: Path, templates: TemplateSet, more: str) -> bytes:
    """The form by a template with more at its end."""
    (workspace / "form.typ").write_text(f"{templates.text('form.typ')}\n{more}\n", "utf-8")
    return render_pdf(FORM, templates=TemplateSet((workspace,)), settings=Settings(engine=TYPST))


def refused(workspace: Path, templates: TemplateSet, more: str) -> tuple[str, str]:
    """The rule, and all that is said."""
    with pytest.raises(ZipingbiaoError) as caught:
        made(workspace, templates, more)
    (problem,) = caught.value.problems
    return problem.rule, str(problem)


def test_files_of_the_template_set_may_be_used(workspace: Path, templates: TemplateSet) -> None:
    (workspace / "lib.typ").write_text('#let seal = image("logo.svg", width: 9mm, alt: "印")', "utf-8")
    (workspace / "logo.svg").write_text(LOGO, "utf-8")
    content = made(workspace, templates, '#import "lib.typ": seal\n#seal')
    assert verify_pdf(content, FORM) == ()
    assert content != made(workspace, templates, "")


@pytest.mark.parametrize(
    "more",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#image("../logo.png")',
        '#include "别的.typ"',
        '#plugin("x.wasm")',
        '#import "@local/a:0.1.0"',
    ],
)
def test_no_other_file_is_read(more: str, workspace: Path, templates: TemplateSet) -> None:
    rule, said = refused(workspace, templates, more)
    last = len(templates.text("form.typ").splitlines()) + 1
    assert rule == "T02"
    assert f"form.typ:{last + 1}" in said or f"form.typ:{last}" in said


def test_nothing_leads_out_of_the_template_set_by_a_link(workspace: Path, templates: TemplateSet) -> None:
    secret = workspace.parent / "secret.txt"
    secret.write_text("密", "utf-8")
    (workspace / "a.txt").symlink_to(secret)
    assert refused(workspace, templates, '#read("a.txt")')[0] == "T02"


@pytest.mark.parametrize(
    "more", ['#import "@preview/cetz:0.2.0"', '#eval("import \\"@preview/" + "cetz:0.2.0\\"")']
)
def test_no_package_is_asked_for(
    more: str, workspace: Path, templates: TemplateSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where packages lie nor where the machine sends what goes out."""
    isolation = Isolation()
    monkeypatch.setattr(typst_world, "_isolation", lambda: isolation)
    with socket.create_server(("127.0.0.1", 0)) as server, isolation:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.getsockname()[1]}")
        rule, said = refused(workspace, templates, more)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has asked
            server.accept()
    assert rule == "T02"
    assert "程序包一律不从网上取" in said


@pytest.mark.parametrize(
    "more",
    [
        "#let x = range(2000000000)",
        "#for a in range(9000) { for b in range(9000) { for c in range(9000) { str(a + b + c) } } }",
    ],
)
def test_what_takes_too_much_is_given_up(
    more: str,
    workspace: Path,
    templates: TemplateSet,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    isolation = Isolation(Limits(seconds=3.0, memory=2**28))
    monkeypatch.setattr(typst_world, "_isolation", lambda: isolation)
    with isolation:
        rule, said = refused(workspace, templates, more)
    assert rule == "T03"
    assert "form.typ" in said
    assert capfd.readouterr().err == ""


def test_what_is_wrong_is_named_by_file_and_line(workspace: Path, templates: TemplateSet) -> None:
    (workspace / "lib.typ").write_text("#let bad() = {\n  nothing\n}", "utf-8")
    rule, said = refused(workspace, templates, '#import "lib.typ": bad\n#bad()')
    assert (rule, "lib.typ:2" in said) == ("T11", True)
    rule, said = refused(workspace, templates, "\n#text(")
    assert rule == "T11"
    assert f"form.typ:{len(templates.text('form.typ').splitlines()) + 3}" in said


def test_a_slip_in_what_jinja_runs_is_named_too(workspace: Path, templates: TemplateSet) -> None:
    rule, said = refused(workspace, templates, "<< sheet.titel >>")
    assert (rule, "titel" in said) == ("T01", True)


@pytest.mark.parametrize(
    "expression", ["''.__class__", "form.__init__.__globals__", "blocks[0].title.__class__"]
)
def test_the_sandbox_is_the_same(expression: str, workspace: Path, templates: TemplateSet) -> None:
    assert refused(workspace, templates, f"<< {expression} >>")[0] == "T01"


def test_texts_are_never_code(workspace: Path, templates: TemplateSet) -> None:
    """What a form says is printed, whatever Typst or Jinja would take it for."""
    text = '#panic("甲") ]]} "+read("/etc/passwd")+" \\ $ << 7 * 7 >> <% x %> <# y #> \\u{41} // 尾 /* */'
    form = evolve(FORM, operator=text)
    content = render_pdf(form, templates=templates, settings=Settings(engine=TYPST))
    assert verify_pdf(content, form) == ()
