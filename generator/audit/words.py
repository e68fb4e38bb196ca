"""The words that tell the audit what an indicator is: `words.yaml`."""

import re
from functools import cache

from attrs import frozen

from ..model.data_file import data_file
from ..model.form import Form
from ..model.vocabulary import bare

MAX_NAME = 60
"""Characters of a name that are looked at; a longer one is a sentence."""


@frozen(kw_only=True)
class Words:
    """Word lists, and the pattern of a spending rate."""

    fewer_is_better: tuple[str, ...]
    unless: tuple[str, ...]
    bad_rates: tuple[str, ...]
    abstract: tuple[str, ...]
    spending: re.Pattern[str]
    counted: tuple[str, ...]
    no_reason: tuple[str, ...]
    remarks: tuple[str, ...]
    targets: tuple[str, ...]
    savings: tuple[str, ...]
    whole: tuple[str, ...]
    numerals: tuple[str, ...]
    particles: tuple[str, ...]
    reduplicated: tuple[str, ...]


@cache
def words() -> Words:
    """The lists shipped with the package."""
    data = data_file("words.yaml", __package__)
    lists = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    return Words(**lists, spending=re.compile(data["spending"]))


def wants_fewer(name: str) -> bool:
    """Whether less of what the indicator counts may be better: 投诉次数, 故障率; not 故障响应及时率."""
    known = words()
    if any(rate in name for rate in known.bad_rates):
        return True
    return any(word in name for word in known.fewer_is_better) and not name.endswith(known.unless)


def is_abstract(name: str) -> bool:
    """Whether a name ends in a noun that a percentage cannot measure."""
    return bare(name[:MAX_NAME]).removesuffix("指标").endswith(words().abstract)


def is_whole_department(form: Form) -> bool:
    """Whether a form is about a department as a whole, which no unit implements."""
    return any(word in form.title or word in form.project for word in words().whole)


def is_saving(name: str) -> bool:
    """Whether more of what a cost indicator counts is better: 成本节约率, 运行收益."""
    return any(word in name for word in words().savings)


def is_spending_rate(name: str) -> bool:
    """Whether an indicator measures how money was spent."""
    return words().spending.search(name[:MAX_NAME]) is not None


def same_name(first: str, second: str) -> bool:
    """Whether two names say the same: 生态效益 and 生态效益指标."""
    return stem(first) == stem(second)


def stem(name: str) -> str:
    """A name without spaces, brackets and 指标."""
    return bare(name[:MAX_NAME]).removesuffix("指标")
