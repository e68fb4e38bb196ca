"""Reading: every slip is named with its place and what to do, at once, whatever the file holds."""

import tempfile
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.problem import Severity
from generator.store import Loaded, load, loads
from generator.store.read.slips import ASK_FOR_BLOCK, WIDE_COMMA_HINT

from .test_write import TEXT

HEAD = "年度: 2020\n项目名称: 甲\n主管部门: 乙\n"
ROW = HEAD + "绩效指标:\n  产出指标:\n    数量指标:\n      - 三级指标: 完成率\n"
ROW_PATH = ("绩效指标", "产出指标", "数量指标", 0)


def read(text: str) -> Loaded:
    return loads(text, file="甲.yaml")


def only(text: str) -> str:
    """The one problem of a text, as a linter prints it."""
    (problem,) = read(text).problems
    return str(problem)


def test_the_form_comes_with_its_words_and_digits() -> None:
    form = read(TEXT).form
    assert form is not None
    assert form.labels == {"预期目标": "预算目标", "三级指标": "绩效指标名称", "一级指标": "一级"}
    assert form.goals.expected == "第一段。\n1、第二段。"
    assert form.funds.rate == Decimal("100.00")
    assert str(form.total) == "90.00"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("年度",), "3:5"),
        (("项目资金", "年度资金总额", "全年执行数"), "9:39"),
        (("项目资金", "年度资金总额", "全年预算数"), "9:3"),
        (("绩效指标", "产出指标", "质量指标", 0), "23:9"),
        (("绩效指标", "产出指标", "质量指标", 0, "得分"), "27:13"),
        (("年度总体目标", "预期目标"), "15:9"),
        (("总分",), "29:5"),
        (("没有的",), "1:1"),
    ],
)
def test_every_value_knows_its_place(path: tuple[str | int, ...], place: str) -> None:
    assert str(read(TEXT).place(path)) == f"甲.yaml:{place}"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("no", "no"), ("12:30", "12:30"), ("010", "010"), ("1_000", "1_000"), ("~", "~"), ("'≥90%'", "≥90%")],
)
def test_nothing_is_taken_for_another_type(written: str, meant: str) -> None:
    form = read(ROW + f"        实际完成值: {written}\n").form
    assert form is not None
    assert form.levels[0].children[0].indicators[0].actual.text == meant


def test_amounts_with_separators_are_read_in_braces_too() -> None:
    form = read(HEAD + "项目资金:\n  总额: {年初预算数: 43,918,000.00, 全年预算数: 1}\n").form
    assert form is not None
    assert form.funds.rows[0].initial == Decimal("43918000.00")
    assert form.funds.rows[0].budget == 1


def test_numbers_that_do_not_touch_are_not_one_amount() -> None:
    (problem,) = read(HEAD + "项目资金:\n  总额: {年初预算数: 43, 918}\n").problems
    assert (problem.rule, problem.hint) == ("Y07", "花括号里的金额若带千位逗号，要加引号，或去掉逗号")


@pytest.mark.parametrize("comment", ["  #请复核", " # 请复核", "  # 请复核"])
def test_a_comment_is_no_swallowed_text(comment: str) -> None:
    assert read(HEAD + f"实施单位: 丙{comment}\n").problems == ()
    assert read(HEAD + "年度总体目标:\n  预算目标: |\n    建成 #2楼。\n").problems == ()


