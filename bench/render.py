"""What a printed form costs and is worth, ours beside others: ``python -m bench.render [--many 50]``.

Each contender makes the PDFs of the same forms in a process of its own: one form cold, one warm (the CPU
that a second form adds), many. Ours, by either engine, attach the YAML and read the file again.
WeasyPrint's defaults and Chromium print our HTML; LibreOffice prints our workbook; plain Typst prints the
same table from a source of its own, as PDF/A-3a and PDF/UA-1. Text: the share of the form's cells that
pdftotext gives whole, in the worst file. Tags: what a file says of itself, and whether page-validation
agrees.

Last the warm form by itself: of so many other forms, made in turn by plain Typst and by ours in one process,
the CPU of each, and the ratios.
"""

import argparse
import gc
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib.util import find_spec
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import pikepdf
from attrs import frozen

from generator.model.form import Form
from generator.render.pdf import weasyprint_engine
from generator.render.pdf.attachment import attachment
from generator.render.pdf.continued import split
from generator.render.pdf.form import render_pdf
from generator.render.pdf.verify import verify_pdf
from generator.render.templates import TemplateSet
from generator.render.xlsx.form import render_xlsx
from generator.sheet.build import sheet
from generator.store import dump
from generator.workspace.settings import TYPST, WEASYPRINT, Settings
from tests.support import forms
from tests.support.extracted import verify_text

from . import variation
from .typeset import typst_source

SAMPLES = (forms.one_stop, forms.data_service, forms.network)
MANY = 4
WARM = 20
TEMPLATES = TemplateSet()


def _ours(engine: str, form: Form) -> bytes:
    """As a build makes it, of the YAML that it has read."""
    attached = (attachment(_yaml(form.project), form.project),)
    content = render_pdf(form, templates=TEMPLATES, attachments=attached, settings=Settings(engine=engine))
    if verify_pdf(content, form):
        raise SystemExit(f"{form.project}: the PDF differs from the form")
    return content


def _yaml(name: str) -> bytes:
    """A text of the length of a form's YAML, which a build has read."""
    return f"# {name}\n".encode() + _body()


@cache
def _body() -> bytes:
    return dump(forms.one_stop()).encode()


def _by(engine: str) -> Callable[[Form, Path, str], None]:
    def make(form: Form, folder: Path, name: str) -> None:
        (folder / f"{name}.pdf").write_bytes(_ours(engine, form))

    return make


def _html(form: Form) -> str:
    page = weasyprint_engine.form_html(form, split(sheet(form)), TEMPLATES, Settings())
    return page.replace("</head>", f"<style>{TEMPLATES.text('form.css')}</style></head>")


def _weasyprint(form: Form, folder: Path, name: str) -> None:
    import weasyprint  # noqa: PLC0415 - under the system's fonts

    weasyprint.HTML(string=_html(form)).write_pdf(folder / f"{name}.pdf")


def _chromium(form: Form, folder: Path, name: str) -> None:
    page = folder / f"{name}.html"
    page.write_text(_html(form), "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    target = f"--print-to-pdf={folder / name}.pdf"
    subprocess.run(
        ["chromium", *options, target, page.as_uri()], check=True, stderr=subprocess.DEVNULL, timeout=120
    )


def _libreoffice(form: Form, folder: Path, name: str) -> None:
    workbook = folder / f"{name}.xlsx"
    workbook.write_bytes(render_xlsx(form))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, workbook]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=240)


def _typst(form: Form, folder: Path, name: str) -> None:
    (folder / f"{name}.pdf").write_bytes(_plain(form))


def _plain(form: Form) -> bytes:
    source = typst_source(form).encode()
    return bytes(_compiler().compile(source, format="pdf", pdf_standards=["a-3a", "ua-1"]))


@cache
def _compiler() -> Any:  # noqa: ANN401 - may be missing
    import typst  # noqa: PLC0415 - may be missing

    return typst.Compiler(font_paths=list(TEMPLATES.font_folders), ignore_system_fonts=True)


@frozen
class Contender:
    """A way to make a form's PDF, and the program or the package it needs."""

    make: Callable[[Form, Path, str], None]
    program: str | None = None
    package: str | None = None

    @property
    def missing(self) -> str | None:
        """What it needs and this machine lacks."""
        if self.program and not shutil.which(self.program):
            return self.program
        return self.package if self.package and not find_spec(self.package) else None


CONTENDERS: Mapping[str, Contender] = {
    "ours by WeasyPrint": Contender(_by(WEASYPRINT)),
    "ours by Typst": Contender(_by(TYPST), package="typst"),
    "WeasyPrint defaults": Contender(_weasyprint),
    "Chromium print": Contender(_chromium, "chromium"),
    "LibreOffice from XLSX": Contender(_libreoffice, "soffice"),
    "plain Typst": Contender(_typst, package="typst"),
}


