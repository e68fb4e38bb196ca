"""Which texts of forms are nearly the same as another form's, whatever their department and year."""

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from ..model.form import Form
from ..model.names import plain
from ..model.problem import Path
from ..model.terms import DONE, GOALS, PLANNED, REASON
from ..workspace.belonging import is_of
from .text import is_reason

LEAST = 20
"""Characters of a text, numbers and punctuation left out; shorter ones are alike by chance."""

MOST = 20_000
"""Characters that are looked at."""

_INSIGNIFICANT = re.compile(r"[\s0-9０-９.,，、:：；;。!！?？%％（）()“”\"‘’'—－-]+")


def significant(text: str) -> str:
    """A text without numbers, punctuation and white space."""
    return _INSIGNIFICANT.sub("", text[:MOST])


@frozen(kw_only=True)
class Copied:
    """A text of one form that is nearly the same as an earlier one's."""

    path: Path
    label: str
    """Of the form that has the first of them."""
    project: str
    others: int
    """Texts that are nearly the same, this one left out."""
    likeness: float


Copies = Mapping[str, Sequence[Copied]]
"""Label of a form → its texts that are copies. Of a form that is not in it nothing is known."""


@frozen
class _Text:
    form: int
    path: Path
    text: str


def copies(forms: Sequence[tuple[str, Form]]) -> dict[str, list[Copied]]:
    """The copied texts of each form, by label: among all of them, whatever their department and year."""
    from .alike import fingerprint, groups  # noqa: PLC0415 - heavy, and not needed for every audit

    texts = [
        _Text(number, path, text)
        for number, (_, form) in enumerate(forms)
        for path, text in compared_texts(form)
    ]
    found: dict[str, list[Copied]] = {label: [] for label, _ in forms}
    marks = [fingerprint(one.text) for one in texts]
    for group in groups(marks):
        members = [texts[number] for number in group.members]
        for kind in dict.fromkeys(one.path[-1] for one in members):
            same = [one for one in members if one.path[-1] == kind]
            for label, copied in _of_group(same, forms):
                found[label].append(copied)
    return found


def compared_texts(form: Form) -> Iterator[tuple[Path, str]]:
    """The texts of a form that should be its own: goals, results, reasons."""
    yield (GOALS, PLANNED), form.goals.expected
    yield (GOALS, DONE), form.goals.actual
    if is_reason(form.reason):
        yield (REASON,), form.reason or ""
    for path, row in form.indicators():
        if is_reason(row.reason):
            yield (*path, REASON), row.reason or ""


def _of_group(same: Sequence[_Text], forms: Sequence[tuple[str, Form]]) -> Iterator[tuple[str, Copied]]:
    """Each text of a group that is another form's, too; the first is told of none."""
    from .alike import ALIKE, fingerprint, likeness  # noqa: PLC0415 - as above

    first = same[0]
    (label, form), others = forms[first.form], len({one.form for one in same}) - 1
    told: set[int] = {first.form}
    for one in same[1:]:
        if one.form in told or _may_be_one(one, first, forms):
            continue
        told.add(one.form)
        share = max(ALIKE, likeness(fingerprint(first.text), fingerprint(one.text)))
        copied = Copied(path=one.path, label=label, project=form.project, others=others, likeness=share)
        yield forms[one.form][0], copied


def _may_be_one(one: _Text, first: _Text, forms: Sequence[tuple[str, Form]]) -> bool:
    """Whether two texts may well be one: the goal of a project that goes on; what R25 tells anyway."""
    form, other = forms[one.form][1], forms[first.form][1]
    same_department = is_of(form.department, other.department)
    same_project = same_department and plain(form.project) == plain(other.project)
    if one.path[-1] == PLANNED and same_project:
        return True
    return one.path[0] == GOALS and same_department and form.year == other.year
