"""A process that fails costs one file, with a message that names it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.problem import Problem, Severity, ZipingbiaoError
from generator.runtime.isolation import Isolation, Limits

FILE = Path("某项目.pdf")


def double(number: int) -> int:
    return 2 * number


def exhaust_memory() -> int:
    return len(bytearray(2**40))


def crash() -> None:
    os._exit(139)


def stumble() -> None:
    raise LookupError("internals")


def refuse() -> None:
    raise ZipingbiaoError(Problem(rule="F31", severity=Severity.ERROR, message="已加密"))


@pytest.fixture(scope="module")
def isolation() -> Iterator[Isolation]:
    with Isolation(Limits(seconds=10, memory=2**31)) as process:
        yield process


def test_value_comes_back(isolation: Isolation) -> None:
    assert isolation.call(FILE, double, 21) == 42


@pytest.mark.parametrize(
    ("function", "rule"), [(exhaust_memory, "F33"), (crash, "F33"), (stumble, "F30"), (refuse, "F31")]
)
def test_failure_is_a_problem_and_the_next_call_works(
    isolation: Isolation, function: object, rule: str
) -> None:
    assert callable(function)
    with pytest.raises(ZipingbiaoError) as caught:
        isolation.call(FILE, function)
    assert caught.value.problems[0].rule == rule
    assert isolation.call(FILE, double, 4) == 8


def test_message_names_the_file_and_tells_no_internals(isolation: Isolation) -> None:
    with pytest.raises(ZipingbiaoError) as caught:
        isolation.call(FILE, stumble)
    assert "某项目.pdf" in str(caught.value)
    assert "internals" not in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_late_answer_is_given_up() -> None:
    with Isolation(Limits(seconds=1.5)) as process:
        process.call(FILE, double, 1)
        with pytest.raises(ZipingbiaoError, match="已放弃"):
            process.call(FILE, time.sleep, 60)
