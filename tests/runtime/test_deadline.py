"""Time limits within a thread."""

import subprocess
import sys
import time
from contextlib import suppress

import pytest

from generator.runtime.deadline import Late, within


def endless() -> None:
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            continue


def test_endless_work_is_given_up() -> None:
    start = time.monotonic()
    with pytest.raises(Late), within(0.3):
        endless()
    assert time.monotonic() - start < 20


def test_nothing_is_left_over_for_what_comes_after() -> None:
    for _ in range(3):
        with within(60):
            pass
    assert sum(range(100_000)) > 0


def test_calls_can_be_counted_afterwards() -> None:
    """An interpreter left looking for an exception that is not there never leaves a traced call."""
    script = (
        "import sys; from generator.runtime.deadline import within\n"
        "with within(60): pass\n"
        "sys.setprofile(lambda *_: None); (lambda: len([1]))(); sys.setprofile(None); print('done')"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "done\n"


def test_a_limit_that_a_library_swallows_holds_all_the_same() -> None:
    """WeasyPrint leaves out a picture at which anything was raised, whatever it was."""
    with pytest.raises(Late), within(0.05), suppress(BaseException):
        while True:
            pass
