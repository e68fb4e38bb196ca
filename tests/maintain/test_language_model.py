import numpy as np
import pytest

from generator.maintain.language_model import Weighted, count, is_held_out, pack_model
from generator.repair.text.language import STEP, LanguageModel, read_model, shipped_model

TEXTS = [
    Weighted("预算绩效管理，绩效自评。", 5.0),
    Weighted("绩效", 3.0, whole=False),
    Weighted("预案", 1.0, whole=False),
]


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return read_model(pack_model(count(TEXTS)))


def test_probabilities_of_what_follows_sum_to_one(model: LanguageModel) -> None:
    everything = np.arange(model.size)
    for context in "预绩效":
        first = np.full(model.size, model.ids(context)[0])
        total = float(np.exp(model.second(model.pairs(first, everything))).sum())
        assert total == pytest.approx(1, abs=2 * STEP)


def test_what_was_seen_is_likelier_than_what_was_not(model: LanguageModel) -> None:
    a, b, seen, unseen = model.ids("绩效管案")
    ab = model.pairs(np.array([a, a]), np.array([b, b]))
    likelihood = model.third(ab, model.pairs(np.array([b, b]), np.array([seen, unseen])))
    assert likelihood[0] > likelihood[1] + 1


def test_every_character_has_a_symbol_and_others_have_classes(model: LanguageModel) -> None:
    assert len({*model.ids("预算绩效管理").tolist()}) == 6
    assert model.ids("丌𠀀").tolist() == [3, 3]
    assert model.ids("9a，\n\ue000").tolist() == [1, 2, 0, 0, 0]


def test_the_shipped_model_knows_the_field() -> None:
    model = shipped_model()
    ids = model.ids("绩效绩敁")
    right, wrong = model.second(model.pairs(ids[[0, 2]], ids[[1, 3]]))
    assert right > wrong + 5


def test_some_statutes_are_held_out_always_the_same() -> None:
    held_out = sum(is_held_out(str(number)) for number in range(2000))
    assert 60 < held_out < 180
