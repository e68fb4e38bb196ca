"""The rules in words, and the manual made of them."""

from generator.audit import RULES
from generator.audit.manual import explanation, find_rule, manual
from generator.maintain.rules import DOCUMENT
from generator.model.data_file import data_file


def test_the_manual_is_not_stale() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == manual(), "运行 python -m generator.maintain.rules"


def test_every_rule_is_explained() -> None:
    for rule in RULES:
        words = explanation(rule)
        assert all(
            part and part in words for part in (rule.id, rule.title, rule.formula, rule.source, rule.example)
        )


def test_every_rule_that_is_worded_is_applied() -> None:
    assert set(data_file("rules.yaml", "generator.audit")) == {rule.id for rule in RULES}


def test_ids_are_stable_and_unique() -> None:
    assert [rule.id for rule in RULES] == [f"R{number:02}" for number in range(1, len(RULES) + 1)]


def test_rules_are_found_by_id() -> None:
    assert find_rule(" r09 ") is RULES[8]
    assert find_rule("R99") is None
