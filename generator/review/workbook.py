"""The queue as a workbook to be filled in, and a filled one read back."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from attrs import frozen
from openpyxl import Workbook

from ..model.columns import COLUMNS, Column, Kind
from ..model.doubt import Group
from ..render.xlsx.edits import opened_book
from ..render.xlsx.listing import Line, Listing, report_workbook
from ..sources.bounds import MAX_ROWS, refuse
from ..sources.package import PARSING_ERRORS, checked_package
from .words import BLANK

TITLE = "待核"
ANSWER, NAMES, TAKEN = "定为", "标识", "读作"
ACCEPTED = ("对", "√", "✓")
"""What is written under 定为 where the reading is right."""
_COLUMNS = (
    COLUMNS["规则"],
    Column("表", Kind.TEXT, 26),
    Column("位置", Kind.TEXT, 30),
    Column(TAKEN, Kind.TEXT, 32),
    Column("其他读法", Kind.TEXT, 32),
    Column(ANSWER, Kind.TEXT, 28),
    Column("理由", Kind.TEXT, 34),
    Column("上下文", Kind.TEXT, 32),
    Column("处数", Kind.COUNT, 6),
    Column("置信度", Kind.POINTS, 8),
    Column("出处", Kind.TEXT, 26),
    Column(NAMES, Kind.TEXT, 18),
)
_MAX_COLUMNS = 64
_SHOWN = 3
_MAX_IDS = 2_000
"""As many as one cell holds; the rest of a larger group has a row of its own."""


@frozen(kw_only=True)
class Filled:
    """A row that somebody has filled in: the doubts it is about, and the text; None to take what was read."""

    row: int
    ids: tuple[str, ...]
    text: str | None


def queue_workbook(groups: Iterable[Group]) -> bytes:
    """A row for each group. Under 定为 people write 对, or the text that is right; blank stays open."""
    lines = (line for group in groups for line in _lines(group))
    return report_workbook(Listing(TITLE, _COLUMNS, lines, to_fill=ANSWER))


def _lines(group: Group) -> Iterator[Line]:
    doubt = group.first
    forms = dict.fromkeys(place.yaml.stem for place in group.places)
    fields = dict.fromkeys(each.field for each in group.doubts)
    contexts = dict.fromkeys(place.context for place in group.places if place.context)
    places = dict.fromkeys(place.within for place in group.places)
    for start in range(0, len(group.ids), _MAX_IDS):
        yield (
            doubt.rule, _some(forms), _some(fields), doubt.taken or BLANK,
            "\n".join(reading.text or BLANK for reading in doubt.readings[1:]), None,
            doubt.why, _some(contexts), len(group.places), group.confidence,
            f"{doubt.source} {_some(places)}".strip(), " ".join(group.ids[start : start + _MAX_IDS]),
        )  # fmt: skip


def _some(texts: Iterable[str]) -> str:
    found = [text for text in texts if text]
    more = f"\n……共 {len(found)} 处" if len(found) > _SHOWN else ""
    return "\n".join(found[:_SHOWN]) + more


def is_queue(path: Path) -> bool:
    """Whether a workbook is a queue. Raises ZipingbiaoError as for any workbook: F01, F02, F20–F24."""
    return TITLE in _opened(path).sheetnames


def read_queue(path: Path) -> tuple[Filled, ...]:
    """The rows that are filled in. Raises as `is_queue`; X10 where it is no queue."""
    book = _opened(path)
    rows = _rows(book, path) if TITLE in book.sheetnames else []
    found = _filled(rows)
    if found is None:
        refuse("X10", path, "工作簿里没有待核的存疑。", "请用 zipingbiao review --output 写出的工作簿填写")
    return tuple(found)


def _opened(path: Path) -> Workbook:
    data = checked_package(path, "XLSX 工作簿")
    try:
        return opened_book(data)
    except PARSING_ERRORS:
        refuse("F20", path, *_DAMAGED)


def _rows(book: Workbook, path: Path) -> list[dict[int, object]]:
    sheet = book[TITLE]
    try:
        sheet.reset_dimensions()  # they are what the file claims
        rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=_MAX_COLUMNS)
        return [{cell.column: cell.value for cell in row if cell.value is not None} for row in rows]
    except PARSING_ERRORS:
        refuse("F20", path, *_DAMAGED)


_DAMAGED = ("文件已损坏，或者不是 XLSX 工作簿。", "请用表格软件打开后另存一份")


def _filled(rows: list[dict[int, object]]) -> Iterator[Filled] | None:
    """None where there is no head; rows may have been sorted, and others put above the head."""
    for number, row in enumerate(rows):
        heads = {str(value).strip(): column for column, value in row.items()}
        if ANSWER in heads and NAMES in heads:
            return _below(rows[number + 1 :], number + 2, heads)
    return None


def _below(rows: list[dict[int, object]], first: int, heads: Mapping[str, int]) -> Iterator[Filled]:
    for number, row in enumerate(rows, start=first):
        answer = _text(row.get(heads[ANSWER]))
        ids = tuple(_text(row.get(heads[NAMES])).split())
        if answer and ids:
            accepted = answer in ACCEPTED or answer == _text(row.get(heads.get(TAKEN, 0)))
            text = None if accepted else "" if answer == BLANK else answer
            yield Filled(row=number, ids=ids, text=text)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
