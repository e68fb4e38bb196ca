"""The JSON Schema: valid, small, not stale, and of one mind with the reader."""

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from generator.store import json_schema, loads
from generator.store.write.schema import schema_text

ROOT = Path(__file__).parents[2]
HEAD = "年度: 2020\n项目名称: 甲\n主管部门: 乙\n"
ROW = HEAD + "绩效指标:\n  产出指标:\n    数量指标:\n      - 三级指标: 完成率\n"

RIGHT = {
    "least": HEAD,
    "synonyms": HEAD + "项目资金:\n  总额: {预算数(A): 1}\n  权重: 10\n  预算执行率(%): 100%\n",
    "empty values": HEAD + "实施单位:\n项目资金:\n绩效指标:\n年度总体目标:\n  预期目标:\n",
    "an empty fund": HEAD + "项目资金:\n  其他资金:\n",
    "a fund of its own name": HEAD + "项目资金:\n  彩票公益金: {年初预算数: 1}\n",
    "separators in block style": HEAD + "项目资金:\n  总额:\n    年初预算: 43,918,000.00\n",
    "a mark for nothing": ROW + "        得分: —\n",
    "numbers as values": ROW + "        年度指标值: 100\n        实际完成值: 010\n",
    "words of YAML 1.1": ROW + "        年度指标值: no\n        实际完成值: 12:30\n",
    "levels of their own": HEAD + "绩效指标:\n  过程指标:\n    管理: []\n合计: 90\n",
    "quoted numbers": HEAD.replace("2020", "'2020'") + "格式: '2'\n",
    "words that no key shows": HEAD + "用语: {三级指标: 指标名称}\n",
}
WRONG = {
    "not a mapping": "- 年度: 2020\n",
    "no year": "项目名称: 甲\n主管部门: 乙\n",
    "an empty project": "年度: 2020\n项目名称:\n主管部门: 乙\n",
    "an unknown key": HEAD + "项目名: 甲\n",
    "a year of two digits": HEAD.replace("2020", "20"),
    "a year in words": HEAD.replace("2020", "二〇二〇"),
    "a format to come": HEAD + "格式: 3\n",
    "a score in words": ROW + "        得分: 十\n",
    "a score with a unit": ROW + "        得分: 10分\n",
    "a rate without %": HEAD + "项目资金:\n  执行率: 0.99\n",
    "a row without its name": HEAD + "绩效指标:\n  产出指标:\n    数量指标:\n      - 得分: 1\n",
    "a row that is text": HEAD + "绩效指标:\n  产出指标:\n    数量指标:\n      - 完成率\n",
    "rows without 二级指标": HEAD + "绩效指标:\n  产出指标:\n    - 三级指标: 完成率\n",
    "a row without a dash": HEAD + "绩效指标:\n  产出指标:\n    数量指标:\n      三级指标: 完成率\n",
    "a fund that is a number": HEAD + "项目资金:\n  其他资金: 0\n",
    "an unknown empty fund": HEAD + "项目资金:\n  其他资全:\n",
    "an unknown column": HEAD + "项目资金:\n  其他资金: {年中预算数: 0}\n",
    "text that is a list": HEAD + "实施单位: [甲, 乙]\n",
    "goals in one text": HEAD + "年度总体目标: 好\n",
    "总分 in the wrong place": "格式: 2\n" + HEAD + "绩效指标:\n  总分: 90\n",
    "总分 with something below": HEAD + "总分: {甲: []}\n",
    "too many digits": ROW + f"        得分: '{'9' * 41}'\n",
}


def as_editors_read(text: str) -> object:
    return YAML(typ="safe", pure=True).load(text)


def accepts(text: str) -> bool:
    return jsonschema.Draft7Validator(json_schema()).is_valid(as_editors_read(text))


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_files_pass_both(text: str) -> None:
    assert loads(text, file="甲.yaml").problems == ()
    assert accepts(text)


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_wrong_files_fail_both(text: str) -> None:
    assert loads(text, file="甲.yaml").form is None
    assert not accepts(text)


def test_the_schema_is_a_schema_and_small() -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())
    assert len(json.dumps(json_schema(), ensure_ascii=False)) < 20_000


def test_every_key_is_explained_in_chinese() -> None:
    project = json_schema()["properties"]["项目名称"]
    assert project["title"] == "项目名称"
    assert project["description"].startswith("项目的名称")


def test_the_written_schema_is_not_stale() -> None:
    written = (ROOT / "data/schema.json").read_text("utf-8")
    assert written == schema_text(), "运行 zipingbiao schema -o data/schema.json"
