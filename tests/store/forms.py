"""Forms for the properties: anything the model can hold, not only what is likely."""

from decimal import Decimal

from hypothesis import strategies as st

from generator.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2
from generator.value import Value
from generator.vocabulary import vocabulary

TRICKY = (
    *("no", "~", "null", "12:30", "010", "1_000", "0x1F", "1e5", "- a", "a: b", "a #b", "#a", "'", '"'),
    *("{", "[x]", "*", "&a", "!t", "|", ">", "%", "@", "`", "---", "...", "=", "<<", " a", "a ", "a\tb"),
    *("\ta", "a:", ":a", "?", "≥90%", "—", "“一网通办”及“随申办”", "：全角", "a,b", "", "\u3000", "\\"),
    *("a\u00a0", "\ufeff", "\x85", "\u2028", "x" * 300),
)

characters = st.characters(codec="utf-8")
lines = st.sampled_from(TRICKY) | st.text(characters, max_size=12)
texts = lines | st.lists(lines, max_size=4).map("\n".join)
names = st.text(characters, max_size=8) | st.sampled_from([t for t in TRICKY if len(t) < 100])
amounts = (
    st.none() | st.decimals(-(10**12), 10**12, allow_nan=False, places=2) | st.integers(0, 100).map(Decimal)
)
fund_names = names.filter(lambda name: vocabulary().term(name) is None and name not in ("单位", "分值"))

indicators = st.builds(
    Indicator,
    name=texts,
    target=texts.map(Value),
    actual=texts.map(Value),
    weight=amounts,
    score=amounts,
    reason=st.none() | texts,
)
level2s = st.builds(Level2, name=names, indicators=st.lists(indicators, max_size=3).map(tuple))


def _unique(children: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(children, max_size=3, unique_by=lambda child: child.name).map(tuple)  # type: ignore[attr-defined]


level1s = st.builds(
    Level1, name=names.filter(lambda name: vocabulary().term(name) != "总分"), children=_unique(level2s)
)
fund_rows = st.builds(FundRow, name=fund_names, initial=amounts, budget=amounts, executed=amounts)
funds = st.builds(
    Funds,
    unit=texts,
    rows=_unique(fund_rows),
    weight=amounts,
    rate=amounts,
    score=amounts,
)
USUAL_LABELS = (
    {"预期目标": "预算目标"},
    {"分值": "权重", "总分": "合计"},
    {"全年预算数": "全年预算数(A)"},
    {"实施单位": "单位名称"},
)
terms = st.sampled_from(sorted(set(vocabulary().terms.values())))
labels = st.sampled_from(USUAL_LABELS) | st.dictionaries(terms, texts, max_size=4).map(
    lambda words: {key: word for key, word in words.items() if key != word}
)

forms = st.builds(
    Form,
    title=texts,
    year=st.integers(1990, 2099),
    project=texts,
    department=texts,
    operator=st.none() | texts,
    funds=funds,
    goals=st.builds(Goals, expected=texts, actual=texts),
    levels=_unique(level1s),
    total=amounts,
    labels=labels,
)
