from pathlib import Path

import pytest

from generator.repair.text.faces import gb2312_by_code, gb2312_by_unicode, yahei
from generator.repair.text.faulty_writer import broken_map, written

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("true", "extracted"),
    [
        ("上下不与专且", "上下丌不与丏"),
        ("放政故效敏", "放政敀敁敂"),
        ("练组细织终", "练组绅细织"),
        ("加务动", "加务劢"),
        ("积称移", "积称秱"),
        ("下不与", "下不与"),
        ("上下与专", "上下与专"),
    ],
)
def test_a_run_counts_on_from_its_first_pair(true: str, extracted: str) -> None:
    changed = broken_map(yahei(), true)
    assert "".join(changed.get(c, c) for c in true) == extracted


def test_the_codes_of_a_font_in_gb2312_order() -> None:
    assert broken_map(gb2312_by_code(780), "至致置帜") == {"置": "臵", "帜": "臶"}
    assert broken_map(gb2312_by_unicode(694), "不与丐丑") == {"丐": "丏", "丑": "丐"}


def test_a_run_ends_at_a_glyph_number_ff() -> None:
    codes = {0x4FD: 0x4E0A, 0x4FE: 0x4E0B, 0x4FF: 0x4E0D, 0x500: 0x4E0E}
    assert written(codes, codes) == {0x4FD: 0x4E0A, 0x4FE: 0x4E0B, 0x4FF: 0x4E0C, 0x500: 0x4E0E}


def test_a_range_ends_at_a_low_byte_ff_and_what_is_left_begins_anew() -> None:
    true = [0x4EFD, 0x4EFE, 0x4F01, 0x4F05, 0x4F06, 0x4F08]
    codes = dict(enumerate(true, start=0x410))
    assert [*written(codes, codes).values()] == [0x4EFD, 0x4EFE, 0x4EFF, 0x4F05, 0x4F06, 0x4F07]
    crossing = dict(enumerate([0x4EFF, 0x4F00, 0x4F01, 0x4F05], start=0x410))
    assert [*written(crossing, crossing).values()] == [0x4EFF, 0x4F00, 0x4F01, 0x4F02]


def test_glyphs_without_a_character_end_a_run() -> None:
    codes = {10: 0x4E0A, 11: 0x4E0B, 13: 0x4E0D}
    assert written(codes, range(10, 14)) == codes


def test_the_shanghai_text_obeys_the_law() -> None:
    raw = "".join((ROOT / "data/sources/shanghai-2020.txt").read_text("utf-8").split())
    true = "".join((ROOT / "tests/repair/cases/wild/shanghai-2020.true.txt").read_text("utf-8").split())
    changed = broken_map(yahei(), true)
    wrong = [t for t, r in zip(true, raw, strict=True) if changed.get(t, t) != r]
    assert wrong == ["效"] * 7
    assert sum(t != r for t, r in zip(true, raw, strict=True)) == 280
