"""The reviewer's working paper (复核底稿): a sheet per project, what the rules suggest beside room to write.

What is written in 复核值, 复核分 and 备注 comes back into the YAML by the marks, as from every workbook.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path as FilePath

from attrs import evolve, frozen
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ...audit.suggestion import Suggestion, Suggestions, suggestions
from ...model.columns import Column, Kind, columns
from ...model.computed import execution_score, final_total, review_total
from ...model.form import Form, Review
from ...model.problem import Path, Problem, ZipingbiaoError
from ...model.profile import profile_for
from ...model.terms import FUNDS, INDICATORS, REMARK, REVIEW, REVIEWED_ACTUAL, REVIEWED_SCORE
from ...model.value import Value
from ...sheet.build import percent_text
from ...store import dump
from ...store.edit.edits import value_at, with_changes
from .export import sheet_names
from .listing import Content, Formula, Look, Values, link, put, set_up_page, write_head, write_rows
from .marks import STORE, MarkedRow, MarkedTable, key_of, mark_review, write_store
from .table import cell_place, not_imported
from .values import is_formula, text_of
from .workbook import Fill, filled_bytes, new_workbook

COLUMNS = (
    Column("一级指标", Kind.TEXT, 10),
    Column("二级指标", Kind.TEXT, 12),
    Column("三级指标", Kind.TEXT, 20),
    Column("性质", Kind.WORD, 7),
    Column("指标值", Kind.TEXT, 11),
    Column("单位", Kind.WORD, 8),
    Column("权重", Kind.POINTS, 8),
    Column("自评值", Kind.TEXT, 13),
    Column("自评分", Kind.POINTS, 8),
    Column("复核值", Kind.TEXT, 13),
    Column("复核分", Kind.POINTS, 8),
    Column("偏差", Kind.POINTS, 8),
    Column("备注", Kind.TEXT, 20),
    Column("建议分", Kind.POINTS, 8),
    Column("规则", Kind.WORD, 7),
    Column("依据", Kind.TEXT, 26),
    Column("提示（通例，未计入）", Kind.TEXT, 22),
)
INDEX = columns(
    "项目名称", "自评总分", "自评等级", "建议总分", "没有建议分的", "复核总分", "复核等级", "偏差"
)  # fmt: skip
_WRITTEN = {9: REVIEWED_ACTUAL, 10: REVIEWED_SCORE, 12: REMARK}
"""Column from 0 → the key of what a reviewer writes there."""

_HEAD = 3
"""The row of the heads; the project stands above."""
_SAID = (
    "在复核值、复核分、备注三栏填写，存盘后用 zipingbiao import 收回。建议分由所列的规则算出。"
    "通例（没有计入）：没有佐证材料的、与项目无关的指标计 0 分。"
)


@frozen
class _Paper:
    """One project's sheet."""

    form: Form
    sheet: str
    suggested: Suggestions
    filled: bool
    """Whether the suggestions stand where the reviewer writes."""


def review_xlsx(forms: Sequence[Form], *, filled: bool = False, origin: str = "") -> bytes:
    """The working paper of some forms; with `filled`, the suggestions stand where nobody has written yet.

    Raises ValueError without any form.
    """
    if not forms:
        raise ValueError("no forms")
    named = zip(forms, sheet_names(form.project for form in forms), strict=True)
    papers = tuple(_Paper(form, name, suggestions(form), filled) for form, name in named)
    departments = "、".join(dict.fromkeys(form.department for form in forms))
    workbook = new_workbook(title="自评复核底稿", subject="复核", author=departments[:200])
    kept: dict[str, str] = {}
    fills: dict[str, Fill] = {"目录": partial(_index, papers)}
    fills |= {paper.sheet: partial(_project, paper, kept, origin) for paper in papers}
    for name in (*fills, STORE):
        workbook.create_sheet(name)
    return filled_bytes(workbook, {**fills, STORE: partial(write_store, kept)})


# The front sheet


def _index(papers: Sequence[_Paper], worksheet: Worksheet) -> Values:
    values = Values()
    write_head(worksheet, INDEX)
    rows = (_indexed(paper, row) for row, paper in enumerate(papers, start=2))
    write_rows(worksheet, INDEX, rows, 2, values)
    for row, paper in enumerate(papers, start=2):
        link(worksheet, row, 1, paper.sheet)
    set_up_page(worksheet, landscape=True)
    return values


def _indexed(paper: _Paper, row: int) -> list[Content]:
    form, profile = paper.form, profile_for(paper.form.layout)
    own, reviewed = final_total(form), review_total(form)
    difference: Content = None
    if own is not None and reviewed is not None:
        difference = Formula(f"=ROUND(F{row}-B{row},2)", reviewed - own)
    return [
        form.project,
        own,
        "" if own is None else profile.grade(own),
        paper.suggested.total,
        paper.suggested.without,
        reviewed,
        "" if reviewed is None else profile.grade(reviewed),
        difference,
    ]


# A project's sheet


def _project(paper: _Paper, kept: dict[str, str], origin: str, worksheet: Worksheet) -> Values:
    values, yaml = Values(), dump(paper.form)
    key = key_of(yaml, origin)
    kept[key] = yaml
    head = f"{paper.form.project}　{paper.form.department}　{paper.form.year} 年度　自评复核底稿"
    put(worksheet, (1, 1), head, Look.NOTE, values)
    put(worksheet, (2, 1), _SAID, Look.NOTE, values)
    write_head(worksheet, COLUMNS, _HEAD)
    rows = paper.suggested.rows
    end = write_rows(worksheet, COLUMNS, (_row(paper, row) for row in rows), _HEAD + 1, values)
    write_rows(worksheet, COLUMNS, [_sums(paper)], end, values)
    _compute(worksheet, paper, end, values)
    paths = {_HEAD + 1 + number: _paths(row.path) for number, row in enumerate(rows)}
    mark_review(worksheet, len(COLUMNS), key, paths)
    _validate(worksheet, paper, end)
    set_up_page(worksheet, head=_HEAD, landscape=True)
    return values


