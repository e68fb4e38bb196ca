"""Office packages of the strict kind of the standard, brought to the names that libraries know."""

import io
import re
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]{1,40})/")
_TOLD_BY = ("_rels/.rels", "xl/workbook.xml", "word/document.xml")
_LOOKED_AT = 65_536


def transitional(data: bytes) -> bytes:
    """A package, already looked over, with the namespaces of the transitional kind; others as they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if not any(_is_strict(package, name) for name in _TOLD_BY):
            return data
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as renamed:
            for part in package.infolist():
                content = package.read(part)
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    content = _NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
                renamed.writestr(part.filename, content)
    return target.getvalue()


def _is_strict(package: zipfile.ZipFile, name: str) -> bool:
    try:
        with package.open(name) as part:
            return _STRICT in part.read(_LOOKED_AT)
    except KeyError:
        return False
