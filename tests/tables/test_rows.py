"""What the tables hold of three Shanghai forms, by hand."""

from decimal import Decimal
from typing import get_args, get_type_hints

import pytest
from attrs import evolve

from generator.model.form import Form, Funds
from generator.tables import TABLES, Rows, department_rows, rows_by_department, unstorable
from tests.support import forms

FORMS = {"a.yaml": forms.one_stop(), "b.yaml": forms.data_service(), "c.yaml": forms.network()}


@pytest.fixture(scope="module")
def rows() -> Rows:
    return department_rows(FORMS)


def test_a_line_for_each_project(rows: Rows) -> None:
    assert [(row.file, row.number, row.project) for row in rows.projects] == [
        (file, n, form.project) for n, (file, form) in enumerate(FORMS.items(), start=1)
    ]
    first, *_ = rows.projects
    assert [first.initial, first.budget, first.executed] == [39090800, 104769000, 104756332]
    assert [str(row.rate) for row in rows.projects] == ["99.99", "100.00", "99.99"]
    assert [row.score for row in rows.projects] == [99, 90, Decimal("94.06")]
    assert [row.lost for row in rows.projects] == [1, 10, Decimal("5.94")]
    assert {row.grade for row in rows.projects} == {"优"}


def test_a_line_for_each_row_of_the_funds_in_yuan() -> None:
    form = forms.data_service()
    amounts = tuple(evolve(row, budget=Decimal("4391.8"), executed=Decimal("1")) for row in form.funds.rows)
    rows = department_rows({"": evolve(form, funds=evolve(form.funds, unit="万元", rows=amounts))})
    assert [row.line for row in rows.funds] == [1, 2, 3, 4]
    assert (rows.funds[0].source, rows.funds[0].unit) == ("年度资金总额", "万元")
    assert [rows.funds[0].budget, rows.funds[0].executed] == [43918000, 10000]
    assert rows.funds[0].rate == Decimal("0.02")


def test_a_line_for_each_indicator_and_for_the_execution_rate(rows: Rows) -> None:
    count = sum(1 for _ in forms.data_service().indicators())
    (execution, *others) = [row for row in rows.indicators if row.file == "b.yaml"]
    assert (execution.line, execution.level1, execution.actual) == (0, "预算执行率", "100.00%")
    assert [row.line for row in others] == list(range(1, count + 1))
    short = next(row for row in others if row.name == "质量问题整改率")
    assert (short.level1, short.level2, short.target, short.actual) == ("产出指标", "质量指标", "≥90%", "80%")
    assert [short.weight, short.score, short.lost] == [10, 6, 4]
    assert short.reason.startswith("数据质量体系的构建")


def test_a_line_for_each_finding_gravest_first(rows: Rows) -> None:
    assert [(row.rule, row.file) for row in rows.findings if row.severity == "错误"] == [
        ("R08", "a.yaml"),
        ("R01", "c.yaml"),
    ]
    assert [row.line for row in rows.findings] == list(range(1, len(rows.findings) + 1))
    for project in rows.projects:
        own = [row.severity for row in rows.findings if row.file == project.file]
        counts = [project.errors, project.warnings, project.informations]
        assert counts == [own.count(severity) for severity in ("错误", "警告", "提示")]


def test_projects_of_one_name_are_told_apart() -> None:
    rows = department_rows({"a": forms.network(), "b": forms.network()})
    assert [row.project for row in rows.projects] == [
        forms.network().project,
        f"{forms.network().project}〔2〕",
    ]
    assert {row.project for row in rows.funds} == {row.project for row in rows.projects}


def test_a_name_that_is_made_up_is_not_another_projects() -> None:
    names = ("甲", "甲", "甲〔2〕", "甲")
    some = {str(n): evolve(forms.one_stop(), project=name) for n, name in enumerate(names)}
    rows = department_rows(some)
    assert [row.project for row in rows.projects] == ["甲", "甲〔3〕", "甲〔2〕", "甲〔4〕"]
    assert [row.errors for row in rows.projects] == [1, 2, 1, 2]


def test_departments_are_audited_by_themselves() -> None:
    copies = {n: evolve(forms.one_stop(), department=n, project=n) for n in ("甲局", "乙局", "丙局")}
    together = {n: evolve(form, department="甲局") for n, form in copies.items()}
    assert "R25" in {row.rule for row in rows_by_department(together).findings}
    apart = rows_by_department(copies)
    assert "R25" not in {row.rule for row in apart.findings}
    assert [row.department for row in apart.projects] == ["甲局", "乙局", "丙局"]


def test_a_form_that_says_nothing_has_a_line() -> None:
    (row,) = department_rows({"": Form(year=2020, project="空", department="乙", funds=Funds())}).projects
    assert [row.score, row.rate, row.budget, row.grade, row.lost] == [None, None, None, "", 0]


@pytest.mark.parametrize("number", ["1e22", "0.0000001", "9" * 40])
def test_a_number_that_no_table_holds_is_found(number: str) -> None:
    form = forms.data_service()
    assert unstorable(form) is None
    total, *others = form.funds.rows
    funds = evolve(form.funds, rows=(evolve(total, initial=Decimal(number)), *others))
    assert unstorable(evolve(form, funds=funds)) == Decimal(number)


def test_a_column_holds_what_its_row_declares() -> None:
    """The kind of each column, from which its SQL type and its cells are made, is that of the attribute."""
    types = {"VARCHAR": str, "INTEGER": int}
    for table in TABLES:
        hints = get_type_hints(table.row)
        for column in table.columns:
            hint = hints[column.attribute]
            assert types.get(column.type, Decimal) in (hint, *get_args(hint)), column.name
