"""Every text of a form with its path: what the rules on writing read."""

from collections.abc import Iterator

from ..model import terms
from ..model.form import Form, Indicator
from ..model.problem import Path

Located = tuple[Path, str]


def texts(form: Form) -> tuple[Located, ...]:
    """The texts that say something, in the order of the form."""
    return tuple((path, text) for path, text in _all(form) if text)


def _all(form: Form) -> Iterator[tuple[Path, str | None]]:
    yield (terms.TITLE,), form.title
    yield (terms.PROJECT,), form.project
    yield (terms.DEPARTMENT,), form.department
    yield (terms.OPERATOR,), form.operator
    for key, entries in ((terms.PARTICULARS, form.particulars), (terms.FOOTERS, form.footers)):
        yield from (((key, name), text) for name, text in entries.items())
    yield (terms.FUNDS, terms.REASON), form.funds.reason
    yield (terms.GOALS, terms.PLANNED), form.goals.expected
    yield (terms.GOALS, terms.DONE), form.goals.actual
    for path, indicator in form.indicators():
        yield from _of_indicator(path, indicator)
    yield (terms.REASON,), form.reason


def _of_indicator(path: Path, indicator: Indicator) -> Iterator[tuple[Path, str | None]]:
    yield (*path, terms.NAME), indicator.name
    yield (*path, terms.TARGET), indicator.target.text
    yield (*path, terms.ACTUAL), indicator.actual.text
    yield (*path, terms.REASON), indicator.reason
    yield from (((*path, terms.MORE, name), text) for name, text in indicator.more.items())
