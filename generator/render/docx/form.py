"""The form as a document: the same table as the PDF, its cells merged alike, in 宋体 and 仿宋."""

from ...model.form import Form
from ...model.problem import Problem
from ...sheet.build import sheet
from ...store import dump
from ...workspace.settings import Settings
from ..columns import fitted
from ..xlsx.marks import key_of
from .marks import keep
from .package import document_bytes, new_document
from .page import set_page, set_properties, set_watermark, signatures, titles
from .table import tables
from .verify import verify, writable

_PLAIN = Settings()


def render_docx(form: Form, settings: Settings = _PLAIN, origin: str = "") -> bytes:
    """The form's DOCX file, made in the workspace of this identity.

    Raises ZipingbiaoError for text that a document cannot hold.
    """
    printed, document = writable(fitted(sheet(form))), new_document()
    yaml = dump(form)
    keep(document, "form", yaml, key=key_of(yaml, origin))
    set_properties(document, form)
    set_page(document, printed)
    if settings.watermark:
        set_watermark(document, settings.watermark)
    end = document.element.body.sectPr
    for content in (*titles(printed), *tables(printed)):
        end.addprevious(content)
    if settings.signatures:
        end.addprevious(signatures(printed, settings.signatures))
    return document_bytes(document)


def verify_docx(content: bytes, form: Form, settings: Settings = _PLAIN) -> tuple[Problem, ...]:
    """Where the document, read again, differs from the form: texts, merges, what stands beside the table."""
    return verify(content, fitted(sheet(form)), settings.signatures)