def work(name: str, count: int, folder: Path) -> None:
    """Make so many PDFs; run in a process of its own."""
    for number, sample in enumerate(islice(cycle(SAMPLES), count)):
        CONTENDERS[name].make(sample(), folder, str(number))


def measure(name: str, count: int, folder: Path) -> float:
    """The milliseconds of CPU that so many PDFs take, the start of the process included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "bench.render", name, str(count), str(folder)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def exactness(content: bytes, form: Form) -> float:
    """The share of cells whose text pdftotext gives whole."""
    command = ["pdftotext", "-raw", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    lost = [p for p in verify_text(text.split("\f"), sheet(form)) if p.rule == "V01"]
    return 1 - len(lost) / (sum(1 for _ in sheet(form).cells()) + 2)


def claims(content: bytes) -> str:
    """What the file says of itself: tags, archive and accessibility standard."""
    with pikepdf.open(BytesIO(content)) as file:
        root = file.Root
        scoped = any(found.A.get("/Scope") for found in file.objects if _is_header(found))
        metadata = root.Metadata.read_bytes() if "/Metadata" in root else b""
        held = {
            "tagged": "/StructTreeRoot" in root,
            "scoped headers": scoped,
            "PDF/A": b"pdfaid" in metadata,
            "PDF/UA": b"pdfuaid" in metadata,
        }
    return ", ".join(name for name, value in held.items() if value) or "no tags"


def _is_header(found: pikepdf.Object) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/TH"


def judged(content: bytes) -> str:
    """Which of both standards page-validation finds kept."""
    if not find_spec("page"):
        return "not validated: page-validation is missing"
    import page  # noqa: PLC0415 - may be missing

    mistaken = {"PDFA3A-STREAM-LENGTH-001"}  # see tests/render/test_validated.py
    failed = {
        title: {failure.rule_id for failure in page.validate_pdf_bytes(content, profile=profile).failures}
        for title, profile in (("PDF/A-3a", "3a"), ("PDF/UA-1", "ua1"))
    }
    kept = [title for title, rules in failed.items() if rules <= mistaken]
    return f"valid {' and '.join(kept)}" if kept else "valid as neither"


def report(name: str, count: int) -> str:
    """The line of one contender; `count` is how many forms are many."""
    contender = CONTENDERS[name]
    if contender.missing:
        return f"{name:22} skipped: {contender.missing} is missing"
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cold, two, many = (measure(name, forms, folder) for forms in (1, 2, count))
        made = [(folder / f"{number}.pdf").read_bytes() for number in range(len(SAMPLES))]
    size = sum(map(len, made)) / len(made) / 1024
    exact = "not compared: pdftotext is missing"
    if shutil.which("pdftotext"):
        shares = [exactness(content, sample()) for content, sample in zip(made, SAMPLES, strict=True)]
        exact = f"text {min(shares):.1%}"
    times = f"cold {cold:6.0f} warm {two - cold:6.0f} of {count} {many / count:6.0f} ms CPU"
    return f"{name:22} {times}  {size:5.0f} KB  {exact}  {claims(made[0])}; {judged(made[0])}"


def warm(count: int) -> Iterator[str]:
    """The lines of the warm form, of so many forms."""
    made: Mapping[str, Callable[[Form], bytes]] = {
        "plain Typst": _plain,
        "ours by Typst": partial(_ours, TYPST),
        "ours by WeasyPrint": partial(_ours, WEASYPRINT),
    }
    spent = dict.fromkeys(made, 0.0)
    first, *others = variation.forms(count + 1)
    for make in made.values():
        make(first)
    gc.freeze()  # as a worker does
    for form in others:
        for name, make in made.items():
            before = process_time()
            make(form)
            spent[name] += process_time() - before
    plain, ours, reference = (1000 * spent[name] / count for name in made)
    yield f"warm, of {count} forms: plain Typst {plain:.1f}, ours by Typst {ours:.1f}, "
    yield f"ours by WeasyPrint {reference:.1f} ms CPU; ours by Typst is {ours / plain:.2f} of plain Typst, "
    yield f"1/{reference / ours:.1f} of WeasyPrint"


def main() -> None:
    """Print the table; with three arguments, do a contender's work."""
    if len(sys.argv) == 4 and sys.argv[1] in CONTENDERS:
        work(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=MANY, help="how many forms; at least three")
    parser.add_argument("--warm", type=int, default=WARM, help="how many forms the ratios are of")
    parser.add_argument("--ratios", action="store_true", help="nothing but these")
    options = parser.parse_args()
    many = max(len(SAMPLES), options.many)
    for name in CONTENDERS if not options.ratios else ():
        print(report(name, many), flush=True)
    print("".join(warm(options.warm)) if find_spec("typst") else "no ratios: typst is missing")


if __name__ == "__main__":
    main()
