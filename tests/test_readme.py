"""The README's example is true: what it shows is in the data, and the commands do what it says of them."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pdfplumber
import pytest

from generator.cli.doctor import doctor
from generator.cli.new import new
from generator.render import libraries
from generator.store import load

from .cli.test_yaml_commands import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
FORM = "data/上海市大数据中心/2020/数据运营服务.yaml"


def zipingbiao(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator", *arguments, "-w", "."]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)


def test_the_example_ends_with_a_right_total(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    row = [line.split("#")[0].rstrip() for line in example.splitlines()][3:]
    text = (ROOT / FORM).read_text("utf-8")
    assert "\n".join(row) in text
    file = tmp_path / FORM
    file.parent.mkdir(parents=True)
    shutil.copytree(ROOT / "tests/shanghai", file.parent, dirs_exist_ok=True)
    file.write_text(text.replace("\n".join(row), "\n".join(row).replace("6.00", "7.00")), "utf-8")

    built = zipingbiao(tmp_path, "build", FORM, "--strict")
    assert (built.returncode, built.stderr.strip()) == (0, "")
    out = tmp_path / "out/上海市大数据中心/2020"
    with pdfplumber.open(out / "数据运营服务.pdf") as pages:
        assert "总分 100.00 91.00" in pages.pages[-1].extract_text()
    found = {cell for cell in _cells(out / "数据运营服务.xlsx") if str(cell).startswith("=ROUND(SUM")}
    assert len(found) == 2
    assert {91}.isdisjoint(_cells(out / "数据运营服务.xlsx"))
    assert 91 in set(_cells(out / "数据运营服务.xlsx", data_only=True))
    assert 91 in set(_cells(out / "汇总.xlsx", data_only=True))
    (table,) = (tmp_path / "out/数据表/项目").rglob("2020.parquet")
    query = "SELECT 总分 FROM read_parquet(?) WHERE 项目名称 = '数据运营服务'"
    assert duckdb.execute(query, [str(table)]).fetchall() == [(91,)]


def _cells(book: Path, **options: bool) -> Iterator[object]:
    sheets = openpyxl.load_workbook(book, **options).worksheets
    return (cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row)


def test_new_writes_a_blank_form_as_the_readme_has_it(tmp_path: Path) -> None:
    (line,) = re.findall(r"^zipingbiao (new .*?) +#", README, re.MULTILINE)
    code, result = run(new, *line.split()[1:], "-w", tmp_path)
    assert code == 0, result.output
    blank = tmp_path / "空白表.yaml"
    problems = load(blank).problems
    assert sorted((problem.rule, problem.field) for problem in problems) == [
        ("Y08", "主管部门"), ("Y08", "年度"), ("Y08", "项目名称")
    ]  # fmt: skip
    text = re.sub(r"(?m)^(年度|项目名称|主管部门):.*", lambda m: f"{m[1]}: 2024", blank.read_text("utf-8"))
    blank.write_text(text, "utf-8")
    assert not load(blank).problems
    assert run(new, *line.split()[1:], "-w", tmp_path)[0] == 2
    assert blank.read_text("utf-8") == text


def test_doctor_names_every_system_library_and_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    code, result = run(doctor)
    assert code == 0
    for name in ("Pango", "HarfBuzz", "HarfBuzz（子集）", "fontconfig"):
        assert f"有    {name}  lib" in result.stdout
    assert re.search("有    WeasyPrint 试排  排出一页，读回“效”", result.stdout)
    assert re.search(r"(有|没有) +LibreOffice  ", result.stdout)
    assert re.search(r"(有|没有) +\[workbench\]  ", result.stdout)
    absent = libraries.Library("没有的库", "libabsent0", "libabsent.so.0", "absent")
    monkeypatch.setattr("generator.cli.doctor.LIBRARIES", (absent,))
    code, result = run(doctor)
    assert code == 0  # an engine sets a page all the same
    assert "没有  没有的库  请以管理员身份运行：apt-get install libabsent0" in result.stdout


def test_doctor_tells_what_it_tried_where_no_page_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> bytes:
        raise OSError("cannot load library 'libpango'\n See the docs")

    monkeypatch.setattr("generator.cli.doctor._set_by_weasyprint", failing)
    code, result = run(doctor)
    reason = "试排一页没有成功：cannot load library 'libpango' See the docs"
    assert (code, f"没有  WeasyPrint 试排  {reason}" in result.stdout) == (0, True)
    monkeypatch.setattr("generator.cli.doctor._set_by_typst", failing)
    code, result = run(doctor)
    assert (code, f"缺少  WeasyPrint 试排  {reason}" in result.stdout) == (2, True)


def test_doctor_tells_of_a_library_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.cli.doctor.version", lambda name: "0.1" if name == "lxml" else "9999")
    code, result = run(doctor)
    assert code == 2
    assert "缺少  lxml  现有 0.1，需要 >=6.1，请重新安装 zipingbiao" in result.stdout
