"""One thing wrong in a printed form never gives a wrong value without a mark."""

import os
import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.recognise.grid import recognise_grids

from .perturbed import perturbed, printed, sound_form, unmarked

DRAWS = int(os.environ.get("DRAWS", "120"))
"""More of them by hand: DRAWS=2000 pytest tests/recognise/test_grid_perturbed.py."""


@settings(max_examples=DRAWS, deadline=None, derandomize=DRAWS < 500)
@given(st.integers(0, 2**32))
@example(100000)  # 效益 above 指标, of one cell
def test_no_wrong_value_without_a_mark(seed: int) -> None:
    rng = random.Random(seed)
    form = sound_form(rng)
    what, tables = perturbed(form, rng)
    for found in recognise_grids(tables, file="表.xlsx").forms:
        assert list(unmarked(form, found)) == [], (form.layout, what)


@settings(max_examples=24, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_a_sound_form_is_read_without_a_mark(seed: int) -> None:
    form = sound_form(random.Random(seed))
    (found,) = recognise_grids((printed(form)[0],), file="表.xlsx").forms
    assert list(unmarked(form, found)) == []
    assert [doubt for doubt in found.doubts if doubt.kind != "D05"] == []
