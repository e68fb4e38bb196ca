"""A process that fails costs one file, with a message that names it."""

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.problem import Problem, Severity, ZipingbiaoError
from generator.runtime.isolation import Isolation, Limits, allow

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


def die_once(note: Path) -> str:
    if not note.exists():
        note.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def take_longer(granted: float, seconds: float) -> str:
    allow(granted)
    time.sleep(seconds)
    return "done"


def address_space() -> int:
    return resource.getrlimit(resource.RLIMIT_AS)[0]


def test_a_process_killed_from_outside_is_tried_once_more(isolation: Isolation, tmp_path: Path) -> None:
    assert isolation.call(FILE, die_once, tmp_path / "note") == "done"


def test_a_file_whose_process_dies_twice_is_not_accused(isolation: Isolation) -> None:
    with pytest.raises(ZipingbiaoError, match="两次都异常终止（信号 9）") as caught:
        isolation.call(FILE, kill_itself)
    assert "恶意" not in str(caught.value)


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_work_of_known_cost_is_granted_its_time() -> None:
    with Isolation(Limits(seconds=1.5)) as process:
        process.call(FILE, double, 1)
        assert process.call(FILE, take_longer, 10.0, 2.0) == "done"


def test_what_is_granted_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.runtime.isolation.MOST_MORE", 0.1)
    with Isolation(Limits(seconds=1.5)) as process:
        process.call(FILE, double, 1)
        with pytest.raises(ZipingbiaoError, match="已放弃"):
            process.call(FILE, take_longer, 1e9, 60.0)


def test_a_lower_limit_of_the_system_is_respected() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    ours = pages * resource.getpagesize() + 2**30
    resource.setrlimit(resource.RLIMIT_AS, (ours, hard))
    try:
        with Isolation(Limits(seconds=10, memory=2**40)) as process:
            assert process.call(FILE, address_space) == ours
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def test_relative_paths_count_from_where_the_caller_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Isolation() as isolation:
        for name in ("甲", "乙"):
            folder = tmp_path / name
            folder.mkdir()
            (folder / "表").write_text(name, "utf-8")
            monkeypatch.chdir(folder)
            assert isolation.call(Path("表"), Path("表").read_text, "utf-8") == name
