"""From a form through a broken PDF back to the form, field by field."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.model.form import Form
from generator.model.problem import path_in_words
from generator.recognise.grid import recognise_grids
from generator.render.pdf.form import render_pdf
from generator.render.templates import TemplateSet
from generator.render.xlsx.form import render_xlsx
from generator.repair.pdf.read import read_pdf
from generator.repair.text.breakage import Severity
from generator.store import load
from tests.support import broken_pdf, forms

OURS = "zipingbiao"
PRODUCERS = [
    OURS,
    *(
        pytest.param(name, marks=pytest.mark.skipif(not broken_pdf.available(name), reason=f"没有 {name}"))
        for name in broken_pdf.PRODUCERS
    ),
]


def cloud() -> Form:
    """The fourth Shanghai project."""
    form = load(Path(__file__).parents[1] / "shanghai/上海市政务云基础设施服务费 (运维).yaml").form
    assert form is not None
    return form


PROJECTS = [forms.one_stop, forms.data_service, forms.network, cloud]


def produced(form: Form, producer: str) -> bytes:
    if producer == OURS:
        return render_pdf(form, templates=TemplateSet())
    return broken_pdf.produce(broken_pdf.form_html(form), producer)


def fields(form: Form) -> Iterator[tuple[str, object]]:
    """Every field by its path; white space left out, since a page does not show where a line's space went."""
    yield from {"年度": form.year, "项目名称": form.project, "主管部门": form.department}.items()
    yield "实施单位", form.operator
    yield "金额单位", form.funds.unit
    for row in form.funds.rows:
        yield row.name, (row.initial or 0, row.budget or 0, row.executed or 0)
    yield "预期目标", bare(form.goals.expected)
    yield "实际完成情况", bare(form.goals.actual)
    for path, indicator in form.indicators():
        name = path_in_words(path)
        yield f"{name} 三级指标", bare(indicator.name)
        yield f"{name} 指标值", (bare(indicator.target.text), bare(indicator.actual.text))
        yield f"{name} 得分", (indicator.weight, indicator.score)
        yield f"{name} 原因", bare(indicator.reason or "")


def bare(text: str) -> str:
    """Paragraphs kept, spaces left out."""
    return "\n".join("".join(line.split()) for line in text.split("\n"))


def by_spreadsheet(form: Form, folder: Path) -> bytes:
    """The form's workbook as a spreadsheet program prints it, merged cells cut by the page and all."""
    (folder / "form.xlsx").write_bytes(render_xlsx(form))
    options = ["--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "form.xlsx")]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(["soffice", profile, *options], check=True, capture_output=True, timeout=120)
    return (folder / "form.pdf").read_bytes()


@pytest.mark.skipif(not broken_pdf.available("libreoffice"), reason="没有 libreoffice")
def test_form_comes_back_from_a_printed_workbook(tmp_path: Path) -> None:
    form = forms.network()
    path = tmp_path / "印.pdf"
    path.write_bytes(by_spreadsheet(form, tmp_path))
    grids = read_pdf(path).grids
    assert len(grids) == 1
    (found,) = recognise_grids(grids, file=str(path)).forms
    # a line that is full just where a paragraph is numbered may be taken for one
    expected, read = ({k: str(v).replace("\n", "") for k, v in fields(f)} for f in (form, found.form))
    assert {k: v.replace("\\n", "") for k, v in read.items()} == expected


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("project", PROJECTS)
def test_form_comes_back(project: Callable[[], Form], producer: str, tmp_path: Path) -> None:
    form = project()
    broken = broken_pdf.break_tounicode(
        broken_pdf.without_embedded_cmap(produced(form, producer)), Severity.HEAVY
    )
    assert broken.wrong
    path = tmp_path / "坏.pdf"
    path.write_bytes(broken.data)
    reading = read_pdf(path)
    (found,) = recognise_grids(reading.grids, file=str(path)).forms
    assert dict(fields(found.form)) == dict(fields(form))
