"""The mechanism of lost gaps, as scores alone."""

import numpy as np

from generator.repair.pdf.glyph_scores import Scores
from generator.repair.pdf.runs import GAP_COST, Block, best_offsets, blocks


def scores(*right: int, offsets: int) -> Scores:
    """One place a row: 0.9 at the right offset, 0.2 elsewhere."""
    table = np.full((len(right), offsets), 0.2, np.float32)
    table[np.arange(len(right)), right] = 0.9
    return table


def test_blocks_are_consecutive() -> None:
    found = list(blocks([0x4E0A, 0x4E0B, 0x4E10]))
    assert found[0] == Block(0x4E0A, 2, 0x4E10)
    assert found[0].offsets == 0x4E10 - 0x4E0A - 2 + 1
    assert found[1].head == 0x4E10


def test_offsets_grow_and_are_found() -> None:
    assert best_offsets(scores(0, 0, 1, 1, 3, offsets=5), GAP_COST).chosen == (0, 0, 1, 1, 3)


def test_offsets_never_fall() -> None:
    assert best_offsets(scores(0, 3, 1, offsets=5), GAP_COST).chosen in ((0, 3, 3), (0, 1, 1), (0, 0, 1))


def test_head_is_right() -> None:
    assert best_offsets(scores(2, offsets=4), GAP_COST).chosen == (0,)


def test_small_gain_loses_no_gap() -> None:
    table = scores(0, 0, offsets=3)
    table[1, 1] = table[1, 0] + GAP_COST / 2
    assert best_offsets(table, GAP_COST).chosen == (0, 0)


def test_sound_block_gains_nothing() -> None:
    assert best_offsets(scores(0, 0, 0, offsets=6), GAP_COST).gain == 0


def test_only_possibility_is_sure() -> None:
    assert best_offsets(scores(0, 0, offsets=1), GAP_COST).margins == (float("inf"), float("inf"))


def test_margin_is_the_lead_over_the_next() -> None:
    found = best_offsets(scores(0, 1, offsets=2), GAP_COST)
    assert found.seconds[1] == 0
    assert abs(found.margins[1] - (0.7 - GAP_COST)) < 1e-5
