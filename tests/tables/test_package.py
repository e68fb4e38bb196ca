"""The data package: what Frictionless says of it, and that its values are the tables'."""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from attrs import astuple, evolve

from generator.outputs.plan import PACKAGE_NAMES
from generator.tables import TABLES, Rows, department_rows, package, package_names
from tests.audit.forms import SHANGHAI, SOUND

HOSTILE = evolve(SOUND, project='=HYPERLINK("http://a")', operator="甲,“乙”\n丙")


@pytest.fixture(scope="module")
def rows() -> Rows:
    forms = {f"{number}.yaml": evolve(form, year=2020) for number, form in enumerate((*SHANGHAI, HOSTILE))}
    return department_rows(forms)


@pytest.fixture(scope="module")
def folder(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    for name, content in zip(package_names(), package(rows), strict=True):
        (folder / name).write_bytes(content)
    return folder


def lines(file: Path) -> Iterator[dict[str, str]]:
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))


def test_the_names_are_those_that_are_planned() -> None:
    assert package_names() == PACKAGE_NAMES


def test_frictionless_finds_it_valid(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type", "message"])


def test_the_description_is_of_these_files_and_columns(folder: Path) -> None:
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource, table in zip(described["resources"], TABLES, strict=True):
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert list(next(csv.reader(StringIO((folder / resource["path"]).read_text("utf-8-sig"))))) == fields
        assert fields == [column.name for column in table.columns]
        assert resource["name"].isascii()
        assert {field["type"] for field in resource["schema"]["fields"]} <= {"string", "integer", "number"}


def test_the_values_are_the_tables(folder: Path, rows: Rows) -> None:
    for table, some in zip(TABLES, rows, strict=True):
        read = list(lines(folder / f"{table.name}.csv"))
        assert len(read) == len(some)
        for line, row in zip(read, some, strict=True):
            for text, value in zip(line.values(), astuple(row), strict=True):
                assert _same(text, value), (table.name, text, value)


def _same(text: str, value: Any) -> bool:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, Decimal):
        return Decimal(text) == value
    return text.removeprefix("'") == ("" if value is None else str(value))


def test_no_text_is_a_formula(folder: Path) -> None:
    project = list(lines(folder / "项目.csv"))[-1]
    assert project["项目名称"].startswith("'=HYPERLINK")
    assert project["实施单位"] == "甲,“乙”\n丙"
    for table in TABLES:
        for line in lines(folder / f"{table.name}.csv"):
            assert not [text for text in line.values() if text.startswith(("=", "+", "@"))]
