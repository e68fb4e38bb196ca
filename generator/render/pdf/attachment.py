"""The YAML that a PDF of ours carries as an attachment: put in, and read back."""

from pathlib import Path

import pypdfium2

from ...store.read.decode import MAX_BYTES
from ...store.read.file import loads
from .engine import Attached

_MAX_ATTACHMENTS = 20


def attachment(yaml: bytes, name: str) -> Attached:
    """The YAML of a form as a file in its PDF, from which it can be restored exactly."""
    return Attached(name=f"{name}.yaml", content=yaml, description="本表的 YAML，可据此还原")


def yaml_in_pdf(path: Path) -> bytes | None:
    """The attached YAML byte for byte, where there is one and it reads as a form; None otherwise.

    Nothing says that the pages print what is attached: who needs to know compares them (`verify_pdf`).
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except (OSError, pypdfium2.PdfiumError):
        return None
    try:
        count = min(document.count_attachments(), _MAX_ATTACHMENTS)
        found = (_yaml(document.get_attachment(number)) for number in range(count))
        return next((data for data in found if data is not None), None)
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()


def _yaml(attachment: pypdfium2.PdfAttachment) -> bytes | None:
    if not _name(attachment).endswith(".yaml"):
        return None
    data = bytes(attachment.get_data())
    if len(data) > MAX_BYTES:
        return None
    try:
        return data if loads(data.decode(), file="").form else None
    except UnicodeDecodeError:
        return None


def _name(attachment: pypdfium2.PdfAttachment) -> str:
    """The attachment's name; "" for half a surrogate pair, which is no text."""
    try:
        return str(attachment.get_name())
    except UnicodeDecodeError:
        return ""
