"""A new reading of a document brought into a person's file: their edits win, new facts come in.

Three forms are compared value by value: what the last reading gave (base), what the new one gives (new), and
what the person's file says (mine). Where both have changed the same value, the person's stays and the
difference is a conflict, shown side by side.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from attrs import field, frozen

from ...model import problem
from ...model.form import Form, Indicator
from ...model.problem import Path, Problem
from ...model.value import Value
from ..fields import Kind, default_of
from ..read.file import loads
from ..read.reporter import shortened
from ..write.outline import written
from .align import matching
from .rewrite import rewrite


@frozen
class Conflict:
    """A value that both changed, each as it is written; None where there is none. `mine` stands."""

    path: Path
    base: str | None
    new: str | None
    mine: str | None

    def __str__(self) -> str:
        """Side by side, in one sentence."""
        before = "" if self.base is None else f"（上次读入「{shortened(self.base)}」）"
        return f"文件里是{_quoted(self.mine)}，重新读入的是{_quoted(self.new)}{before}；保留文件里的"


@frozen
class Merged:
    """The person's text with the new facts in it, and what could not be settled."""

    text: str
    conflicts: tuple[Conflict, ...] = ()
    file: str = field(default="", kw_only=True)

    def problems(self) -> tuple[Problem, ...]:
        """Each conflict at its line of the merged text."""
        loaded = loads(self.text, file=self.file, kind=None)
        hint = "请核对原件；若应采用重新读入的，请改这一处"
        return tuple(
            problem.warning(
                "M01",
                str(conflict),
                at=loaded.place(conflict.path),
                path=conflict.path,
                value=conflict.mine,
                hint=hint,
            )
            for conflict in self.conflicts
        )


def merge(base: str | None, new: Form, mine_text: str, *, file: str = "") -> Merged:
    """Merge a new reading into a person's text; `base` is the text of the last reading, where it is kept.

    Only the lines that new facts concern change. Raises ZipingbiaoError where the person's text is no form.
    """
    loaded = loads(mine_text, file=file, kind=new.kind)
    mine = loaded.sound()
    last = None if base is None else loads(base, file=file, kind=None).form
    form, conflicts = merge_forms(last, new, mine)
    return Merged(rewrite(loaded, form), conflicts, file=file)


def merge_forms(base: Form | None, new: Form, mine: Form) -> tuple[Form, tuple[Conflict, ...]]:
    """The merged form, and the conflicts in the order of the form."""
    merger = _Merger()
    form = merger.model(base, new, mine, ())
    return form, tuple(merger.conflicts)


class _Merger:
    """Merges parts of the model of one type each, collecting conflicts."""

    def __init__(self) -> None:
        self.conflicts: list[Conflict] = []

    def model(self, base: Any, new: Any, mine: Any, path: Path) -> Any:  # noqa: ANN401 - three of one class
        """Attribute by attribute."""
        changes = {}
        for attribute in attrs.fields(type(mine)):
            before = default_of(attribute) if base is None else getattr(base, attribute.name)
            after, own = getattr(new, attribute.name), getattr(mine, attribute.name)
            here = (*path, attribute.metadata["key"]) if "key" in attribute.metadata else path
            changes[attribute.name] = self.part(before, after, own, here)
        return attrs.evolve(mine, **changes)

    def part(self, base: Any, new: Any, mine: Any, path: Path) -> Any:  # noqa: ANN401
        if mine == new:
            return mine
        if isinstance(mine, tuple):
            return _Rows(self, base or (), new, mine, path).merged()
        if isinstance(mine, Mapping):
            return self._texts(base or {}, new, mine, path)
        if attrs.has(type(mine)) and not isinstance(mine, Value):
            return self.model(base, new, mine, path)
        return self._value(base, new, mine, path)

    def _value(self, base: Any, new: Any, mine: Any, path: Path) -> Any:  # noqa: ANN401
        if mine == base:
            return new
        if new != base:
            self.conflict(path, base, new, mine)
        return mine

    def _texts(
        self, base: Mapping[str, str], new: Mapping[str, str], mine: Mapping[str, str], path: Path
    ) -> dict[str, str]:
        keys = dict.fromkeys((*mine, *new))
        texts = {key: self.part(base.get(key), new.get(key), mine.get(key), (*path, key)) for key in keys}
        return {key: text for key, text in texts.items() if text is not None}

    def conflict(self, path: Path, base: Any, new: Any, mine: Any) -> None:  # noqa: ANN401
        """Note that both changed a value, or a whole row."""
        self.conflicts.append(Conflict(path, shown(base), shown(new), shown(mine)))


