"""What Typst sets: a form's sheet, a summary or a report through a Jinja template, compiled once.

Typst breaks rows and merged cells over pages by itself, and finds where each goes on: labels are opened again
by the template. What is told here is what may be broken.

To find on which page something stands, Typst lays the form out twice. A form that seems to fit one page is
set as one that does; should its file have more pages, which it is asked for, it is set again.
"""

from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from io import BytesIO

import pikepdf
from markupsafe import Markup

from ... import __version__
from ..templates import TemplateSet
from ..typst_code import code, literal, spelled_out
from .engine import Attached, Draft, Job
from .typst_heights import Heights
from .typst_sheet import printed_blocks
from .typst_world import compiled
from .watermark import watermark_svg

TEMPLATE = "form.typ"


def form_pdf(job: Job) -> bytes:
    """The form's file, as `engine.Engine` has it."""
    heights = Heights(job.sheet)
    if heights.fit_a_page(job.settings.signatures):
        content = _set(job, heights, is_on_one_page=True)
        if _pages(content) == 1:
            return content
    return _set(job, heights, is_on_one_page=False)


def _set(job: Job, heights: Heights, *, is_on_one_page: bool) -> bytes:
    source = job.templates.render(TEMPLATE, _variables(job, heights, is_on_one_page=is_on_one_page))
    return compiled("\n".join((source, *map(_attach, job.attachments))), TEMPLATE, job.templates)


def draft(name: str, variables: Mapping[str, object], templates: TemplateSet) -> Draft:
    """What a summary's or a report's template makes, as `engine.Engine` has it."""
    template = f"{name}.typ"
    source = templates.render(template, variables)
    return Draft(text=spelled_out(source), pdf=partial(compiled, source, template, templates))


def _pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def warm_up(templates: TemplateSet) -> None:
    """Load Typst and the fonts."""
    compiled('#set document(title: " ")\n#text(font: "Noto Serif SC")[ ]', TEMPLATE, templates)


def _variables(job: Job, heights: Heights, *, is_on_one_page: bool) -> Mapping[str, object]:
    form, settings = job.form, job.settings
    made_from = (f"sha256:{sha256(one.content).hexdigest()}" for one in job.attachments)
    return {
        "form": form,
        "sheet": job.sheet,
        "blocks": printed_blocks(
            job.sheet, heights, is_on_one_page=is_on_one_page, is_told=not job.templates.has_own
        ),
        "is_on_one_page": is_on_one_page,
        "columns": job.sheet.columns,
        "watermark": watermark_svg(settings.watermark) if settings.watermark else None,
        "signatures": settings.signatures,
        "metadata": {
            "author": form.department,
            "description": f"{form.department} {form.year} 年度 {form.project}",
            "keywords": (str(form.year), form.title, f"zipingbiao {__version__}", *made_from),
        },
    }


def _attach(attached: Attached) -> Markup:
    """The code that embeds a file."""
    return code(
        f"#pdf.attach({literal(attached.name)}, {literal(attached.content)},"
        f" relationship: {literal(attached.relationship.lower())},"
        f' mime-type: "application/yaml", description: {literal(attached.description)})'
    )
