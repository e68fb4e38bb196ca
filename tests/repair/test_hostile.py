import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.repair.log import replay
from generator.repair.text.restore import repair_text

HOSTILE = {
    "empty": "",
    "blank": "\n\n \n",
    "no Chinese": "The quick brown fox.\n" * 50,
    "lone surrogates": "\ud800绩\udfff敁\n" * 20,
    "NUL": "\0政\0务\0" * 50,
    "private use and unassigned": "\ue000敁\U000f0000\u0378\ufffe\n" * 50,
    "one code": "敁" * 20_000,
    "carriage returns": "绩效\r\n指标\r\n" * 50,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_comes_back_unchanged(text: str) -> None:
    assert repair_text(text, source="case").text == text


def test_a_long_line_takes_linear_time() -> None:
    line = "财政项目支出绩敁自评，丌得挪用，幵于年终组细验收。" * 40_000
    began = time.process_time()
    repair = repair_text(line, source="case")
    assert time.process_time() - began < len(line) / 10_000
    assert len(repair.text) == len(line)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=200))
def test_any_text_replays_exactly_and_keeps_its_lines(text: str) -> None:
    repair = repair_text(text, source="case")
    assert replay(repair.log, text) == repair.text
    assert repair.text.count("\n") == text.count("\n")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="绩效敁敀政⼼中 \n一丌不与\u0301e年", max_size=300))
def test_defects_beside_broken_codes_replay_exactly(text: str) -> None:
    repair = repair_text(text, source="case")
    assert replay(repair.log, text) == repair.text
