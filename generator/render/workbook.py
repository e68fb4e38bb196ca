"""Workbooks whose bytes depend on their content alone, with the formulas' values stored beside them."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

EPOCH = datetime(2000, 1, 1)
"""The date in every workbook, so that equal forms give equal files."""

Values = Mapping[str, Mapping[str, Decimal]]
"""Sheet title → coordinate → what the formula there comes to."""

_FORMULA = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def new_workbook(title: str, subject: str, author: str) -> Workbook:
    """An empty workbook with its document properties."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    properties = workbook.properties
    properties.title, properties.subject, properties.creator = title, subject, author
    properties.created = properties.modified = EPOCH
    properties.lastModifiedBy = "zipingbiao"
    properties.language = "zh-CN"
    workbook.calculation.fullCalcOnLoad = True
    return workbook


def workbook_bytes(workbook: Workbook, values: Values) -> bytes:
    """The workbook's file. Readers that do not calculate find `values` as the formulas' results."""
    target = BytesIO()
    paths = {f"xl/worksheets/sheet{n}.xml": ws.title for n, ws in enumerate(workbook.worksheets, 1)}
    stored = {path: values[title] for path, title in paths.items() if title in values}
    with _SteadyArchive(target, stored) as archive:
        ExcelWriter(workbook, archive).save()
    return target.getvalue()


class _SteadyArchive(ZipFile):
    """A zip file that dates every member alike and completes the worksheets written into it."""

    def __init__(self, target: BytesIO, values: Mapping[str, Mapping[str, Decimal]]) -> None:
        super().__init__(target, "w", ZIP_DEFLATED)
        self._values = values

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
        name = str(getattr(zinfo_or_arcname, "filename", zinfo_or_arcname))
        content = data.encode() if isinstance(data, str) else bytes(data)
        if name == "docProps/core.xml":
            content = _MODIFIED.sub(rb"\g<1>" + EPOCH.isoformat().encode() + b"Z", content)
        member = ZipInfo(name, EPOCH.timetuple()[:6])
        member.compress_type = ZIP_DEFLATED
        member.external_attr = 0o600 << 16
        super().writestr(member, content)

    def write(self, filename: str | PathLike[str], arcname: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401
        content = Path(filename).read_bytes()
        values = self._values.get(str(arcname), {})
        self.writestr(str(arcname), _store(content, values) if values else content)


def _store(worksheet: bytes, values: Mapping[str, Decimal]) -> bytes:
    def stored(match: re.Match[bytes]) -> bytes:
        value = values.get(match[2].decode())
        return match[0] if value is None else match[1] + f"<v>{value:f}</v>".encode()

    return _FORMULA.sub(stored, worksheet)
