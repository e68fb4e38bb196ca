"""Where the YAML of a form that was read goes: to its usual place, or to where a person moved it since."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from ..model.form import SELF_EVALUATION, Form
from ..model.problem import ZipingbiaoError
from ..store import load
from ..store.read.file import read_text
from ..workspace.workspace import Workspace

Identity = tuple[str, int, str]

_HEAD = 1000
"""Characters of a YAML within which its head stands."""


class Places:
    """The places in a workspace; which projects were moved is looked up when one is not in its usual place.

    What tells a project that was moved is the copy of the last ingest beside it, which still says what the
    document says.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._by_name: dict[str, dict[Identity, Path]] = {}

    def of(self, form: Form) -> Path:
        """The YAML file for a form as read."""
        usual = self.workspace.yaml_path(form)
        if usual.exists() or form.kind != SELF_EVALUATION:
            return usual
        return next(self._moved(form, usual), usual)

    def _moved(self, form: Form, usual: Path) -> Iterator[Path]:
        """Files of the same name elsewhere whose last ingest gave the same project."""
        if usual.stem not in self._by_name:
            self._by_name[usual.stem] = dict(self._moved_of(self._copies.get(usual.stem, ())))
        yaml = self._by_name[usual.stem].get(identity(form))
        if yaml is not None and yaml.exists():
            yield yaml

    def _moved_of(self, copies: Iterable[Path]) -> Iterator[tuple[Identity, Path]]:
        for copy in copies:
            form = None if _says_its_folders(copy) else load(copy).form
            if form is not None:
                yield identity(form), copy.parent.parent / f"{copy.stem}.yaml"

    @cached_property
    def _copies(self) -> Mapping[str, list[Path]]:
        """The copies of the last ingest, by the name of their project."""
        found: defaultdict[str, list[Path]] = defaultdict(list)
        for copy in sorted(self.workspace.data.glob("*/*/repairs/*.ingest")):
            found[copy.stem].append(copy)
        return found


def _says_its_folders(copy: Path) -> bool:
    """Whether the head of a copy has the names of its folders as they are: nobody moved it. Quick to see."""
    department, year = (re.escape(name) for name in copy.parts[-4:-2])
    with suppress(ZipingbiaoError):
        head = read_text(copy)[:_HEAD]
        return all(re.search(rf": ['\"]?{name}['\"]?$", head, re.MULTILINE) for name in (department, year))
    return True


def identity(form: Form) -> Identity:
    """What tells one project's year from another."""
    return form.department, form.year, form.project
