"""The working paper of a review: written, filled in, brought back, compared; never written over."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from generator.cli.app import group
from generator.model.form import Form
from generator.store import dump, fmt, load
from tests.audit.forms import NETWORK, SOUND

COLUMNS = [
    "一级指标", "二级指标", "三级指标", "性质", "指标值", "单位", "权重", "自评值", "自评分", "复核值",
    "复核分", "偏差", "备注", "建议分", "规则", "依据", "提示（通例，未计入）",
]  # fmt: skip
PAPER = Path("out/某市民政局/2024/复核底稿.xlsx")
FILE = Path("data/某市民政局/2024/社区养老服务设施建设.yaml")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(SOUND, NETWORK)


def put(*forms: Form) -> None:
    for form in forms:
        file = Path("data") / form.department / str(form.year) / f"{form.project}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(form), "utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, standalone_mode=False, catch_exceptions=False)


def write(title: str, changes: dict[str, str | float]) -> None:
    workbook = load_workbook(PAPER)
    for at, value in changes.items():
        workbook[title][at] = value
    workbook.save(PAPER)


def test_a_workbook_for_each_departments_year() -> None:
    done = run("review-sheet")
    assert done.return_value == 0
    assert f"已写出 {PAPER}（1 个项目）" in done.stdout
    workbook = load_workbook(PAPER)
    assert workbook.sheetnames[:2] == ["目录", "社区养老服务设施建设"]
    rows = [
        [cell.value for cell in row[:17]] for row in workbook["社区养老服务设施建设"].iter_rows(min_row=3)
    ]
    assert rows[0] == COLUMNS
    assert rows[1][:3] == ["预算执行率", None, "预算执行率"]
    assert rows[2][3:9] == ["≥", "12", "个", 10, "12个", 10]
    assert rows[2][9:11] == [None, None]
    assert rows[2][13:16] == [10, "R10", "完成值÷指标值 100.00%；已达指标值，得满分"]
    assert rows[2][11] == '=IF(OR(K5="",I5=""),"",ROUND(K5-I5,2))'
    assert [row[3] for row in rows[6:8]] == ["时限", "≤"]
    assert rows[-1][0] == "合计"
    assert rows[-1][10] == '=IF(COUNT(K4:K13)<10,"",SUM(K4:K13))'
    assert rows[-1][15] == "1 项没有建议分"


def test_what_a_reviewer_writes_comes_back_into_the_yaml() -> None:
    before = FILE.read_text("utf-8") + "# 说明\n"
    FILE.write_text(before, "utf-8")
    run("review-sheet")
    write("社区养老服务设施建设", {"J5": "11个", "K5": 9.17, "M5": "少一个", "K4": 9.75, "A1": "改了标题"})
    done = run("import", str(PAPER), "--dry-run")
    assert f"将改动 {FILE}" in done.stdout
    assert run("import", str(PAPER), "--json").return_value in (0, 2)  # 2 where no PDF can be made here
    after = FILE.read_text("utf-8")
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert added == ["  复核: {复核分: 9.75}", "        复核: {复核值: 11个, 复核分: 9.17, 备注: 少一个}"]
    assert set(added) <= set(fmt(after, file=str(FILE)).splitlines())
    assert run("review-sheet").return_value == 0  # all of it is in the YAML: nothing would be lost
    assert load_workbook(PAPER)["社区养老服务设施建设"]["K5"].value == 9.17


def test_a_paper_that_has_not_been_brought_back_is_not_written_over() -> None:
    run("review-sheet")
    write("社区养老服务设施建设", {"K5": 9})
    done = run("review-sheet", "--json")
    assert done.return_value == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["rule"] == "X15"
    assert load_workbook(PAPER)["社区养老服务设施建设"]["K5"].value == 9
    assert run("review-sheet", "--force").return_value == 0
    assert load_workbook(PAPER)["社区养老服务设施建设"]["K5"].value is None


def test_another_file_in_its_place_is_not_written_over() -> None:
    PAPER.parent.mkdir(parents=True)
    PAPER.write_bytes(b"x")
    assert run("review-sheet").return_value == 1
    assert PAPER.read_bytes() == b"x"


def test_a_score_that_is_none_is_said_with_its_cell() -> None:
    run("review-sheet")
    write("社区养老服务设施建设", {"K5": "九分", "K6": 8})
    done = run("import", str(PAPER), "--json")
    (problem,) = json.loads(done.stdout)[0]["problems"]
    assert (problem["rule"], problem["value"]) == ("X12", "九分")
    assert problem["place"]["file"].endswith("[社区养老服务设施建设!K5]")
    assert [row.review.score for _, row in load(FILE).sound().indicators()][:2] == [None, Decimal(8)]


def test_suggestions_can_be_filled_in_and_stay_the_reviewers() -> None:
    run("review-sheet", "--fill")
    sheet = load_workbook(PAPER)["社区养老服务设施建设"]
    assert (sheet["K5"].value, sheet["M5"].value) == (10, "R10：已达指标值，得满分")
    lasting = next(row for row in sheet.iter_rows(min_row=4) if row[2].value == "运营管理制度健全程度")
    assert lasting[10].value is None  # no rule gives it: the reviewer does
    run("import", str(PAPER), "--json")
    form = load(FILE).sound()
    assert form.funds.review.score == Decimal("9.75")
    assert sum(row.review.score is None for _, row in form.indicators()) == 1


def test_rows_may_be_sorted() -> None:
    run("review-sheet")
    workbook = load_workbook(PAPER)
    sheet = workbook["社区养老服务设施建设"]
    fifth, sixth = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=6))
    for number, values in ((5, sixth), (6, fifth)):
        for cell, value in zip(sheet[number], values, strict=True):
            cell.value = value
    sheet["K6"] = 7
    workbook.save(PAPER)
    run("import", str(PAPER), "--json")
    scores = [row.review.score for _, row in load(FILE).sound().indicators()]
    assert scores[:2] == [Decimal(7), None]


def test_nothing_is_written_as_a_formula() -> None:
    levels = SOUND.levels
    put(Form(year=2024, project="=1+1", department="某市民政局", levels=levels, funds=SOUND.funds))
    run("review-sheet")
    cell = load_workbook(PAPER)["目录"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
