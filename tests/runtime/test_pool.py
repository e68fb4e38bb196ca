"""Pools renew their workers."""

import errno
import os

import pytest
from attrs import evolve

from generator.runtime import pool


def worker(_: int) -> int:
    return os.getpid()


def test_workers_are_replaced_after_so_many_calls() -> None:
    few = evolve(pool.processes(1), renewed_after=3)
    served = [found for _, found in pool.each(worker, range(7), few)]
    assert len(served) == 7
    assert len(set(map(str, served))) == 3


def no_room(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, "Read-only file system", "/dev/shm")


def test_without_room_for_what_processes_share_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ProcessPoolExecutor", no_room)
    found = dict(pool.each(worker, range(9), pool.processes(2)))
    assert found == dict.fromkeys(range(9), os.getpid())


def failing(number: int) -> int:
    return 1 // (number - 2)


def test_a_call_that_fails_here_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "ProcessPoolExecutor", no_room)
    found = dict(pool.each(failing, range(5), pool.processes(2)))
    assert [number for number, one in found.items() if isinstance(one, pool.WorkerFailure)] == [2]