SYNTAX = {
    HEAD + "实施单位：丙\n": "4:1: E Y01 这一行没有「: 」，看不出哪里是名称、哪里是内容"
    " → 名称后面要用半角冒号和一个空格「: 」，不是全角「：」",
    HEAD + "实施单位:丙\n": "4:1: E Y01 这一行没有「: 」，看不出哪里是名称、哪里是内容"
    " → 半角冒号后面要有一个空格",
    ROW + "        实际完成值: >=90%\n": "8:17: E Y01 「>」「|」开头的内容要加引号"
    " → 请写成 '>=90%'（加半角单引号）",
    HEAD + "项目资金:\n\t单位: 元\n": "5:1: E Y01 缩进用了制表符（Tab） → 请改用空格缩进，每级两个",
    HEAD + "实施单位: '丙\n": "4:7: E Y01 引号只有开头，没有结尾"
    " → 引号是文字的，请用“”；否则请补上结尾的引号",
    HEAD
    + "项目资金:\n　 单位: 元\n  分值: 10\n": "5:1: E Y01 缩进用了全角空格 → 请改用半角空格缩进，每级两个",
    HEAD + "项目资金:\n　　单位: 元\n": "5:1: E Y01 缩进用了全角空格 → 请改用半角空格缩进，每级两个",
    ROW
    + "      \u00a0\u00a0得分: 1\n": "8:7: E Y01 缩进用了不间断空格（NBSP） → 请改用半角空格缩进，每级两个",
    HEAD + '实施单位: "一网通办"中心\n': "4:7: E Y01 以半角引号开头的内容，引号之后不能再有文字"
    " → 文字里的引号请用“”，或整段加半角单引号：'\"一网通办\"中心'",
    HEAD + "年度总体目标:\n  预算目标: 第一段。\n第二段。\n": "6:1: E Y01 这一行没有「: 」，"
    f"看不出哪里是名称、哪里是内容 → {ASK_FOR_BLOCK}",
    HEAD + "年度总体目标:\n  预算目标: |\n  第一段。\n": "6:3: E Y01 「|」下面的文字没有缩进"
    " → 「|」下面每行要比名称多缩进两个空格",
    HEAD + "年度总体目标:\n  预算目标:\n    一、第一段。\n    二、其中: 甲。\n": "7:5: E Y01 "
    f"成段的文字里有「: 」，被当成了名称 → {ASK_FOR_BLOCK}",
    HEAD
    + "项目资金:\n  总额: {年初预算数: 1，全年预算数: 2}\n": "5:16: E Y01 花括号里各项之间用了全角的「，」"
    f" → {WIDE_COMMA_HINT}",
    ROW + "        得分: *\n": "8:14: E Y01 「*」「&」开头的内容要加引号 → 请写成 '*'（加半角单引号）",
    ROW + "        得分: @1\n": "8:13: E Y01 「@」开头的内容要加引号 → 请写成 '@1'（加半角单引号）",
    HEAD + "实施单位: 丙: 丁\n": "4:8: E Y01 这里不应再出现「: 」，或者上一行缺了「: 」、缩进不对"
    " → 文字里带有「: 」时，整段要加半角引号",
    HEAD + "实施单位: !!str 丙\n": "4:7: E Y05 不能用「!」指定类型 → 若「!」是文字，请加引号",
    HEAD + "实施单位: &a 丙\n": "4:7: E Y05 不能用「&」给内容起名 → 若「&」是文字，请加引号",
    HEAD + "实施单位: *a\n": "4:7: E Y05 不能用「*」引用别处的内容 → 若「*」是文字，请加引号：'*'",
    HEAD + "---\n甲: 乙\n": "4:1: E Y05 一个文件只能写一张表，这里又以「---」开始了另一份",
    HEAD + "实施单位: 丙\x85丁\n": "4:8: E Y03 这里有看不见的换行符 NEL（U+0085）"
    " → 请删去；若确是内容，请放进双引号写成转义",
    HEAD + "实施单位: 丙\x00\n": "4:8: E Y03 这里有看不见的空字符（NUL）"
    " → 请删去；若确是内容，请放进双引号写成转义",
    "": "E Y08 文件是空的 → zipingbiao new 可以写出一张空表",
    "甲\n": "1:1: E Y09 文件应由「名称: 内容」各行组成",
}
CONTENT = {
    HEAD
    + "项目资金:\n  总额: {年初预算数: 1，全年预算数：2}\n": "5:15: E Y10 〔项目资金 › 总额 › 年初预算数〕"
    f"「年初预算数」写的是「1，全年预算数：2」，应是数字，如 1234.50 → {WIDE_COMMA_HINT}",
    HEAD
    + "项目资金:\n  总额: {预算数: 4391.8万}\n": "5:13: E Y10 〔项目资金 › 总额 › 预算数〕「预算数」写的是"
    "「4391.8万」，应是数字，如 1234.50 → 请写成 43918000.00（单位是元的）；单位是万元的，写成 4391.8",
    HEAD
    + "项目资金:\n  总额: {预算数: 0.43918亿元}\n": "5:13: E Y10 〔项目资金 › 总额 › 预算数〕「预算数」写的是"
    "「0.43918亿元」，应是数字，如 1234.50 → 请写成 43918000.00（单位是元的）；单位是亿元的，写成 0.43918",
    HEAD.replace("2020", "20200"): "1:5: E Y10 〔年度〕「年度」写的是「20200」，应是整数，如 2020"
    " → 请核对，写成四位数的年份",
    HEAD + "实施单位: #1机组\n": "4:7: W Y21 「#」起的文字成了注释，没有读入：#1机组"
    " → 是内容的，请把整段加半角单引号；是注释的，请在「#」后加一个空格",
    HEAD + "实施单位: 第 #2楼办公室\n": "4:9: W Y21 「#」起的文字成了注释，没有读入：#2楼办公室"
    " → 是内容的，请把整段加半角单引号；是注释的，请在「#」后加一个空格",
    HEAD + "年度: 2021\n": "4:1: E Y06 〔年度〕「年度」写了两次 → 请只留一处",
    "格式: 2\n" + HEAD + "绩效指标:\n  总分: 90\n": "6:3: E Y07 〔绩效指标〕不认识「总分」"
    " → 「总分」应写在文件的最外层",
    HEAD + "绩效指标: {总分: 90}\n总分: 90\n": "5:5: E Y06 〔总分〕「总分」在「绩效指标」里又写了一次"
    " → 请只留一处",
    HEAD + "格式: 1\n": "4:5: I Y19 〔格式〕文件的格式是 1，现在的是 2；照样可以用"
    " → zipingbiao migrate 可以改成现在的格式，注释保留",
    HEAD + "实施单他: 丙\n": "4:1: E Y07 不认识「实施单他」 → 是不是「实施单位」？",
    HEAD + "格式: 3\n": "4:5: E Y11 〔格式〕文件的格式是 3，本程序读的是 2 → 请升级本程序",
    HEAD + "实施单位: 上海\n  市\n": "4:7: W Y13 〔实施单位〕这段文字写成了多行，换行处会变成空格"
    " → 请写成一行，或用「|」分段",
    HEAD + "绩效指标:\n  产岀指标: {}\n": "5:3: W Y14 〔绩效指标 › 产岀指标〕「产岀指标」不是通用的名称"
    " → 是不是「产出指标」？",
    HEAD + "项目资金:\n  其他资金: 0\n": "5:9: E Y09 〔项目资金 › 其他资金〕「其他资金」应写成各项数字"
    " → 例如 {年初预算数: 0}",
    HEAD + "项目资金:\n  执行率: 0.9264\n": "5:8: E Y10 〔项目资金 › 执行率〕「执行率」写的是「0.9264」，"
    "应是带 % 的百分数，如 99.79% → 请写成 92.64%",
    ROW + "        权重: 1\n项目资金:\n  分值: 10\n": "10:3: W Y12 〔项目资金 › 分值〕"
    "同一张表里「权重」又写成「分值」，将一律印作「权重」 → 请统一用一个词",
    HEAD.replace(
        "2020", "20２０"
    ): "1:5: E Y10 〔年度〕「年度」写的是「20２０」，应是整数，如 2020 → 请写成 2020",
    HEAD.replace("2020", "1000"): "1:5: E Y10 〔年度〕「年度」写的是「1000」，应是四位数的年份",
    HEAD.replace("甲", ""): "2:1: E Y08 〔项目名称〕缺「项目名称」（项目的名称）",
    HEAD + "绩效指标:\n  产出指标:\n    - 三级指标: 甲\n": "6:5: E Y09 〔绩效指标 › 产出指标〕"
    "「产出指标」之下应是二级指标，如「数量指标」",
    HEAD + "? [甲, 乙]\n: 丙\n": "4:3: E Y09 冒号左边应是一个名称",
}


