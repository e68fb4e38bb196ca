"""A server that is killed amid edits loses none that it confirmed, and leaves no half file."""

from pathlib import Path

from .kills import survive


def test_a_kill_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    assert survive(tmp_path, 10) > 0
