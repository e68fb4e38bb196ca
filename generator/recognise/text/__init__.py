"""Forms from plain text of every origin.

text → what it keeps (tables with their cells, aligned columns, cells or rows in order, or nothing of these)
→ atoms or columns → a form's parts by their labels → rows by column → a table, read as tables are → doubts
for whatever the text does not say for certain. A text whose order is lost is read by `recognise.lines`.
"""

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from ...model import problem
from ...model.form import Form
from ...model.problem import Place, Problem
from ...sources.flow import TooLarge
from ...sources.lines import Lines, split_lines
from ...sources.text_tables import TextRow, grid_of, text_rows
from ..grid import Recognition, recognise_grids
from ..grid.declared.words import is_declaration_title
from ..grid.titles import FORM as TITLE
from ..lines import recognise_lines
from ..lines.books import Balance, balance
from ..lines.flow import key
from ..other import Other
from ..recognised import Doubt, Recognised
from . import origin as origins
from .atoms import Gap, of_bars, of_lines, of_rows, with_labels
from .columns import SCORE
from .compose import compose
from .declared import read_declared_text
from .layout import read_layout
from .marks import has_labels_for_text, is_complete, marks, shared_reasons, unfounded
from .origin import Origin, tell
from .read import read_form
from .reading import FormRead
from .regular import is_regular
from .sections import begins_before_its_title, forms

_ESSENTIAL = ("指标", "绩")
"""What every form prints, be its lines cut as they may: 绩 alone in narrow columns."""
_OPENING = 6
"""Characters by which a form's opening is found in its line."""
_MOST_LEFT = 0.065
"""Of a form's pieces of text, those that no field took; beyond, its order is lost."""
_MOST_UNFOUNDED = 5
"""Fields that say more than the text does; beyond, its order is lost."""
BETTER = (
    "请直接给出 PDF 或表格文件（.xlsx、.docx 等）；只有文本时，请从 Word、Excel 或网页里重新复制，保留制表符"
)


def recognise_text(text: str, *, file: str) -> Recognition:
    """The forms of a text, and a problem for each part that is none or cannot be read."""
    if not all(word in text for word in _ESSENTIAL):
        return Recognition((), (_problem("不是绩效自评表：没有找到标题和各项指标。", file, 1),))
    rows, lines = text_rows(text), split_lines(text)
    if rows is not None:
        return _of_table(rows, lines, file)
    origin = tell(lines, text)
    if any(is_declaration_title(line.text) for line in lines):
        return _with_declared(text, lines, origin, file)
    return _of_lines(text, lines, origin, file)


