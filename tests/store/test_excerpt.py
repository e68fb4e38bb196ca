"""The excerpt of a problem."""

import pytest

from generator.model.problem import Place
from generator.store.read.excerpt import MAX_WIDTH, excerpt


@pytest.mark.parametrize(
    ("source", "line", "column", "shown"),
    [
        ("a: 1\nb: 2\n", 2, 4, "b: 2\n   ^"),
        ("得分: 10\r\n", 1, 5, "得分: 10\n      ^"),
        ("得分: 10\n", 1, 7, "得分: 10\n        ^"),
        ("\tb", 1, 2, " b\n ^"),
    ],
)
def test_the_caret_stands_under_the_place(source: str, line: int, column: int, shown: str) -> None:
    assert excerpt(source, Place(file="甲", line=line, column=column)) == shown


def test_a_long_line_is_cut_around_the_place() -> None:
    shown = excerpt("乙" * 500 + "x" + "丙" * 500, Place(file="甲", line=1, column=501))
    assert shown is not None
    line, caret = shown.split("\n")
    assert line.startswith("…乙")
    assert line.endswith("丙…")
    assert len(caret) - 1 == 1 + 2 * (line.index("x") - 1)
    assert len(line) < MAX_WIDTH


@pytest.mark.parametrize("place", [Place(file="甲"), Place(file="甲", line=9, column=1)])
def test_no_place_no_excerpt(place: Place) -> None:
    assert excerpt("a\n", place) is None
