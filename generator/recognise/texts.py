"""What a form says, text by text."""

from collections.abc import Iterator

from ..model import terms
from ..model.form import Form
from ..model.problem import Path
from .lines.flow import key


def texts(form: Form) -> Iterator[tuple[Path, str]]:
    """Every text of a form with its path, white space left out."""
    yield (terms.PROJECT,), key(form.project)
    yield (terms.DEPARTMENT,), key(form.department)
    yield (terms.OPERATOR,), key(form.operator or "")
    yield (terms.GOALS, terms.PLANNED), key(form.goals.expected)
    yield (terms.GOALS, terms.DONE), key(form.goals.actual)
    for level1 in form.levels:
        yield (terms.INDICATORS, level1.name), key(level1.name)
        for level2 in level1.children:
            yield (terms.INDICATORS, level1.name, level2.name), key(level2.name)
    for path, indicator in form.indicators():
        yield (*path, terms.NAME), key(indicator.name)
        yield (*path, terms.TARGET), key(indicator.target.text)
        yield (*path, terms.ACTUAL), key(indicator.actual.text)
        yield (*path, terms.REASON), key(indicator.reason or "")
