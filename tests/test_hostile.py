"""A slice of the campaign of mutated files; all of it: ``python -m bench.hostile``."""

from bench.hostile import campaign


def test_mutated_files_do_no_harm() -> None:
    found = campaign(140, seed=22)
    assert found.faults == ()
    assert len(found.by_kind) == 7
