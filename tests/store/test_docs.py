"""The page about the YAML says what is so."""

import re
from pathlib import Path

from generator.store import loads

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/yaml.md").read_text("utf-8")


def test_its_example_reads_without_a_problem() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert loads(example, file="例.yaml").problems == ()
