"""The tables as files: exact, the same bytes for the same rows, open to queries wherever they lie."""

from decimal import Decimal
from pathlib import Path

import pytest
from attrs import astuple, evolve

from generator.model.problem import ZipingbiaoError
from generator.tables import TABLES, Dataset, Rows, department_rows, parquet
from tests.support import forms


@pytest.fixture(scope="module")
def rows() -> Rows:
    return department_rows({"甲/2020/a.yaml": forms.one_stop(), "甲/2020/b.yaml": forms.network()})


def files(rows: Rows, folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    made = [folder / f"{table.name}.parquet" for table in TABLES]
    for file, content in zip(made, parquet(rows), strict=True):
        file.write_bytes(content)
    return made


@pytest.mark.parametrize("folder", ["数据表", "[甲] 局's", "a*b?", "主管部门=甲"])
def test_what_is_written_is_read(rows: Rows, tmp_path: Path, folder: str) -> None:
    """The first of each is of another department, which is read with the one asked for and no other."""
    decoy = department_rows({"": forms.data_service()})
    files(decoy, tmp_path / "甲 局's")
    files(decoy, tmp_path / "axb0")
    with Dataset.of_files([files(rows, tmp_path / folder)]) as data:
        for table, some in zip(TABLES, rows, strict=True):
            assert list(data.query(f"SELECT * FROM {table.name}")) == [astuple(row) for row in some]


def test_several_years_are_one_table(rows: Rows, tmp_path: Path) -> None:
    both = [files(rows, tmp_path / "a"), files(rows, tmp_path / "b")]
    with Dataset.of_files(both) as data:
        assert list(data.query("SELECT count(*) FROM 项目")) == [(4,)]


def test_sums_are_exact(rows: Rows) -> None:
    tenth = evolve(rows.projects[0], budget=Decimal("0.1"), executed=Decimal("99999999999999999999.99"))
    with Dataset.of_rows(evolve(rows, projects=(tenth,) * 10)) as data:
        (found,) = data.query("SELECT sum(全年预算数), sum(全年执行数) FROM 项目")
    assert found == (Decimal(1), Decimal("999999999999999999999.90"))


def test_needless_zeros_are_left_out_and_others_kept(rows: Rows) -> None:
    some = evolve(rows.projects[0], budget=Decimal("1.5"), executed=Decimal("0.123456"), score=Decimal(9))
    with Dataset.of_rows(evolve(rows, projects=(some,))) as data:
        (found,) = data.query("SELECT 全年预算数, 全年执行数, 总分 FROM 项目")
    assert [str(number) for number in found] == ["1.50", "0.123456", "9.00"]


def test_the_same_rows_give_the_same_bytes(rows: Rows) -> None:
    assert parquet(rows) == parquet(rows)


def test_a_long_table_is_handed_over_in_parts(rows: Rows) -> None:
    many = evolve(rows, findings=rows.findings[:1] * 12_345)
    with Dataset.of_rows(many) as data:
        assert list(data.query("SELECT count(*) FROM 校核")) == [(12_345,)]
        assert sum(1 for _ in data.query("SELECT * FROM 校核")) == 12_345


def test_a_damaged_file_is_an_error_of_reading(rows: Rows, tmp_path: Path) -> None:
    (damaged, *others) = files(rows, tmp_path / "a")
    damaged.write_bytes(b"PAR1")
    with pytest.raises(ZipingbiaoError, match="B07"), Dataset.of_files([[damaged, *others]]):
        pass


def test_a_file_damaged_inside_is_an_error_of_reading(rows: Rows, tmp_path: Path) -> None:
    (damaged, *others) = files(rows, tmp_path / "a")
    content = bytearray(damaged.read_bytes())
    content[4:200] = bytes(196)
    damaged.write_bytes(content)
    with pytest.raises(ZipingbiaoError, match="B07"), Dataset.of_files([[damaged, *others]]) as data:
        list(data.query("SELECT * FROM 项目"))


def test_digits_beyond_the_columns_are_no_reason_to_change_a_number(rows: Rows) -> None:
    long = Decimal("1234567890123456789012.00000000000000000")
    with Dataset.of_rows(evolve(rows, projects=(evolve(rows.projects[0], budget=long),))) as data:
        assert list(data.query("SELECT 全年预算数 FROM 项目")) == [(Decimal("1234567890123456789012.00"),)]


def test_every_column_is_described() -> None:
    page = Path("docs/tables.md").read_text("utf-8")
    for table in TABLES:
        section = page.split(f"## {table.name}\n")[1].split("\n## ")[0]
        described = [line.split("|")[1:4] for line in section.splitlines() if line.startswith("| `")]
        assert [[cell.strip() for cell in row] for row in described] == [
            [f"`{column.name}`", column.type, column.doc] for column in table.columns
        ]
