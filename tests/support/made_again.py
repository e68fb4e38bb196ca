"""What is made of a form's YAML, read again and compared with the form."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.model.form import Form
from generator.model.problem import ZipingbiaoError
from generator.render.pdf.attachment import attachment, yaml_in_pdf
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.render.xlsx.edits import read_edits
from generator.render.xlsx.form import render_xlsx, verify_xlsx
from generator.store import dump, loads


def failures(form: Form) -> Iterator[str]:
    """What differs from the form in what is made of its YAML."""
    try:
        yaml = dump(form)
    except ZipingbiaoError as error:
        yield f"YAML: {error}"
        return
    read = loads(yaml, file="").form
    if read != form:
        yield "the YAML reads otherwise than the form"
    if read is None:
        return
    with TemporaryDirectory() as folder:
        for made in (_pdf, _xlsx):
            try:
                yield from made(read, yaml, Path(folder))
            except ZipingbiaoError as error:
                yield f"{made.__name__}: {error}"
            except Exception as error:
                yield f"{made.__name__}: {error!r}"


def _pdf(form: Form, yaml: str, folder: Path) -> Iterator[str]:
    content = render_pdf(form, templates=TemplateSet(), attachments=(attachment(yaml.encode(), "表"),))
    yield from (f"PDF: {problem}" for problem in verify_pdf(content, form))
    file = folder / "表.pdf"
    file.write_bytes(content)
    if yaml_in_pdf(file) != yaml.encode():
        yield "PDF: another YAML is attached"


def _xlsx(form: Form, _yaml: str, folder: Path) -> Iterator[str]:
    content = render_xlsx(form)
    yield from (f"XLSX: {problem}" for problem in verify_xlsx(content, form))
    file = folder / "表.xlsx"
    file.write_bytes(content)
    (table,) = read_edits(file)
    yield from (f"XLSX: {problem}" for problem in table.problems)
    if table.form != form:
        yield "XLSX: the form read again is another"