def _with_declared(text: str, lines: Lines, origin: Origin, file: str) -> Recognition:
    """The declared goals of a text, and the forms in the rest of it."""
    forms: tuple[Recognised, ...] = ()
    if origin is origins.LAYOUT:
        first = next(line.number for line in lines if is_declaration_title(line.text))
        refusal = _problem("按版面对齐的文本里的绩效目标申报表读不了。", file, first)
    else:
        forms = read_declared_text(lines, file)
        refusal = _problem("有绩效目标申报表的标题，没有读出它的各项指标。", file, 1)
    taken = [span for form in forms for span in form.spans]
    kept = [line for line in lines if not any(first <= line.number <= last for first, last in taken)]
    if not any("自评" in line.text for line in kept):
        return Recognition(forms, () if forms else (refusal,))
    found = _of_lines(_blanked(text, taken), tuple(kept), origin, file)
    return Recognition((*forms, *found.forms), found.refused if forms else (refusal, *found.refused))


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with some lines empty; the others keep their numbers."""
    return "\n".join(
        "" if any(first <= number <= last for first, last in spans) else line
        for number, line in enumerate(text.split("\n"), start=1)
    )


def _of_lines(text: str, lines: Lines, origin: Origin, file: str) -> Recognition:
    if origin is origins.LAYOUT:
        return _of_readings(read_layout(text), origin, lines, file)
    pieces = of_bars(lines, origin) if origin.keeps_empty else of_lines(lines)
    atoms = list(with_labels(list(pieces)))
    known_order = not origin.keeps_empty and begins_before_its_title(atoms)
    if known_order or origin is origins.SCATTERED:
        return _of_scattered(lines, file, known_order=known_order)
    return _of_readings((read_form(form, origin) for form in forms(atoms)), origin, lines, file)


def _of_table(rows: Sequence[TextRow], lines: Lines, file: str) -> Recognition:
    """The forms of rows whose cells are kept; where merged cells left gaps, by the order of the others."""
    if not is_regular(rows):
        atoms = [evolve(a, gap=Gap.LINE) if a.gap is Gap.ROW else a for a in of_rows(rows)]
        joined = list(with_labels(atoms))
        readings = (read_form(form, origins.TABS) for form in forms(joined))
        return _of_readings(readings, origins.TABS, lines, file)
    try:
        recognition = recognise_grids((grid_of(rows),), file=file)
        forms_found = (evolve(f, doubts=(*f.doubts, *shared_reasons(f.form))) for f in recognition.forms)
        return evolve(recognition, forms=tuple(forms_found))
    except TooLarge as error:
        return Recognition((), (_problem(f"表太大：{error}。", file, 1, "F24"),))


def _of_readings(readings: Iterable[FormRead], origin: Origin, lines: Lines, file: str) -> Recognition:
    found: list[Recognised] = []
    refused: list[Problem] = []
    for read in readings:
        if not read.is_sound:
            refused.append(_lost(read.lines, file))
            continue
        recognition = recognise_grids((compose(read),), file=file)
        for one in recognition.forms:
            marked = _marked(one, read, origin, lines)
            found.extend([marked] if marked else [])
            refused.extend([] if marked else [_lost(read.lines, file)])
        refused.extend(_unread(read, origin, one, file) for one in recognition.refused)
    if not found and not refused:
        refused.append(_problem("不是绩效自评表：没有找到标题和项目名称。", file, 1))
    return Recognition(tuple(found), tuple(refused))


def _marked(found: Recognised, read: FormRead, origin: Origin, lines: Lines) -> Recognised | None:
    """A form with the doubts about its text, what no field took under 其他; None where that is too much."""
    first, last = read.lines
    own = [d for d in found.doubts if not d.path or d.path[0] != "其他"]
    kept = [d for d in found.doubts if d not in own]
    wrapped = not (origin.keeps_empty or origin.is_cell_a_line)
    books = _books(found.form, lines, read.lines, wrapped=wrapped, opening=read.opening)
    is_lost = books.left_share > _MOST_LEFT or len(books.unfounded) > _MOST_UNFOUNDED
    if is_lost or not _is_plausible(found.form, origin):
        return None
    if read.total is not None and SCORE not in read.total.cells:
        found = evolve(found, form=evolve(found.form, total=None))  # the sum of the weights is no score
    other = Other(found.form.other)
    left = other.keep(books.leftovers)
    doubts = (*own, *marks(found.form, read, origin), *unfounded(books, found.form), *kept, *left)
    found = evolve(found, form=evolve(found.form, other=other.texts))
    return evolve(found, doubts=tuple(_once(doubts)), origin=f"第{first}–{last}行", spans=((first, last),))


def _is_plausible(form: Form, origin: Origin) -> bool:
    if origin.keeps_empty:
        return True
    return is_complete(form, rows_apart=origin.is_row_a_line) and not has_labels_for_text(form)


def _books(form: Form, lines: Lines, span: tuple[int, int], *, wrapped: bool, opening: str = "") -> Balance:
    """The books of a form; what stands before its opening in the first line is not its own."""
    first, last = span
    region = {line.number: line.text for line in lines if first <= line.number <= last}
    if first in region:
        region[first] = region[first][max(0, region[first].find(opening[:_OPENING])) :]
    return balance(region.items(), form, wrapped=wrapped)


def _once(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    """The first doubt of each field."""
    seen: set[object] = set()
    for doubt in doubts:
        if doubt.path not in seen or not doubt.path:
            seen.add(doubt.path)
            yield doubt


def _unread(read: FormRead, origin: Origin, refused: Problem, file: str) -> Problem:
    """Why a part of the text was not read, said as it is."""
    if any(map(TITLE.fullmatch, map(key, read.above))) and read.indicators.columns:
        return _lost(read.lines, file)
    first, last = read.lines
    message = f"第{first}–{last}行：{refused.message}（按{origin.words}读取）"
    return _problem(message, file, first, refused.rule)


def _of_scattered(lines: Lines, file: str, *, known_order: bool) -> Recognition:
    """The forms of a text whose order is lost, as far as wording alone puts them together again."""
    found, refused = recognise_lines(lines, file=file)
    even = [one for one in found if _is_even(one, lines, known_order=known_order)]
    if even:
        lost = tuple(_lost(one.spans[0], file) for one in found if one not in even)
        return Recognition(tuple(even), (*refused, *lost))
    words = "".join(line.text for line in lines)
    if "自评" not in words or "指标" not in words:
        return Recognition(found, refused)
    return Recognition((), (_lost((lines[0].number, lines[-1].number), file),))


def _is_even(found: Recognised, lines: Lines, *, known_order: bool) -> bool:
    """Whether everything has its place; where the order is not that of the dumps known, the scores, too."""
    plausible = known_order or is_complete(found.form, rows_apart=False)
    return plausible and _books(found.form, lines, found.spans[0], wrapped=True).is_even


def _lost(span: tuple[int, int], file: str) -> Problem:
    first, last = span
    message = (
        f"第{first}–{last}行有绩效自评表的文字，但单元格的次序或界线在导出时已经丢失"
        "（各栏的内容对不上所在的行，或各项得分合不成总分），无法可靠地读出。"
    )
    return _problem(message, file, first)


def _problem(message: str, file: str, line: int, rule: str = "F06") -> Problem:
    return problem.error(rule, message, at=Place(file=file, line=line), hint=BETTER)
