"""Whatever is edited, in YAML or in the workbook: all that is made agrees with a recomputation, at once."""

import io
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import openpyxl
import pytest
from attrs import evolve, frozen
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from generator.audit import audit
from generator.model.form import Form, FundRow, Funds
from generator.model.problem import Path as FieldPath
from generator.outputs.formats import PRODUCTS, TABLES, XLSX
from generator.render.xlsx.form import SHEET_NAME, render_xlsx
from generator.render.xlsx.worksheet import layout
from generator.sheet.build import Cell, sheet
from generator.store import dump, load
from generator.store.edit.edits import edit
from generator.workspace.workspace import Workspace
from tests.render.test_workbook_edits import FORM as SAMPLE
from tests.support.command import zipingbiao

FUND = FundRow(name="年度资金总额", budget=Decimal("43918000.00"), executed=Decimal("43918000.00"))
FUNDS = Funds(rows=(FUND,), weight=Decimal("10.00"), rate=Decimal("100.00"), score=Decimal(10))
FORM = evolve(SAMPLE, funds=FUNDS, total=Decimal("46.00"))
"""Every derived value is stated, and agrees."""

TOTAL, RATE, SCORE = ("总分",), ("项目资金", "执行率"), ("项目资金", "得分")
BUDGET, EXECUTED = (("项目资金", FUND.name, key) for key in ("全年预算数", "全年执行数"))
ROWS = [path for path, _ in FORM.indicators()]

points = st.decimals(0, 20, places=2)
amounts = st.decimals(1, 10**8, places=2)
edits = st.dictionaries(
    st.sampled_from([BUDGET, EXECUTED, ("项目资金", "分值"), *((*row, "分值") for row in ROWS)])
    | st.sampled_from([(*row, "得分") for row in ROWS]),
    st.none(),
    min_size=1,
    max_size=4,
).flatmap(
    lambda chosen: st.fixed_dictionaries({path: amounts if len(path) == 3 else points for path in chosen})
)


@pytest.fixture(autouse=True)
def only_workbooks_and_tables() -> Iterator[None]:
    """Pages cost a second each; what they print is the sheet that is looked at here."""
    every, PRODUCTS[:] = PRODUCTS[:], [TABLES, XLSX]
    yield
    PRODUCTS[:] = every


@frozen
class Expected:
    """What the edited figures come to, reckoned without the program."""

    rate: Decimal
    score: Decimal
    total: Decimal


def recomputed(changes: Mapping[FieldPath, Decimal]) -> Expected:
    budget, executed = changes.get(BUDGET, FUND.budget), changes.get(EXECUTED, FUND.executed)
    weight = changes.get(("项目资金", "分值"), FUNDS.weight)
    assert budget is not None and executed is not None and weight is not None
    cent = Decimal("0.01")
    score = min(weight, weight * executed / budget).quantize(cent, ROUND_HALF_UP)
    scores = [changes.get((*path, "得分"), row.score) for path, row in FORM.indicators()]
    return Expected(
        rate=(executed / budget * 100).quantize(cent, ROUND_HALF_UP),
        score=score,
        total=score + sum((one for one in scores if one is not None), Decimal(0)),
    )


def workspace_in(folder: str, *, is_ingested: bool) -> tuple[Workspace, Path]:
    """A workspace with the form, once ingested or once built."""
    workspace = Workspace(root=Path(folder))
    file = workspace.yaml_path(FORM)
    last = workspace.last_ingest_path(file)
    last.parent.mkdir(parents=True)
    file.write_text("# 手改的\n" + dump(FORM), "utf-8")
    if is_ingested:
        last.write_text(dump(FORM), "utf-8")
    else:
        assert zipingbiao("build", "-w", workspace.root).exit_code == 0
    return workspace, file


def cells_of(form: Form) -> dict[FieldPath, Cell]:
    return {cell.path: cell for cell in sheet(form).cells() if cell.path}


def edited_book(changes: Mapping[FieldPath, Decimal]) -> bytes:
    """The workbook of the form, saved with other figures in some of its cells."""
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(FORM)))
    placed = layout(sheet(FORM))
    for path, value in changes.items():
        cell = cells_of(FORM)[path]
        book[SHEET_NAME][placed.coordinate((cell.row, cell.column))].value = float(value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def assert_recomputed(workspace: Workspace, file: Path, changes: Mapping[FieldPath, Decimal]) -> None:
    expected = recomputed(changes)
    form = load(file).sound()
    assert form.funds.rate in (None, expected.rate)
    assert form.funds.score in (None, expected.score)
    assert form.total in (None, expected.total)
    assert file.read_text("utf-8").startswith("# 手改的\n")
    assert not {problem.rule for problem in audit(form)} & {"R01", "R02", "R05"}
    cells = cells_of(form)
    wanted = {RATE: expected.rate, SCORE: expected.score, TOTAL: expected.total}
    assert {path: cells[path].number for path in wanted} == wanted
    assert len({len(cell.text.partition(".")[2]) for path, cell in cells.items() if path[-1] == "得分"}) == 1

    (book,) = workspace.out.rglob("*.xlsx")
    placed = layout(sheet(form))
    formulas, values = (openpyxl.load_workbook(book, data_only=only)[SHEET_NAME] for only in (False, True))
    for path, number in wanted.items():
        at = placed.coordinate((cells[path].row, cells[path].column))
        assert str(formulas[at].value).startswith("=")
        shown = Decimal(str(values[at].value))
        assert (shown * 100 if path == RATE else shown) == number

    (table,) = (workspace.out / "数据表/项目").rglob("*.parquet")
    query = "SELECT 执行率, 总分 FROM read_parquet(?)"
    assert duckdb.execute(query, [str(table)]).fetchall() == [(expected.rate, expected.total)]


@settings(max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate])
@given(edits, st.booleans())
def test_an_edit_of_the_yaml_is_recomputed_everywhere(
    changes: Mapping[FieldPath, Decimal], is_ingested: bool
) -> None:
    with TemporaryDirectory() as folder:
        workspace, file = workspace_in(folder, is_ingested=is_ingested)
        file.write_text(edit(file.read_text("utf-8"), changes), "utf-8")
        assert zipingbiao("build", "-w", workspace.root).exit_code == 0
        assert_recomputed(workspace, file, changes)


@settings(max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate])
@given(edits, st.booleans())
def test_an_edit_of_the_workbook_is_recomputed_everywhere(
    changes: Mapping[FieldPath, Decimal], is_ingested: bool
) -> None:
    with TemporaryDirectory() as folder:
        workspace, file = workspace_in(folder, is_ingested=is_ingested)
        book = Path(folder) / "改过.xlsx"
        book.write_bytes(edited_book(changes))
        assert zipingbiao("import", book, "-w", workspace.root).exit_code == 0
        book.unlink()
        if not any(workspace.out.rglob("*.xlsx")):  # each figure was what it had been
            assert zipingbiao("build", "-w", workspace.root).exit_code == 0
        assert_recomputed(workspace, file, changes)