class _Rows:
    """Merges one list: which row is which, what was added, what is gone."""

    def __init__(
        self, merger: _Merger, base: Sequence[Any], new: Sequence[Any], mine: Sequence[Any], path: Path
    ) -> None:
        self._merger = merger
        self._base, self._new, self._mine, self._path = base, new, mine, path
        self._to_mine, self._to_new = _matched(base, mine), _matched(base, new)
        self._merged: list[Any] = []
        self._origins: list[int | None] = []
        """For each merged row, the row of the new reading that it is."""

    def merged(self) -> tuple[Any, ...]:
        """The rows in the person's order, each new one after the one it follows in the new reading."""
        to_base = {own: before for before, own in self._to_mine.items()}
        added = self._added_by_both(set(to_base))
        for number, row in enumerate(self._mine):
            before = to_base.get(number)
            if before is None:
                self._keep(row, None, added.get(number))
            else:
                self._keep(row, self._base[before], self._to_new.get(before))
        self._note_deleted()
        for number in sorted(set(range(len(self._new))) - {*self._to_new.values(), *added.values()}):
            self._insert(number)
        return tuple(self._merged)

    def _added_by_both(self, known: set[int]) -> dict[int, int]:
        """Rows that no reading had before, and that now both have: by name."""
        olds = set(self._to_new.values())
        fresh = {row.name: number for number, row in enumerate(self._new) if number not in olds}
        own = {row.name: number for number, row in enumerate(self._mine) if number not in known}
        return {number: fresh[name] for name, number in own.items() if name in fresh}

    def _keep(self, mine: Any, base: Any, number: int | None) -> None:  # noqa: ANN401
        """A row of the person's, with the facts of the new reading's, if that has it."""
        here = (*self._path, len(self._merged) if isinstance(mine, Indicator) else mine.name)
        row = mine
        if number is not None:
            row = self._merger.model(base, self._new[number], mine, here)
            row = self._with_free_name(row, mine, here)
        elif base is not None:
            if mine == base:
                return
            self._merger.conflict(here, base, None, mine)
        self._merged.append(row)
        self._origins.append(number)

    def _with_free_name(self, row: Any, mine: Any, path: Path) -> Any:  # noqa: ANN401
        """The row as the new reading names it, unless another row of the person's bears that name."""
        if row.name == mine.name or isinstance(row, Indicator) or row.name not in self._names():
            return row
        self._merger.conflict(path, None, row, mine)
        return attrs.evolve(row, name=mine.name)

    def _names(self) -> set[str]:
        return {row.name for row in (*self._mine, *self._merged)}

    def _note_deleted(self) -> None:
        """A row that the person took out stays out; that the new reading changed it is a conflict."""
        for before, row in enumerate(self._base):
            number = self._to_new.get(before)
            if before not in self._to_mine and number is not None and self._new[number] != row:
                self._merger.conflict(self._path, row, self._new[number], None)

    def _insert(self, number: int) -> None:
        row = self._new[number]
        if not isinstance(row, Indicator) and row.name in self._names():
            self._merger.conflict((*self._path, row.name), None, row, row.name)
            return
        earlier = [at for at, origin in enumerate(self._origins) if origin is not None and origin < number]
        at = earlier[-1] + 1 if earlier else 0
        self._merged.insert(at, row)
        self._origins.insert(at, number)


def _matched(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    before, after = [row.name for row in old], [row.name for row in new]
    return matching(before, after, lambda i, j: _alike(old[i], new[j]))


def _alike(old: Any, new: Any) -> bool:  # noqa: ANN401 - two of one class
    """Whether two rows of different names are one row renamed: half of what they say is the same."""
    names = [attribute.name for attribute in attrs.fields(type(old))]
    same = [name for name in names if getattr(old, name) == getattr(new, name)]
    return len(same) * 2 >= len(names)


def shown(value: Any) -> str | None:  # noqa: ANN401
    """A value as it is written; of a row, its name."""
    if value is None or isinstance(value, str):
        return value
    return value.name if hasattr(value, "name") else written(Kind.TEXT, value)


def _quoted(text: str | None) -> str:
    return "空白" if text is None else f"「{shortened(text)}」"
