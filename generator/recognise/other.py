"""其他: what no field of a form holds, each text under a label of its own and with a doubt."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count

from attrs import frozen

from .recognised import Doubt

_LONGEST_LABEL = 100
"""Characters, for it becomes a key of the YAML."""


@frozen
class Leftover:
    """Text that has no place in the form, the label that it is kept under, and why."""

    label: str
    text: str
    why: str
    line: int | None = None


class Other:
    """The texts by label, and how they are added to."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self.texts = dict(texts or {})
        self._names: dict[str, Iterator[str]] = {}

    def keep(self, leftovers: Iterable[Leftover]) -> tuple[Doubt, ...]:
        """Keep texts, each under its label, with a number where that is taken."""
        return tuple(map(self._kept, leftovers))

    def _kept(self, left: Leftover) -> Doubt:
        label = left.label[:_LONGEST_LABEL]
        further = (f"{label}（{number}）" for number in count(2))
        names = self._names.setdefault(label, chain((label,), further))
        name = next(name for name in names if name not in self.texts)
        self.texts[name] = left.text
        why = f"{left.why}，照录在“其他”里"
        return Doubt(
            kind="D06", path=("其他", name), decided=left.text, why=why, confidence=0.0, line=left.line
        )


def numbered(names: Iterable[str]) -> Iterator[str]:
    """Names that are to be keys of the YAML, each that was there before with a number."""
    seen = Counter[str]()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}（{seen[name]}）"
