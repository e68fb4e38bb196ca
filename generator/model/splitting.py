"""Sequences cut into runs: lines into rows, characters into words."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

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
