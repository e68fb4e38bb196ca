"""Writes docs/rules.md from the rules themselves: ``python -m generator.maintain.rules``."""

from pathlib import Path

from ..audit.manual import manual

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "rules.md"

if __name__ == "__main__":
    DOCUMENT.write_text(manual(), encoding="utf-8")
