"""Whatever a table holds, recognition answers with forms that can be written, or refuses."""

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.vocabulary import vocabulary
from generator.recognise.grid import recognise_grids
from generator.sources.flow import Span, laid_out
from generator.store import dump

WORDS = sorted({*vocabulary().terms, *vocabulary().funds, *vocabulary().level1, *vocabulary().level2})
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        ["", "—", "10", "90%", "≥5次", "（2020年度）", "财政项目支出绩效自评表", "其中：", "合计", "甲\n乙"]
    ),
    st.text(max_size=8),
)
SPANS = st.builds(Span, TEXTS, st.integers(1, 3), st.integers(1, 3))
ROWS = st.lists(st.lists(SPANS, min_size=1, max_size=8), min_size=1, max_size=14)
HEADS = (
    ["财政项目支出绩效自评表"],
    ["项目名称", "甲"],
    ["项目资金", "", "年初预算数", "全年预算数", "全年执行数", "执行率"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
)


@settings(max_examples=150, deadline=None)
@given(ROWS, ROWS, ROWS)
def test_recognition_never_fails(
    head: list[list[Span]], funds: list[list[Span]], rows: list[list[Span]]
) -> None:
    first, name, money, columns = [[Span(text) for text in head] for head in HEADS]
    table = laid_out([first, name, *head, money, *funds, columns, *rows])
    recognition = recognise_grids((table,), file="表")
    for found in recognition.forms:
        for doubt in found.doubts:
            assert doubt.why
        dump(found.form)
    assert recognition.forms or recognition.refused
