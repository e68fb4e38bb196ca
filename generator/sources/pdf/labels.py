"""Which texts are labels that a form prints beside its rows."""

from ...model.vocabulary import vocabulary

_SIDE_LABELS = frozenset({"绩效指标", "年度总体目标", "年度绩效指标"})
"""Labels down the side of a form, which are no level."""


def is_label(text: str) -> bool:
    """Whether a text is a label, a 一级指标 or a 二级指标."""
    words = vocabulary()
    return text in _SIDE_LABELS or any(look(text) for look in (words.term, words.as_level1, words.as_level2))
