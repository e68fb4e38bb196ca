"""The empty form."""

from generator.model.form import Form, Funds, Goals
from generator.store import fmt, loads
from generator.store.fields import fields_of
from generator.store.write.blank import blank

FORM = Form(year=2020, project="甲", department="乙")


def test_it_reads_without_a_problem_and_asks_for_everything() -> None:
    text = blank(FORM, schema="s.json")
    loaded = loads(text, file="甲.yaml")
    assert loaded.problems == ()
    keys = {field.key for model in (Funds, Goals) for field in fields_of(model)}
    assert all(f"{key}:" in text for key in keys - {"执行率", "得分", "复核"})
    assert all(f"{key}: #" in text for key in ("三级指标", "年度指标值", "实际完成值", "分值", "得分"))


def test_it_stays_to_be_filled_in_when_it_is_tidied() -> None:
    tidy = fmt(blank(FORM), file="甲.yaml")
    assert "\n  分值: # " in tidy
    assert not any(line.startswith(("  执行率:", "  得分:", "总分:")) for line in tidy.splitlines())
    assert "{年初预算数: , 全年预算数: , 全年执行数: }" in tidy
    assert "#   得分: # 指标的得分" in tidy


def test_a_row_is_filled_in_by_taking_off_the_marks() -> None:
    lines = blank(FORM).splitlines()
    start = next(n for n, line in enumerate(lines) if "- 三级指标" in line)
    row = ["    " + line.replace("# ", "", 1).split(" #")[0] + " 1" for line in lines[start : start + 6]]
    row = [line.replace("- 三级指标: 1", "- 三级指标: 完成率") for line in row]
    text = "\n".join(lines).replace("    数量指标:\n", "    数量指标:\n" + "\n".join(row) + "\n")
    form = loads(text, file="甲.yaml").form
    assert form is not None
    assert form.levels[0].children[0].indicators[0].name == "完成率"
