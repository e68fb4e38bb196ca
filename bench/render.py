"""What a printed form costs and is worth, ours beside others: ``python -m bench.render``.

Each contender makes the PDFs of the same forms in a process of its own: one form cold, one warm (the CPU
that a second form adds), ten. WeasyPrint's defaults and Chromium print our HTML; LibreOffice prints our
workbook. Text: the share of the form's cells that pdftotext gives whole, in the worst file.
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from attrs import frozen

from generator.form import Form
from generator.render import pdf
from generator.render.continued import split
from generator.render.pdf import render_pdf
from generator.render.templates import TemplateSet
from generator.render.verify import verify_text
from generator.render.xlsx import render_xlsx
from generator.settings import Settings
from generator.sheet import sheet
from tests import forms

SAMPLES = (forms.one_stop, forms.data_service, forms.network)
MANY = 10


def _ours(form: Form, folder: Path, name: str) -> None:
    (folder / f"{name}.pdf").write_bytes(render_pdf(form, templates=TemplateSet()))


def _html(form: Form) -> str:
    templates = TemplateSet()
    page = pdf._html(form, split(sheet(form)), templates, Settings())
    return page.replace("</head>", f"<style>{templates.text('form.css')}</style></head>")


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


@frozen
class Contender:
    """A way to make a form's PDF, and the program it needs."""

    make: Callable[[Form, Path, str], None]
    program: str | None = None


CONTENDERS: Mapping[str, Contender] = {
    "ours": Contender(_ours),
    "WeasyPrint defaults": Contender(_weasyprint),
    "Chromium print": Contender(_chromium, "chromium"),
    "LibreOffice from XLSX": Contender(_libreoffice, "soffice"),
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


def report(name: str) -> str:
    """The line of one contender."""
    contender = CONTENDERS[name]
    if contender.program and not shutil.which(contender.program):
        return f"{name:22} skipped: {contender.program} is missing"
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cold, two, many = (measure(name, count, folder) for count in (1, 2, MANY))
        made = [(folder / f"{number}.pdf").read_bytes() for number in range(len(SAMPLES))]
    size = sum(map(len, made)) / len(made) / 1024
    exact = "not compared: pdftotext is missing"
    if shutil.which("pdftotext"):
        shares = [exactness(content, sample()) for content, sample in zip(made, SAMPLES, strict=True)]
        exact = f"text {min(shares):.1%}"
    times = f"cold {cold:6.0f} warm {two - cold:6.0f} of ten {many / MANY:6.0f} ms CPU"
    return f"{name:22} {times}  {size:5.0f} KB  {exact}  {claims(made[0])}"


def main() -> None:
    """Print the table; with three arguments, do a contender's work."""
    if len(sys.argv) == 4:
        work(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
        return
    for name in CONTENDERS:
        print(report(name), flush=True)


if __name__ == "__main__":
    main()