def _paths(path: Path) -> dict[int, Path]:
    return {column: (*path, REVIEW, key) for column, key in _WRITTEN.items()}


def _row(paper: _Paper, row: Suggestion) -> list[Content]:
    nature, target, unit, actual, weight, score = _stated(paper.form, row)
    review = _review(paper, row)
    return [
        row.level1, row.level2, row.name, nature, target, unit, weight, actual, score,
        review.actual or "", review.score, None, review.remark or "",
        row.score, row.rule, "；".join(filter(None, (row.value, row.basis))), "；".join(row.notes),
    ]  # fmt: skip


def _stated(form: Form, row: Suggestion) -> tuple[str, str, str, str, Decimal | None, Decimal | None]:
    """性质, 指标值, 单位, 自评值, 权重 and 自评分 as the form states them."""
    if row.path == (FUNDS,):
        funds = form.funds
        score = execution_score(funds) if funds.score is None else funds.score
        return "", "", "%", "" if funds.rate is None else percent_text(funds.rate), funds.weight, score
    indicator = value_at(form, row.path)
    target = indicator.full_target
    bare, unit = _bare(target)
    return _nature(target), bare, unit, indicator.full_actual.text, indicator.weight, indicator.score


def _nature(target: Value) -> str:
    if target.is_nothing:
        return ""
    if target.period is not None:
        return "时限"
    return "定性" if target.measure is None else target.operator or "＝"


def _bare(target: Value) -> tuple[str, str]:
    """The target without the operator and the unit that stand in columns of their own; the unit."""
    text, unit = target.text.strip(), target.unit or ""
    if target.number is None:
        return text, ""
    if target.operator:
        text = text.lstrip("≥≤＞＜><=＝ ")
    return (text.removesuffix(unit).strip(), unit) if unit and text.endswith(unit) else (text, "")


def _review(paper: _Paper, row: Suggestion) -> Review:
    """What the reviewer has written; what is suggested where nobody has, and it is wanted."""
    review: Review = value_at(paper.form, row.path).review
    if not paper.filled or review != Review() or row.score is None:
        return review
    return evolve(review, score=row.score, remark=f"{row.rule}：{row.basis}")


def _compute(worksheet: Worksheet, paper: _Paper, end: int, values: Values) -> None:
    """复核分 − 自评分, and the sum of the 复核分, live; empty until all that they need is there."""
    for number, row in enumerate(paper.suggested.rows, start=_HEAD + 1):
        score, review = _stated(paper.form, row)[-1], _review(paper, row).score
        cell = worksheet.cell(number, 12)
        cell.value = f'=IF(OR(K{number}="",I{number}=""),"",ROUND(K{number}-I{number},2))'
        if score is not None and review is not None:
            values[cell.coordinate] = review - score
    reviews = [_review(paper, row).score for row in paper.suggested.rows]
    cells, total = f"K{_HEAD + 1}:K{end - 1}", worksheet.cell(end, 11)
    total.value = f'=IF(COUNT({cells})<{len(reviews)},"",SUM({cells}))'
    if reviews and None not in reviews:
        values[total.coordinate] = sum((review or Decimal(0) for review in reviews), Decimal(0))


def _sums(paper: _Paper) -> list[Content]:
    """The totals: 自评 as it counts; that of 复核 is computed."""
    weights = [_stated(paper.form, row)[4] for row in paper.suggested.rows]
    empty: list[Content] = [""] * 3
    return [
        "合计", "", "", *empty, sum((w for w in weights if w is not None), Decimal(0)), "",
        final_total(paper.form), "", None, None, "",
        paper.suggested.total, "", paper.suggested.basis, "",
    ]  # fmt: skip


def _validate(worksheet: Worksheet, paper: _Paper, end: int) -> None:
    """A 复核分 is a number from 0 to its 权重."""
    if not paper.suggested.rows:
        return
    rule = DataValidation(
        type="decimal",
        operator="between",
        formula1="0",
        formula2=f'IF(G{_HEAD + 1}="",100,G{_HEAD + 1})',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="复核分",
        error="复核分应在 0 与权重之间。",
    )
    column = get_column_letter(11)
    rule.add(f"{column}{_HEAD + 1}:{column}{end - 1}")
    worksheet.add_data_validation(rule)


# Brought back


def reviewed(table: MarkedTable, base: Form, path: FilePath) -> tuple[Form, tuple[Problem, ...]]:
    """The form with what the reviewer has written, and the cells that cannot be brought back."""
    form, problems = base, list[Problem]()
    for row, column, where in _cells(table):
        try:
            value_at(base, where)
        except (LookupError, ValueError, AttributeError):
            continue
        cell = row.cells.get(column)
        if is_formula(cell):
            continue
        try:
            form = with_changes(form, {where: text_of(cell) or None})
        except ZipingbiaoError as error:
            place = cell_place(path, table.title, table.coordinate(row, column))
            problems += (not_imported(place, found, where) for found in error.problems)
    return form, tuple(problems)


def _cells(table: MarkedTable) -> Iterator[tuple[MarkedRow, int, Path]]:
    """Row, column and path of each cell in which a reviewer writes."""
    for row in table.rows:
        for column, where in row.paths.items():
            if where[0] in (FUNDS, INDICATORS) and where[-2:-1] == (REVIEW,):
                yield row, column, where
