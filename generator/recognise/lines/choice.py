"""A decision that the text leaves open: its options with their costs, and how two copies settle it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import frozen

T = TypeVar("T")

KEPT = 24
"""Options that a choice keeps."""

UNSEEN_COST = 6.0
"""What an option costs in a copy that did not offer it."""


@frozen
class Choice(Generic[T]):
    """Options from cheapest to dearest; a cost is a penalty for what speaks against the option."""

    options: tuple[tuple[float, T], ...]

    @classmethod
    def among(cls, options: list[tuple[float, T]]) -> "Choice[T]":
        """The cheapest options, in order of cost."""
        return cls(tuple(sorted(options, key=lambda option: option[0])[:KEPT]))

    @property
    def best(self) -> T:
        """The cheapest option."""
        return self.options[0][1]

    @property
    def confidence(self) -> float:
        """How much dearer the second option is, between 0.5 (a toss-up) and 1 (nothing else fits)."""
        if len(self.options) < 2:
            return 1.0
        return 1 - 0.5 / (1 + self.options[1][0] - self.options[0][0])

    def with_witness(self, other: "Choice[T]", key: Callable[[T], object]) -> "Choice[T]":
        """The same decision seen in another copy: costs add up, options are equal where their keys are."""
        theirs = {key(option): cost for cost, option in other.options}
        return Choice.among(
            [(cost + theirs.get(key(option), UNSEEN_COST), option) for cost, option in self.options]
        )
