"""A slice of the campaign of mutated files; all of it: ``python -m bench.hostile``."""

from bench.hostile import KINDS, campaign

QUICK = (".xlsx", ".docx", ".yaml", ".import.xlsx")
"""Read in a twentieth of the time that a PDF takes."""


def test_mutated_files_do_no_harm() -> None:
    found = campaign(500, seed=22, kinds=(*KINDS, *QUICK * 5))
    assert found.faults == []
    assert set(found.by_kind) == set(KINDS)
