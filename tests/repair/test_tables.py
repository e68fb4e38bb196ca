"""Tables whose texts were copied out of a broken PDF are restored cell by cell, as one document."""

from pathlib import Path

import pytest
from attrs import evolve

from generator.ingest.provenance import fields_reached
from generator.ingest.read import ReadOptions, read_document
from generator.model.problem import path_in_words
from generator.recognise.conservation import texts
from generator.repair.log import RepairLog, replay
from generator.repair.tables import _named, repair_tables
from generator.repair.text.faces import yahei
from generator.repair.text.faulty_writer import broken_map
from generator.sources.grid import Grid
from generator.sources.kinds import read_tables
from tests.layouts.makers import DOCUMENTS

SOUND = DOCUMENTS / "L2.html"
WHOLE = Path(__file__).parent / "cases/wild/shanghai-2020.true.txt"
"""The document that the table stood in: what its font had to draw decides what breaks."""


def broken(text: str) -> str:
    """The text as the writer at fault would have it over YaHei's order."""
    said = broken_map(yahei(), text + WHOLE.read_text("utf-8"))
    return "".join(said.get(character, character) for character in text)


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "表.html"
    path.write_text(broken(SOUND.read_text("utf-8")), "utf-8")
    return path


def test_a_broken_page_is_read_as_the_sound_one_but_for_what_is_asked(html: Path) -> None:
    assert html.read_text("utf-8") != SOUND.read_text("utf-8")
    (sound,) = read_document(SOUND, ReadOptions(name="表.html")).forms
    reading = read_document(html, ReadOptions(name="表.html"))
    (found,) = reading.forms
    asked = {
        field
        for entry in reading.entries
        if entry.doubtful
        for field in fields_reached(entry, reading.lines, found.form)
    }
    differing = {
        path_in_words(path)
        for (path, text), (_, true) in zip(texts(found.form), texts(sound.form), strict=True)
        if text != true
    }
    assert differing <= asked
    assert len(differing) <= 1
    assert any(entry.true != entry.extracted and not entry.doubtful for entry in reading.entries)
    assert all(entry.cell for entry in reading.entries)


def _grids(path: Path) -> tuple[Grid, ...]:
    content = read_tables(path).content
    assert isinstance(content, tuple)
    return content


def test_the_log_of_each_cell_replays(html: Path) -> None:
    raw = _grids(html)
    repaired = repair_tables(raw, source="表.html")
    by_cell = {
        name: RepairLog(tuple(entry for entry in repaired.log.entries if entry.cell == name))
        for name in {entry.cell for entry in repaired.log.entries}
    }
    assert by_cell
    for cell, true in zip(_named(raw), _named(repaired.grids), strict=True):
        assert replay(by_cell.get(cell.name, RepairLog()), cell.text.strip()) == true.text


def test_sound_tables_stay() -> None:
    for document in sorted(DOCUMENTS.glob("*.html")):
        raw = _grids(document)
        assert repair_tables(raw, source=document.name).grids == tuple(
            evolve(grid, cells=tuple(evolve(cell, text=cell.text.strip()) for cell in grid.cells))
            for grid in raw
        )
