"""A workspace's own profiles: they stand before ours, and what is wrong in one is said with file and line."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from generator.cli.app import group
from generator.ingest.write import ingest
from generator.model.form import Form
from generator.model.layout import Layout, layout_names, layout_of, load_layout
from generator.model.problem import ZipingbiaoError
from generator.model.profile import (
    NATIONAL,
    SHIPPED,
    load_profile,
    profile_for,
    profile_names,
    profiles_in_use,
    use_profiles,
)
from generator.outputs.formats import PDF, XLSX
from generator.outputs.product import Product
from generator.outputs.run import carry_out, plan
from generator.recognise.grid import recognise_grids
from generator.render.columns import fitted
from generator.render.xlsx.form import render_xlsx
from generator.sheet.build import sheet
from generator.sources.kinds import read_tables
from generator.store import dump, loads
from generator.store.write.blank import blank
from generator.workspace.profiles import MAX_BYTES, PROFILE, load_profiles
from generator.workspace.workspace import Workspace
from generator.workspace.yaml_file import Source, read_shaped
from tests.support.long_forms import long_form

from ..audit.cases import QUANTITY
from ..audit.edit import changed as changed_form
from ..audit.forms import SOUND

SHIPPED_FILES = sorted((Path(__file__).parents[2] / "generator/model/profiles").glob("*.yaml"))
PAGE = (Path(__file__).parents[2] / "docs/dev/layouts.md").read_text("utf-8")
EXAMPLE: str = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]


HAIR = Decimal("0.1")
"""Millimetres to which widths are rounded."""


@pytest.fixture(autouse=True)
def _ours_again() -> Iterator[None]:
    yield
    use_profiles(SHIPPED)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(root=tmp_path)
    workspace.profiles.mkdir()
    workspace.data.mkdir()
    return workspace


def write(workspace: Workspace, text: str, name: str = "ningbo") -> Path:
    file = workspace.profiles / f"{name}.yaml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("file", SHIPPED_FILES, ids=lambda file: file.stem)
def test_ours_are_of_the_shape_that_a_workspace_must_keep_to(file: Path) -> None:
    read_shaped(Source(file, "C02", "规则配置"), PROFILE, max_bytes=MAX_BYTES)


def test_without_a_folder_there_are_ours(tmp_path: Path) -> None:
    assert load_profiles(tmp_path / "profiles") is SHIPPED


def test_the_example_of_the_page_is_a_profile(workspace: Workspace) -> None:
    write(workspace, EXAMPLE)
    assert "ningbo" not in profile_names()
    use_profiles(load_profiles(workspace.profiles))
    assert "ningbo" in profile_names()
    assert "ningbo" in layout_names()
    profile = profile_for("ningbo")
    assert profile.grade(Decimal(80)) == "良好"
    assert profile.weights == NATIONAL.weights
    assert layout_of(Form(year=2024, project="甲", department="乙", layout="ningbo")).footer[0] == "填报人"


def test_one_of_the_same_name_stands_before_ours(workspace: Workspace) -> None:
    write(workspace, "title: 我们的湖北\nextends: hubei\n", "hubei")
    ours = load_profile("hubei")
    use_profiles(load_profiles(workspace.profiles))
    own = load_profile("hubei")
    assert (own.title, own.weights) == ("我们的湖北", ours.weights)
    assert load_profile("anhui").title == "安徽"


@pytest.mark.parametrize(("bounds", "moves"), [("[1, 1]", False), ("[0.9, 1.1]", True), (None, True)])
def test_columns_move_within_the_bounds_that_a_profile_gives(
    workspace: Workspace, bounds: str | None, moves: bool
) -> None:
    line = f"  bounds: {bounds}\n" if bounds else ""
    write(workspace, changed("  widths: [10,", f"{line}  widths: [10,"))
    use_profiles(load_profiles(workspace.profiles))
    usual = sheet(evolve(long_form("national", 1, longest=200), layout="ningbo"))
    low, high = usual.bounds
    columns = fitted(usual).columns
    assert (columns != usual.columns) is moves
    assert sum(columns) == sum(usual.columns)
    for width, before in zip(columns, usual.columns, strict=True):
        assert low * before - HAIR <= width <= high * before + HAIR


def test_a_changed_file_is_read_again(workspace: Workspace) -> None:
    write(workspace, "title: 甲\nextends: national\n")
    first = load_profiles(workspace.profiles)
    assert load_profiles(workspace.profiles) is first
    write(workspace, "title: 甲乙\nextends: national\n")
    assert load_profiles(workspace.profiles).own["ningbo"]["title"] == "甲乙"


def changed(old: str, new: str) -> str:
    assert EXAMPLE.count(old) == 1
    return EXAMPLE.replace(old, new)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (changed("title: 宁波", "titel: 宁波"), 1, "是不是“title”"),
        (changed("title: 宁波\n", ""), 1, "缺“title”"),
        (changed("extends: national\n", ""), None, "缺“weights"),
        (changed("extends: national", "extends: nowhere"), None, "national"),
        (changed("extends: national", "extends: ningbo"), None, "不存在"),
        (changed("[10, 18,", "[11, 18,"), 5, "191.0 毫米，应是 190"),
        (changed("[10, 18,", "[2, 26,"), 5, "每列至少 5 毫米"),
        (changed("[10, 18,", "[ten, 18,"), 6, "应是一个数"),
        (changed("  widths: [10,", "  bounds: [1.2, 1.6]\n  widths: [10,"), 6, "左不大于 1"),
        (changed("  widths: [10,", "  bounds: [0.65]\n  widths: [10,"), 6, "应是两个倍数"),
        (changed("  widths: [10,", "  bounds: [0, 1.6]\n  widths: [10,"), 6, "应是两个倍数"),
        (changed("{项目名称: [2, 7]}", "{项目名称: [2, 6]}"), 5, "第 1 行占 8 列，应占 9 列"),
        (changed("{项目名称: [2, 7]}", "{项目名称: [9]}"), 8, "应是两个列数"),
        (changed("{项目名称: [2, 7]}", "{项目名称: [0, 9]}"), 8, "至少是 1 列"),
        (changed("预期目标: 4", "预期目标: 3"), 5, "goals 占 8 列"),
        (changed("预期目标: 4", "目标: 4"), 16, "可用的栏：预期目标、实际完成情况"),
        (changed("年初预算数: 1,", "年初数: 1,"), 13, "可用的栏：年初预算数"),
        (changed("二级指标: 1, 三级指标: 1,", "二级指标: 2,"), 5, "没有“三级指标”"),
        (changed("    levels:", "    more: 自评说明\n    levels:"), 20, "一列名称"),
        (changed("side: 1\n    name: 2", "side: 3\n    name: 0"), 5, "至少是 1"),
        (changed("60, 不", "80, 不"), 24, "从高到低"),
        (changed("不合格: 0", "不合格: 10"), 24, "从 0 分起"),
        (changed("grades:", "title: 又\ngrades:"), 24, "写了两次"),
        ("title: &a 甲\nextends: [*a]\n", 2, "1 到 40 个字"),
        ("", None, "是空的"),
        ("[" * 9000, None, "不合 YAML 的写法"),
        ("#" * (MAX_BYTES + 1), None, "超过"),
    ],
)
def test_a_fault_names_file_and_line(workspace: Workspace, text: str, line: int | None, words: str) -> None:
    file = write(workspace, text)
    with pytest.raises(ZipingbiaoError) as raised:
        load_profiles(workspace.profiles)
    (problem,) = raised.value.problems
    assert problem.rule == "C02"
    assert problem.place is not None
    assert problem.place.file == str(file)
    assert line is None or problem.place.line == line, str(problem)
    assert words in str(problem)


def test_two_that_extend_each_other_are_refused(workspace: Workspace) -> None:
    write(workspace, "title: 甲\nextends: b\n", "a")
    write(workspace, "title: 乙\nextends: a\n", "b")
    with pytest.raises(ZipingbiaoError, match="互相引用"):
        load_profiles(workspace.profiles)


def test_a_name_that_no_form_could_give_is_refused(workspace: Workspace) -> None:
    write(workspace, EXAMPLE, "宁波")
    with pytest.raises(ZipingbiaoError, match="小写字母"):
        load_profiles(workspace.profiles)


def command(workspace: Workspace, *words: str) -> str:
    result = CliRunner().invoke(group, [*words, "-w", str(workspace.root)], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    output: str = result.output
    return output


NEW = ("new", "--profile", "ningbo", "-p", "甲", "-d", "乙", "-y", "2024")


def test_a_form_of_its_layout_is_begun(workspace: Workspace) -> None:
    write(workspace, EXAMPLE)
    command(workspace, *NEW)
    (file,) = workspace.yaml_files()
    assert "填报人:" in file.read_text("utf-8")


@pytest.mark.parametrize("product", [XLSX, PDF])
def test_a_form_of_its_layout_is_printed_and_read_back(workspace: Workspace, product: Product) -> None:
    """By whoever carries out the step or reads the document, in whatever process."""
    write(workspace, EXAMPLE)
    file = workspace.data / "甲.yaml"
    use_profiles(load_profiles(workspace.profiles))
    form = evolve(SOUND, layout="ningbo", title="项目支出绩效自评表")
    file.write_text(dump(evolve(form, labels=layout_of(form).labels())), "utf-8")
    use_profiles(SHIPPED)
    (step,) = plan((file,), workspace, [product])
    assert carry_out(step, workspace).problems == ()
    use_profiles(SHIPPED)
    other = Workspace(root=workspace.root / "other")
    other.profiles.mkdir(parents=True)
    write(other, EXAMPLE)
    (report,) = ingest([step.target], other)
    assert [form.recognised.form.layout for form in report.forms] == ["ningbo"]
    use_profiles(SHIPPED)
    (report,) = ingest([step.target], Workspace(root=workspace.root / "without"))
    assert [form.recognised.form.layout for form in report.forms] == ["national"]


def test_without_the_profile_its_name_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Exception, match="没有“ningbo”"):
        command(workspace, *NEW)
    assert profiles_in_use() is SHIPPED


def test_a_changed_profile_makes_what_it_prints_stale(workspace: Workspace) -> None:
    write(workspace, EXAMPLE)
    command(workspace, *NEW)
    (step,) = plan(workspace.yaml_files(), workspace, [XLSX])
    before = step.inputs
    write(workspace, changed("目标值", "指标值"))
    (step,) = plan(workspace.yaml_files(), workspace, [XLSX])
    assert step.inputs != before


def test_the_settings_say_by_which_rules_forms_are_read_that_name_none(workspace: Workspace) -> None:
    write(
        workspace,
        "title: 徐汇\nextends: shanghai-district\ngrades: {优: 90, 良: 80, 合格: 60, 不合格: 0}\n",
        "xuhui",
    )
    (workspace.root / "zipingbiao.yaml").write_text("规则配置: xuhui\n", "utf-8")
    use_profiles(load_profiles(workspace.profiles))
    assert profile_for(None).title == "徐汇"
    assert profile_for(None).grade(Decimal(79)) == "合格"
    assert profile_for("hubei").title == "湖北"


def test_rules_that_the_settings_name_and_nobody_has(workspace: Workspace) -> None:
    (workspace.root / "zipingbiao.yaml").write_text("规则配置: nowhere\n", "utf-8")
    with pytest.raises(ZipingbiaoError, match="没有名为“nowhere”的规则配置") as raised:
        load_profiles(workspace.profiles)
    assert raised.value.problems[0].rule == "C01"


OWN_WORDS = (
    changed(
        "{项目资金: 资金情况, 年度指标值: 目标值}", "{年度指标值: 申报值, 实际完成值: 达成值, 得分: 自评分}"
    )
    .replace("偏差原因分析及改进措施: 1}", "自评说明: 1}")
    .replace("    levels:", "    more: [自评说明]\n    levels:")
)
"""A layout that prints words which no list has, and a column of its own."""


@pytest.fixture
def own_words(workspace: Workspace) -> Layout:
    write(workspace, OWN_WORDS)
    use_profiles(load_profiles(workspace.profiles))
    return load_layout("ningbo")


def test_what_is_printed_in_its_own_words_is_read_again(own_words: Layout, workspace: Workspace) -> None:
    form = evolve(SOUND, layout="ningbo", labels=dict(own_words.labels()))
    form = changed_form(form, (*QUANTITY, 0, "其他栏"), {"自评说明": "见台账"})
    file = workspace.root / "表.xlsx"
    file.write_bytes(render_xlsx(form))
    grids = read_tables(file).content
    assert isinstance(grids, tuple)
    (found,) = recognise_grids(grids, file="表").forms
    assert [str(doubt) for doubt in found.doubts] == []
    assert (found.form.layout, found.form.labels["年度指标值"]) == ("ningbo", "申报值")
    rows, wanted = ([row for _, row in one.indicators()] for one in (found.form, form))
    assert [(row.target, row.actual, row.score) for row in rows] == [
        (row.target, row.actual, row.score) for row in wanted
    ]
    assert rows[0].more == {"自评说明": "见台账"}
    yaml = dump(found.form)
    use_profiles(SHIPPED)
    assert {problem.rule for problem in loads(yaml, file="表.yaml").problems} <= {"Y10"}, (
        "不靠那份规则配置也读得通"
    )


@pytest.mark.usefixtures("own_words")
def test_a_blank_form_offers_keys_that_can_be_filled_in(workspace: Workspace) -> None:
    form = Form(year=2024, project="试", department="试", layout="ningbo")
    text = re.sub(r"^( *)# (?=- |  )", r"\1", blank(form), flags=re.MULTILINE)
    assert "自评说明:" in text
    assert {problem.rule for problem in loads(text, file="表.yaml").problems} == {"Y08"}, "只缺三级指标的名称"
