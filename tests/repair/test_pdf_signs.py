"""Signs of a font without a map: told by width, by pieces of ink, and each drawn once."""

import numpy as np
import pytest

from generator.repair.pdf.signs import is_usual, parts_of, rarity

from .test_pdf_sentence import judged


def picture(*rows: str) -> np.ndarray:
    return np.array([[255 * (c == "#") for c in row] for row in rows], np.uint8)


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        (("....", "...."), 0),
        (("##..", "..##"), 1),
        (("##...", ".....", "...##"), 2),
        (("#...#", "#...#", "#####"), 1),
        (("#.#", "#.#", "..."), 2),
    ],
)
def test_pieces_of_ink(rows: tuple[str, ...], parts: int) -> None:
    assert parts_of(picture(*rows)) == parts


def test_signs_that_few_documents_use_are_rare() -> None:
    assert rarity("营") == rarity("，") == 0 < rarity("I") < rarity("﹐")
    assert is_usual("≥")
    assert not is_usual("‒")


@pytest.mark.parametrize(
    ("text", "hidden", "candidates", "true"),
    [
        ("共投入丂20万元", "丂", {"1": 0.93, "I": 0.89, "l": 0.87}, "1"),
        ("预算丂预算执行情况", "丂", {"（": 0.95, "〈": 0.89, "《": 0.86}, "（"),
        ("已完成建设任务丂", "丂", {"。": 0.90, "ｏ": 0.79, "〇": 0.80}, "。"),
    ],
)
def test_sign_is_settled(text: str, hidden: str, candidates: dict[str, float], true: str) -> None:
    decision = judged(text, hidden, candidates)
    assert (decision.true, decision.doubtful) == (true, False)


def test_a_cross_where_the_sentence_wants_ten_stays_a_doubt() -> None:
    assert judged("中华人民共和国第丂届全国人民代表大会", "丂", {"＋": 0.95, "十": 0.80}).doubtful
