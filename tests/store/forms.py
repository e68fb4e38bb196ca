"""Forms for the properties: anything the model can hold, not only what is likely."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from generator.model.form import Form, FundRow, Funds, Goals, Indicator, Level1, Level2, Review
from generator.model.value import Value
from generator.model.vocabulary import vocabulary
from generator.store.read.checks import MAX_NAME, UNSEEN

TRICKY = (
    *("no", "~", "null", "12:30", "010", "1_000", "0x1F", "1e5", "- a", "a: b", "a #b", "#a", "'", '"'),
    *("{", "[x]", "*", "&a", "!t", "|", ">", "%", "@", "`", "---", "...", "=", "<<", " a", "a ", "a\tb"),
    *("\ta", "a:", ":a", "?", "≥90%", "—", "“一网通办”及“随申办”", "：全角", "a,b", "", "\u3000", "\\"),
    *("a\u00a0", "\ufeff", "\x85", "\u2028", "x" * 300),
)

USUAL_LABELS = (
    {"预期目标": "预算目标"},
    {"分值": "权重", "总分": "合计"},
    {"全年预算数": "全年预算数(A)"},
    {"实施单位": "单位名称"},
)

Strategy = st.SearchStrategy
money = st.decimals(-(10**12), 10**12, allow_nan=False, places=2)
amounts = st.none() | money | st.integers(0, 100).map(Decimal)


def forms_of(lines: Strategy[str]) -> Strategy[Form]:
    """Forms whose texts and names are made of such lines."""
    texts = lines | st.lists(lines, max_size=4).map("\n".join)
    names = lines.filter(lambda name: len(name) < 100)
    heads = texts.filter(lambda text: len(text) <= MAX_NAME and not UNSEEN.search(text))
    return st.builds(
        Form,
        title=texts,
        year=st.integers(1990, 2099),
        project=heads,
        department=heads,
        operator=st.none() | heads,
        funds=_funds(names, texts),
        goals=st.builds(Goals, expected=texts, actual=texts),
        levels=_levels(names, texts),
        total=amounts,
        labels=_labels(texts),
        codes=_words(texts),
        particulars=_words(texts),
        footers=_words(texts),
        other=_words(texts),
        accepted=_words(texts),
        reason=st.none() | texts,
        grade=st.none() | texts,
    )


def _funds(names: Strategy[str], texts: Strategy[str]) -> Strategy[Funds]:
    free = names.filter(lambda name: vocabulary().term(name) is None and name != "单位")
    rows = st.builds(FundRow, name=free, initial=amounts, budget=amounts, executed=amounts, rate=amounts)
    reasons = st.none() | texts
    return st.builds(
        Funds,
        unit=texts,
        rows=_unique(rows),
        weight=amounts,
        rate=amounts,
        score=amounts,
        reason=reasons,
        review=_reviews(texts),
    )


def _reviews(texts: Strategy[str]) -> Strategy[Review]:
    return st.builds(Review, actual=st.none() | texts, score=amounts, remark=st.none() | texts)


def _levels(names: Strategy[str], texts: Strategy[str]) -> Strategy[tuple[object, ...]]:
    values = texts.map(Value)
    reasons = st.none() | texts
    rows = st.builds(
        Indicator,
        name=texts,
        code=reasons,
        operator=reasons,
        target=values,
        unit=reasons,
        actual=values,
        weight=amounts,
        score=amounts,
        reason=reasons,
        more=_words(texts),
        review=_reviews(texts),
    )
    level2s = st.builds(Level2, name=names, indicators=st.lists(rows, max_size=3).map(tuple))
    free = names.filter(lambda name: vocabulary().term(name) != "总分")
    return _unique(st.builds(Level1, name=free, children=_unique(level2s)))


def _unique(children: Strategy[Any]) -> Strategy[tuple[object, ...]]:
    return st.lists(children, max_size=3, unique_by=lambda child: child.name).map(tuple)


def _words(texts: Strategy[str]) -> Strategy[dict[str, str]]:
    return st.dictionaries(
        st.sampled_from(["填报日期", "R17", "主管部门", "得分", "a: b"]), texts, max_size=2
    )


def _labels(texts: Strategy[str]) -> Strategy[dict[str, str]]:
    terms = st.sampled_from(sorted(set(vocabulary().terms.values())))
    words = st.dictionaries(terms, texts, max_size=4)
    own = words.map(lambda words: {key: word for key, word in words.items() if key != word})
    return st.sampled_from(USUAL_LABELS) | own


forms = forms_of(st.sampled_from(TRICKY) | st.text(st.characters(codec="utf-8"), max_size=12))
printable = forms_of(st.sampled_from(TRICKY) | st.text("甲乙丙丁（）“”≥%0123456789.=+-@ ", max_size=12))
