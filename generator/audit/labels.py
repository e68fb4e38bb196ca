"""What is said of a form, in the words by which the form calls its fields."""

import re
from collections.abc import Mapping
from functools import cache

from attrs import evolve

from ..model import terms
from ..model.form import Form
from ..model.problem import Problem, path_in_words

_AMBIGUOUS = frozenset(
    {terms.UNIT, terms.YEAR, terms.CODES, terms.CODE, terms.TITLE, terms.FORMAT, terms.OTHER}
)
"""Fields whose names are also common words, or parts of others: messages name them themselves."""


def in_words_of(form: Form, problem: Problem) -> Problem:
    """The problem with the fields named as the form prints them; what stands in quotation marks is left."""
    if not form.labels:
        return problem
    path = tuple(form.labels.get(part, part) if isinstance(part, str) else part for part in problem.path)
    return evolve(
        problem,
        message=_relabelled(problem.message, form.labels),
        hint=problem.hint and _relabelled(problem.hint, form.labels),
        printed_field=path_in_words(path),
    )


def _relabelled(text: str, labels: Mapping[str, str]) -> str:
    if not any(term in text for term in labels):
        return text
    return _terms().sub(lambda match: labels.get(match[0], match[0]), text)


@cache
def _terms() -> re.Pattern[str]:
    """Quoted text, which stays, or the canonical name of a field, the longest first."""
    named = {value for name, value in vars(terms).items() if name.isupper() and isinstance(value, str)}
    known = sorted(named - _AMBIGUOUS, key=len, reverse=True)
    return re.compile("|".join(["“[^”]*”", *map(re.escape, known)]))
