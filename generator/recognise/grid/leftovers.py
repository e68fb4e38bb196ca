"""What has no place in the form, kept as it stands under 其他."""

from collections.abc import Iterator, Sequence
from itertools import count

from ..recognised import Doubt
from .parts import Leftover


def keep(leftovers: Sequence[Leftover]) -> tuple[dict[str, str], tuple[Doubt, ...]]:
    """其他, each leftover under a label of its own, and a doubt for each."""
    other: dict[str, str] = {}
    names: dict[str, Iterator[str]] = {}
    for left in leftovers:
        waiting = names.setdefault(left.label, _names(left.label))
        other[next(name for name in waiting if name not in other)] = left.text
    doubts = (
        Doubt(kind="D06", path=("其他", label), decided=left.text, why=_why(left), confidence=0.0)
        for label, left in zip(other, leftovers, strict=True)
    )
    return other, tuple(doubts)


def _names(label: str) -> Iterator[str]:
    """The label, then the label with a number."""
    yield label[:_MAX_LABEL]
    yield from (f"{label[:_MAX_LABEL]}（{number}）" for number in count(2))


def _why(left: Leftover) -> str:
    return f"{left.why}，照录在“其他”里"


_MAX_LABEL = 100
"""Characters, for it becomes a key of the YAML."""
