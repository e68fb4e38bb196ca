"""A form's text as the pieces of the screen 填表, so that a browser is sent only those that have changed."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

from attrs import evolve, frozen
from markupsafe import Markup

from ..model.problem import Problem
from ..outputs.checking import Check, check_loaded
from ..outputs.outdated import known, mended
from ..store import loads
from ..workspace.workspace import Workspace
from .editing import digest
from .fields import View, view
from .library import Library
from .pages import environment, html

_KEPT = 48


@frozen(kw_only=True)
class Panel:
    """What a form's text looks like; no view where the text is no form."""

    key: str
    text: str
    view: View | None
    problems: tuple[Problem, ...]
    pieces: Mapping[str, str]
    """Id of an element → what stands in it."""

    @property
    def structure(self) -> tuple[object, ...] | None:
        """What has to be the same for two panels to differ in pieces only."""
        return None if self.view is None else self.view.structure

    @property
    def counts(self) -> Mapping[str, int]:
        """Findings by severity."""
        return Counter(str(problem.severity) for problem in self.problems)


class Panels:
    """Makes panels, and keeps those that browsers show; safe for several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Path, str, tuple[Problem, ...]], Panel] = OrderedDict()
        self._shown: OrderedDict[tuple[Path, str], Panel] = OrderedDict()

    def panel(self, file: Path, form_id: str, text: str) -> Panel:
        """The panel of a text that is, or could be, a file's."""
        across = self._library.across(file)
        key = (file, digest(text), across)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            kept = _panel(file, form_id, text, across, self._library.workspace)
        with self._lock:
            self._kept[key] = self._shown[file, kept.key] = kept
            for store in (self._kept, self._shown):
                while len(store) > _KEPT:
                    store.popitem(last=False)
        return kept

    def shown(self, file: Path, key: str) -> Panel | None:
        """The panel that a browser shows, where it is still known."""
        with self._lock:
            return self._shown.get((file, key))


def _panel(file: Path, form_id: str, text: str, across: Sequence[Problem], workspace: Workspace) -> Panel:
    loaded = loads(text, file=str(file))
    if loaded.form is not None:  # as a build would leave it in the file, with what it would say
        form, said = mended(loaded, known(file, workspace), verb="生成时会")
        loaded = evolve(loaded, form=form, problems=(*loaded.problems, *said))
    (checked, *_) = check_loaded([loaded], Check(workspace=workspace))
    problems = (*checked.problems, *(across if loaded.form else ()))
    shown = None if loaded.form is None else view(loaded.form, problems)
    return Panel(
        key=digest(text),
        text=text,
        view=shown,
        problems=problems,
        pieces={} if shown is None else dict(_pieces(shown, form_id)),
    )


def _pieces(shown: View, form_id: str) -> Iterator[tuple[str, str]]:
    parts: object = environment().get_template("form_parts.html").module
    for field in shown.fields():
        if field.kind != "nothing":
            yield f"v{field.id}", str(parts.value(field, form_id))  # type: ignore[attr-defined]
        if field.kind != "nothing" or field.findings:
            yield f"n{field.id}", str(parts.notes(field, form_id))  # type: ignore[attr-defined]
    yield "elsewhere", html("form_elsewhere.html", found=shown.elsewhere, form_id=form_id)
    yield "accepted", html("form_accepted.html", accepted=shown.accepted, form_id=form_id)


def differing(old: Panel | None, new: Panel, always: Iterable[str] = ()) -> Mapping[str, Markup] | None:
    """The pieces to be put in place of the old ones; None where the whole has to be."""
    if old is None or new.structure is None or old.structure != new.structure:
        return None
    wanted = {*always, *(key for key, piece in new.pieces.items() if old.pieces.get(key) != piece)}
    return {key: Markup(new.pieces[key]) for key in new.pieces if key in wanted}  # noqa: S704 - of our templates
