"""The fault itself: what a producer that loses the gaps in ToUnicode makes of a text; for measuring.

Sorted distinct characters form runs; a run stores its first character and counts up, so that its k-th
character extracts as the first plus k.
"""

from collections.abc import Iterable
from enum import Enum
from random import Random

from attrs import frozen

from .stream import FIRST_CODE, LAST_CODE


@frozen
class Habit:
    """How a producer loses gaps: which it may lose, and how often it begins to."""

    gaps: tuple[int, int]
    """The widest gap it loses, drawn between these for each text, in code points."""
    begin: tuple[float, float]
    """How often it begins to lose gaps where it may, drawn between these for each text."""
    begin_apart: float
    """The same after an isolated character, as a share of the former."""
    share: tuple[float, float]
    """Which share of a text's ideographs comes out wrong."""


class Severity(Enum):
    """The three habits measured."""

    SEED = Habit(gaps=(6, 12), begin=(0.2, 0.9), begin_apart=0.0, share=(0.03, 0.10))
    HEAVY = Habit(gaps=(12, 24), begin=(0.5, 1.0), begin_apart=0.25, share=(0.15, 0.50))
    LONG = Habit(gaps=(40, 90), begin=(1.0, 1.0), begin_apart=1.0, share=(0.50, 1.0))


TRIES = 300


def broken_map(text: str, severity: Severity, random: Random) -> dict[str, str] | None:
    """True to extracted character, where they differ; None where this text cannot be broken so."""
    codes = [ord(c) for c in text if FIRST_CODE <= ord(c) <= LAST_CODE]
    used = sorted(set(codes))
    for _ in range(TRIES):
        extracted = _extracted(used, severity.value, random)
        changed = {true: code for true, code in zip(used, extracted, strict=True) if true != code}
        low, high = severity.value.share
        if low <= sum(code in changed for code in codes) / max(len(codes), 1) <= high:
            return {chr(true): chr(code) for true, code in changed.items()}
    return None


def _extracted(used: Iterable[int], habit: Habit, random: Random) -> list[int]:
    widest, begin = random.randint(*habit.gaps), random.uniform(*habit.begin)
    codes: list[int] = []
    before, shift, consecutive = 0, 0, False
    for true in used:
        gap = true - before
        chance = 1.0 if shift else begin * (1.0 if consecutive else habit.begin_apart)
        if gap > widest or (gap > 1 and random.random() >= chance):
            shift = 0
        elif gap > 1:
            shift += gap - 1
        consecutive = gap == 1
        codes.append(true - shift)
        before = true
    return codes


def break_text(text: str, changed: dict[str, str]) -> str:
    """The text as it extracts."""
    return text.translate({ord(true): code for true, code in changed.items()})