@pytest.mark.parametrize(("text", "message"), [*SYNTAX.items(), *CONTENT.items()])
def test_a_slip_is_named_with_its_place(text: str, message: str) -> None:
    place = "甲.yaml:" if message[0].isdigit() else "甲.yaml: "
    assert only(text) == place + message


def test_everything_wrong_is_said_at_once_in_order() -> None:
    text = ROW + "        得分: 10分\n        权重: 1\n        分值: 1\n        得份: 2\n实施单位: [丙]\n"
    problems = read(text).problems
    assert [(p.rule, p.place and p.place.line) for p in problems] == [
        ("Y10", 8),
        ("Y06", 10),
        ("Y07", 11),
        ("Y09", 12),
    ]
    assert problems[0].path == (*ROW_PATH, "得分")
    assert problems[0].hint == "请写成 10"
    assert problems[2].hint == "是不是「得分」？"


def test_a_warning_leaves_the_form() -> None:
    loaded = read(HEAD + "绩效指标:\n  产岀指标: {}\n")
    assert loaded.form is not None
    assert loaded.problems[0].severity is Severity.WARNING


HOSTILE = {
    "brackets": "[" * 1_000_000,
    "braces": "{a: " * 200_000,
    "dashes": "- " * 500_000,
    "depth 10,000": "".join(" " * n + "a:\n" for n in range(1_000)),
    "keys": "".join(f"键{n}: 1\n" for n in range(100_000)),
    "the same key": "a: 1\n" * 200_000,
    "questions": "? " * 500_000,
    "a long key": "键" * 600_000 + ": 1\n",
    "a long text": HEAD + "实施单位: " + "丙" * 600_000 + "\n",
    "long digits": ROW + "        得分: " + "9" * 1_000_000 + "\n",
    "quotes": HEAD + "实施单位: '" + "''" * 900_000 + "\n",
    "controls": "\x01\x02\x03" * 600_000,
    "bomb": "a: &a [x,x,x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a,*a]\n" for n in range(50)),
    "blank lines": "\n" * 2_000_000,
    "comments": "#\n" * 1_000_000,
    "directives": "%A b\n" * 300_000,
    "colons": ":" * 1_000_000,
    "commas": "{" + "," * 1_000_000,
    "groups": HEAD + "项目资金: {总额: {年初预算数: 1" + ",000" * 400_000 + "}}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_take_bounded_time(text: str) -> None:
    start = time.process_time()
    loaded = read(text)
    assert time.process_time() - start < 3
    assert len(loaded.problems) <= 101
    assert loaded.problems or loaded.form


