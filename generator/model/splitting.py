"""Sequences cut into runs, as lines into rows and characters into words, or put in groups."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")


def split_before(items: Iterable[T], begins: Callable[[list[T], T], bool]) -> Iterator[list[T]]:
    """The items in runs; `begins` says whether an item begins another after the run so far."""
    run: list[T] = []
    for item in items:
        if run and begins(run, item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """The second of each pair under the first, in order."""
    groups: dict[K, list[T]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return groups
