"""The page about the YAML says what is so."""

import re
from pathlib import Path

from generator.store import loads

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/yaml.md").read_text("utf-8")


def test_its_example_reads_without_a_problem() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert loads(example, file="例.yaml").problems == ()


def test_every_message_of_the_store_is_explained() -> None:
    rooms = (ROOT / "generator/store", ROOT / "generator/render/xlsx", ROOT / "generator/cli")
    sources = "".join(path.read_text("utf-8") for room in rooms for path in room.rglob("*.py"))
    used = set(re.findall(r'"([YM][0-9]{2}|X1[0-9])"', sources))
    explained = set(re.findall(r"^\| ([YM][0-9]{2}|X1[0-9]) \|", PAGE, re.MULTILINE))
    assert used == explained
