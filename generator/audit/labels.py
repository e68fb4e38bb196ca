"""What is said of a form, in the words by which the form calls its fields."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from attrs import evolve

from ..model import terms
from ..model.form import Form
from ..model.problem import Problem, path_in_words
from ..model.vocabulary import vocabulary

_AMBIGUOUS = frozenset(
    {
        terms.UNIT,
        terms.YEAR,
        terms.CODES,
        terms.CODE,
        terms.KIND,
        terms.TITLE,
        terms.FORMAT,
        terms.OTHER,
    }
)
"""Fields whose names are also common words, or parts of others: messages name them themselves."""


def in_words_of(form: Form, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems with the fields named as the form's YAML does; what stands in quotation marks is left.

    A word that is printed but not known as a key stands in the YAML apart, under 用语.
    """
    labels = _labels(form)
    return (_relabelled_all(problem, labels) for problem in problems) if labels else iter(problems)


def text_in_words_of(form: Form, text: str) -> str:
    """A text with the fields named as the form's YAML does."""
    return _relabelled(text, _labels(form))


def _labels(form: Form) -> dict[str, str]:
    return {term: word for term, word in form.labels.items() if vocabulary().term(word) == term}


def _relabelled_all(problem: Problem, labels: Mapping[str, str]) -> Problem:
    path = tuple(labels.get(part, part) if isinstance(part, str) else part for part in problem.path)
    return evolve(
        problem,
        message=_relabelled(problem.message, labels),
        hint=problem.hint and _relabelled(problem.hint, labels),
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
