from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.repair.log import replay
from generator.repair.text.breakage import break_text
from generator.repair.text.restore import repair_text

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[Any]:
    cases: list[dict[str, Any]] = yaml.safe_load((CASES / name).read_text("utf-8"))
    return [pytest.param(case, id=case["名称"]) for case in cases]


def restored(case: dict[str, Any]) -> str:
    raw = break_text(case["原文"], case["错位"])
    assert raw != case["原文"]
    repair = repair_text(raw, source="case")
    assert replay(repair.log, raw) == repair.text
    return repair.text


@pytest.mark.parametrize("case", load("synthetic.yaml"))
def test_broken_text_is_restored(case: dict[str, Any]) -> None:
    assert restored(case) == case["原文"]


@pytest.mark.parametrize("case", load("must_not_change.yaml"))
def test_sound_text_is_left_alone(case: dict[str, Any]) -> None:
    repair = repair_text(case["文本"], source="case")
    assert repair.text == case["文本"]
    assert {doubt.extracted for doubt in repair.doubts} <= set(case.get("存疑", ""))


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", load("known_failures.yaml"))
def test_known_failure(case: dict[str, Any]) -> None:
    assert restored(case) == case["原文"]
