"""Documents for a batch, made of forms: our workbooks, PDFs with a broken text layer, broken text dumps."""

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from generator.model.form import Form
from generator.render.xlsx.form import render_xlsx
from generator.repair.text.breakage import Severity, broken_map
from generator.workspace.workspace import safe_name
from tests.recognise.dumps import Widths, printed
from tests.support.broken_pdf import break_tounicode, form_html, produce


def workbook(form: Form, _seed: int) -> bytes:
    """Our own XLSX: nothing in it is broken."""
    return render_xlsx(form)


def broken_pdf(form: Form, seed: int) -> bytes:
    """The form as a PDF that extracts wrongly, as the PDFs of 2020 do."""
    return break_tounicode(produce(form_html(form), "weasyprint"), Severity.SEED, seed).data


def broken_dump(form: Form, seed: int) -> bytes:
    """The text of such a PDF: wrong characters, and no geometry."""
    chance = Random(seed)
    text = printed(form, Widths.drawn(chance), chance)
    changed = broken_map(text, Severity.SEED, chance) or {}
    return "".join(changed.get(character, character) for character in text).encode()


KINDS: dict[str, tuple[str, Callable[[Form, int], bytes]]] = {
    "xlsx": (".xlsx", workbook),
    "pdf": (".pdf", broken_pdf),
    "txt": (".txt", broken_dump),
}
"""Kind → the ending of its files, and what makes one."""


def write_documents(kind: str, forms: Iterable[Form], folder: Path) -> None:
    """A document of one kind for each form."""
    suffix, make = KINDS[kind]
    folder.mkdir(parents=True)
    for number, form in enumerate(forms, start=1):
        name = f"{safe_name(form.project)}{suffix}"
        (folder / name).write_bytes(make(form, number))
