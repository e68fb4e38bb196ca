"""Titles: of self-evaluations, and of the other tables that stand in the same documents."""

import re
from collections.abc import Sequence

from ...model.vocabulary import bare, vocabulary

FORM = re.compile(r".{0,40}绩效.{0,12}(?:自评|自我评价|评价).{0,8}表.{0,20}")
"""A form's title, white space removed; bounded, so that no paragraph is taken for one."""
_TABLE = re.compile(r"[^：:。；，,]{2,50}表")
"""The title of any table."""
_NUMBER = "[0-9一二三四五六七八九十]{1,3}(?:[-—－][0-9]{1,2})?"
_NUMBERED = re.compile(
    rf"^(?:附(?:件|表)?(?:{_NUMBER})?[:：、.．]?|表(?:{_NUMBER})[:：、.．]?|[（(]?{_NUMBER}[）)、.．])(?=.*表)"
)
_COLON = re.compile("[:：]")
_LINES_ABOVE = 3
_YEAR_AT_END = re.compile(r"(?:[（(][^（）()]{1,16}[）)]){1,8}$")


def is_form_title(text: str) -> bool:
    """Whether a text, white space removed, is the title of a self-evaluation."""
    return FORM.fullmatch(text) is not None and not vocabulary().is_other_title(bare_title(text))


def is_other_title(text: str) -> bool:
    """Whether a text, white space removed, is the title of another kind of table."""
    title = bare_title(text)
    return _TABLE.fullmatch(title) is not None and vocabulary().is_other_title(title)


def is_table_title(text: str) -> bool:
    """Whether a text may be the title of any table: it ends in 表."""
    return _TABLE.fullmatch(bare_title("".join(text.split()))) is not None


def lines_above(texts: Sequence[str]) -> int:
    """How many of the lines before a title are its form's, from one such as 报表编号 on."""
    for count, text in enumerate(reversed(texts[-_LINES_ABOVE:]), start=1):
        label = bare(before_colon(text))
        if label in vocabulary().above and vocabulary().is_detail(label):
            return count
    return 0


def before_colon(text: str) -> str:
    """What stands before a text's first colon; all of it where it has none."""
    return _COLON.split(text, maxsplit=1)[0]


def bare_title(text: str) -> str:
    """A title without the number before it and the year in brackets after it."""
    return _YEAR_AT_END.sub("", _NUMBERED.sub("", text))