PIECES = [
    *TEXT.splitlines(keepends=True),
    "\t",
    "- ",
    ": ",
    "'",
    '"',
    "|",
    ">",
    "{",
    "}",
    "[",
    "#",
    "&a",
    "*a",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join))
@settings(max_examples=300)
def test_whatever_a_file_holds_there_is_a_form_or_a_reason(text: str) -> None:
    loaded = read(text)
    errors = [problem for problem in loaded.problems if problem.severity is Severity.ERROR]
    assert (loaded.form is None) == bool(errors)
    for problem in loaded.problems:
        assert problem.place is not None
        assert "不合 YAML 的写法（" not in problem.message, problem


@given(st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode("gb18030")))
def test_whatever_bytes_a_file_holds_reading_does_not_fail(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "甲.yaml", data)
        assert load(path).form is None


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (HEAD.encode("gb18030"), "1:1: E Y02 文件是 GB18030（GBK）编码，不是 UTF-8"),
        (HEAD.encode("utf-16"), "1:1: E Y02 文件是 UTF-16 编码，不是 UTF-8"),
        (HEAD.encode("utf-16-be"), "1:1: E Y02 文件是 UTF-16 编码，不是 UTF-8"),
        ((HEAD + "实施单位: ").encode() + b"\xff\n", "4:7: E Y02 这里的字节 0xFF 不是 UTF-8 编码的文字"),
        (b"\x7fELF\x00\xff\xfe", "1:1: E Y02 文件不是文字，是二进制的内容"),
        (b"a" * 3_000_000, " E Y04 文件大于 2 MB，不是自评表"),
    ],
)
def test_other_encodings_and_sizes_are_named(tmp_path: Path, data: bytes, message: str) -> None:
    path = write(tmp_path / "甲.yaml", data)
    (problem,) = load(path).problems
    assert str(problem).startswith(f"{path}:{message}")


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    loaded = load(write(tmp_path / "甲.yaml", data))
    assert loaded.form == read(TEXT).form
    assert [(p.rule, p.severity) for p in loaded.problems] == [("Y02", Severity.WARNING)]
    assert str(loaded.place(("总分",))).endswith(":29:5")


@pytest.mark.parametrize("name", ["没有.yaml", "", "\0"])
def test_what_is_no_file_is_a_problem(tmp_path: Path, name: str) -> None:
    (problem,) = load(tmp_path / name).problems
    assert problem.rule == "F01"
