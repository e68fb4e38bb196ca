"""Pools renew their workers."""

import os

from attrs import evolve

from generator.runtime import pool


def worker(_: int) -> int:
    return os.getpid()


def test_workers_are_replaced_after_so_many_calls() -> None:
    few = evolve(pool.processes(1), renewed_after=3)
    served = [found for _, found in pool.each(worker, range(7), few)]
    assert len(served) == 7
    assert len(set(map(str, served))) == 3
