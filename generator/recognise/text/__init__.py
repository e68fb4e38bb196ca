"""Forms from plain text of every origin.

text → what it keeps (tables with their cells, aligned columns, cells or rows in order, or nothing of these)
→ atoms or columns → a form's parts by their labels → rows by column → a table, read as tables are → doubts
for whatever the text does not say for certain. A text whose order is lost is read by `recognise.lines`.
"""

from collections.abc import Iterable, Iterator

from attrs import evolve

from ...problem import Place, Problem, Severity
from ...sources.flow import TooLarge
from ...sources.lines import Lines
from ...sources.text import split_lines
from ...sources.text_tables import TextTable, grid_of, text_table
from ..grid import Recognition, recognise_grids
from ..lines import recognise_lines
from ..recognised import Doubt, Recognised
from . import origin as origins
from .atoms import Atom, Gap, of_bars, of_lines, of_rows, with_labels
from .compose import compose
from .layout import read_layout
from .marks import marks
from .origin import Origin, tell
from .read import read_form
from .reading import FormRead
from .regular import is_regular
from .sections import begins_before_its_title, forms

BETTER = (
    "请直接给出 PDF 或表格文件（.xlsx、.docx 等）；只有文本时，请从 Word、Excel 或网页里重新复制，保留制表符"
)


def recognise_text(text: str, *, file: str) -> Recognition:
    """The forms of a text, and a problem for each part that is none or cannot be read."""
    table = text_table(text)
    if table is not None:
        return _of_table(table, file)
    lines = split_lines(text)
    origin = tell(lines, text)
    if origin is origins.LAYOUT:
        return _of_readings(read_layout(text), origin, file)
    atoms = list(with_labels(list(_atoms(lines, origin))))
    if origin is origins.SCATTERED or begins_before_its_title(atoms):
        return _of_scattered(lines, file)
    return _of_readings((read_form(form, origin) for form in forms(atoms)), origin, file)


def _atoms(lines: Lines, origin: Origin) -> Iterator[Atom]:
    return of_bars(lines, origin) if origin.keeps_empty else of_lines(lines)


def _of_table(table: TextTable, file: str) -> Recognition:
    """The forms of rows whose cells are kept; where merged cells left gaps, by the order of the others."""
    if not is_regular(table.rows):
        atoms = [evolve(a, gap=Gap.LINE) if a.gap is Gap.ROW else a for a in of_rows(table.rows)]
        joined = list(with_labels(atoms))
        return _of_readings((read_form(form, origins.TABS) for form in forms(joined)), origins.TABS, file)
    try:
        return recognise_grids((grid_of(table.rows),), file=file)
    except TooLarge as error:
        return Recognition((), (_problem("F24", f"表太大：{error}。", file, 1, BETTER),))


def _of_readings(readings: Iterable[FormRead], origin: Origin, file: str) -> Recognition:
    found: list[Recognised] = []
    refused: list[Problem] = []
    for read in readings:
        recognition = recognise_grids((compose(read),), file=file)
        found.extend(_marked(one, read, origin) for one in recognition.forms)
        refused.extend(_unread(read, origin, problem, file) for problem in recognition.refused)
    if not found and not refused:
        refused.append(_problem("F06", "不是绩效自评表：没有找到标题和项目名称。", file, 1, BETTER))
    return Recognition(tuple(found), tuple(refused))


def _marked(found: Recognised, read: FormRead, origin: Origin) -> Recognised:
    first, last = read.lines
    own = [d for d in found.doubts if not d.path or d.path[0] != "其他"]
    kept = [d for d in found.doubts if d not in own]
    doubts = (*own, *marks(found.form, read, origin), *kept)
    return evolve(found, doubts=tuple(_once(doubts)), origin=f"第{first}–{last}行", spans=((first, last),))


def _once(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    """The first doubt of each field."""
    seen: set[object] = set()
    for doubt in doubts:
        if doubt.path not in seen or not doubt.path:
            seen.add(doubt.path)
            yield doubt


def _unread(read: FormRead, origin: Origin, problem: Problem, file: str) -> Problem:
    """Why a part of the text was not read, said as it is."""
    first, last = read.lines
    message = f"第{first}–{last}行：{problem.message}（按{origin.words}读取）"
    return _problem(problem.rule, message, file, first, BETTER)


def _of_scattered(lines: Lines, file: str) -> Recognition:
    """The forms of a text whose order is lost, as far as wording alone puts them together again."""
    found, refused = recognise_lines(lines, file=file)
    if found:
        return Recognition(found, refused)
    words = "".join(line.text for line in lines.lines)
    if "自评" not in words or "指标" not in words:
        return Recognition(found, refused)
    first, last = lines.lines[0].number, lines.lines[-1].number
    message = (
        f"第{first}–{last}行有绩效自评表的文字，但单元格的次序在导出时已经打乱"
        "（各栏的数字与所在的行分开了），无法可靠地读出。"
    )
    return Recognition((), (_problem("F06", message, file, first, BETTER),))


def _problem(rule: str, message: str, file: str, line: int, hint: str) -> Problem:
    place = Place(file=file, line=line)
    return Problem(rule=rule, severity=Severity.ERROR, message=message, place=place, hint=hint)
