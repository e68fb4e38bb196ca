"""Workbooks whose bytes depend on their content alone, with the formulas' values stored beside them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

EPOCH = datetime(2000, 1, 1)
"""The date in every workbook, so that equal forms give equal files."""

Values = Mapping[str, Mapping[str, Decimal]]
"""Sheet title → coordinate → what the formula there comes to."""

Fill = Callable[[Worksheet], Mapping[str, Decimal] | None]
"""Fills a worksheet; answers what each formula on it comes to, by coordinate, where it has any."""

_LONGEST_PROPERTY = 200
_FORMULA = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def new_workbook(title: str, subject: str, author: str) -> Workbook:
    """An empty workbook with its document properties."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    properties = workbook.properties
    properties.title, properties.subject, properties.creator = map(_property, (title, subject, author))
    properties.created = properties.modified = EPOCH
    properties.lastModifiedBy = "zipingbiao"
    properties.language = "zh-CN"
    workbook.calculation.fullCalcOnLoad = True
    return workbook


def _property(text: str) -> str:
    """A document property: short, and without characters that no workbook holds."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:_LONGEST_PROPERTY]


def workbook_bytes(workbook: Workbook, values: Values) -> bytes:
    """The workbook's file. Readers that do not calculate find `values` as the formulas' results."""
    return filled_bytes(workbook, {title: partial(_already, held) for title, held in values.items()})


def _already(values: Mapping[str, Decimal], _: Worksheet) -> Mapping[str, Decimal]:
    """The values of a worksheet that was filled before."""
    return values


def filled_bytes(workbook: Workbook, fills: Mapping[str, Fill]) -> bytes:
    """As `workbook_bytes`, each worksheet filled when its turn comes and emptied behind it, by its title.

    However many worksheets there are, the cells of one are held at a time. No file is written: the system's
    temporary folder, where openpyxl writes its worksheets by itself, may be full.
    """
    target = BytesIO()
    with _SteadyArchive(target) as archive:
        _FillingWriter(workbook, archive, fills).save()
    return target.getvalue()


class _FillingWriter(ExcelWriter):
    """Has every worksheet filled just before it is written, and written in memory."""

    def __init__(self, workbook: Workbook, archive: "_SteadyArchive", fills: Mapping[str, Fill]) -> None:
        super().__init__(workbook, archive)
        self._steady, self._fills = archive, fills

    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - attributes that openpyxl does not declare
        values = (self._fills[ws.title](ws) if ws.title in self._fills else None) or {}
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        content = BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]  # openpyxl is typed in part
        self._steady.writestr(ws.path.removeprefix("/"), _store(content.getvalue(), values))
        self.manifest.append(ws)
        _empty(ws)


def _empty(worksheet: Worksheet) -> None:
    """Drop what has been written; what the rest of the workbook asks of a worksheet stays."""
    worksheet._cells.clear()
    worksheet.row_dimensions.clear()
    worksheet.column_dimensions.clear()
    worksheet.merged_cells.ranges.clear()
    worksheet.data_validations.dataValidation.clear()


class _SteadyArchive(ZipFile):
    """A zip file that dates every member alike."""

    def __init__(self, target: BytesIO) -> None:
        super().__init__(target, "w", ZIP_DEFLATED)

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
        name = str(getattr(zinfo_or_arcname, "filename", zinfo_or_arcname))
        content = data.encode() if isinstance(data, str) else bytes(data)
        if name == "docProps/core.xml":
            content = _MODIFIED.sub(rb"\g<1>" + EPOCH.isoformat().encode() + b"Z", content)
        member = ZipInfo(name, EPOCH.timetuple()[:6])
        member.compress_type = ZIP_DEFLATED
        member.external_attr = 0o600 << 16
        super().writestr(member, content)


def _store(worksheet: bytes, values: Mapping[str, Decimal]) -> bytes:
    """The worksheet with the values of its formulas, by coordinate."""
    if not values:
        return worksheet

    def stored(match: re.Match[bytes]) -> bytes:
        value = values.get(match[2].decode())
        return match[0] if value is None else match[1] + f"<v>{value:f}</v>".encode()

    return _FORMULA.sub(stored, worksheet)
