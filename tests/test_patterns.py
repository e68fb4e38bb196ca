"""Every pattern takes time that grows with its text, not with its square: texts come from strangers."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import generator
from generator.runtime.gc_paused import gc_paused

METHODS = frozenset({"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
UNITS = (
    *" \n\t1a项(（\"“'.，,-/\\_[]<>=;:：#&|{}%年第页A",
    "1 ", "( ", " \n", "\n ", "1,", "1.", "a:", "项：", '["', "1年", "项 ", "一、", "\"'", "A+", "其中", "<f",
    "20", "20 ", "?=", "://", "- ", "项目", "第1", "： ", ",,,", "—", "\ue000", "\u200b", "··", "（1）", "表",
)  # fmt: skip
LENGTH = 8_000
NOTICED = 0.025
"""Seconds below which growth is not measured: a linear pattern takes less than a millisecond."""
MOST = 3.0
"""By how much the time may grow where the text is twice as long; a square would be four."""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(generator.__path__, "generator."):
        if "maintain" not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def uses(module: ModuleType) -> dict[str, set[str]]:
    """Each name of a module → the methods of a pattern that are asked of it there."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
            found.setdefault(node.value.id, set()).add(node.attr)
    return found


def patterns() -> Iterator[tuple[str, re.Pattern[Any], set[str]]]:
    """Each pattern held by a module, and how it is used there."""
    for module in modules():
        used = uses(module)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and name in used:
                yield f"{module.__name__}.{name}", value, used[name]


def literals() -> Iterator[tuple[str, re.Pattern[Any], set[str]]]:
    """Each pattern that is written in a call."""
    for module in modules():
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in METHODS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and isinstance(node.args[0], ast.Constant)
            ):
                yield f"{module.__name__}:{node.lineno}", re.compile(node.args[0].value), {node.func.attr}


def seconds(apply: Callable[[Any], object], text: str | bytes) -> float:
    start = time.process_time()
    apply(text)
    return time.process_time() - start


def grows(pattern: re.Pattern[Any], method: str, unit: str) -> bool:
    """Whether a text of one unit again and again takes longer than it should."""

    def bomb(length: int) -> Any:  # noqa: ANN401 - text or bytes
        text = unit * (length // len(unit)) + "\0"
        return text.encode() if isinstance(pattern.pattern, bytes) else text

    def apply(text: Any) -> object:  # noqa: ANN401
        if method in ("sub", "subn"):
            return pattern.sub(b"" if isinstance(text, bytes) else "", text)
        found = getattr(pattern, method)(text)
        return list(found) if method == "finditer" else found

    if seconds(apply, bomb(LENGTH)) < NOTICED:
        return False
    return all(seconds(apply, bomb(2 * LENGTH)) > MOST * seconds(apply, bomb(LENGTH)) for _ in range(3))


def test_patterns_are_linear() -> None:
    every = [*patterns(), *literals()]
    assert len(every) > 100
    with gc_paused():  # which grows with the matches that are kept
        _assert_linear(every)


def _assert_linear(every: list[tuple[str, re.Pattern[Any], set[str]]]) -> None:
    bad = [
        f"{name}.{method} {unit!r}: {pattern.pattern!r}"
        for name, pattern, methods in every
        for method in sorted(methods)
        for unit in UNITS
        if grows(pattern, method, unit)
    ]
    assert bad == []


def test_a_square_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_patterns.NOTICED", 0.001)
    assert grows(re.compile(r"\s*x"), "search", " ")
    assert not grows(re.compile(r"\s+"), "search", " ")
