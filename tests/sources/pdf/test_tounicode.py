"""ToUnicode CMaps, read and written."""

import time

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.sources.pdf.pdfminer_map import read_map
from generator.sources.pdf.tounicode import parse_tounicode, write_tounicode

CODES = st.integers(0, 0xFFFF).map(lambda n: n.to_bytes(2))
TEXTS = st.text(st.characters(codec="utf-16-be"), min_size=1, max_size=3)


def parsed(cmap: bytes) -> dict[bytes, str]:
    with pikepdf.new() as pdf:
        return parse_tounicode(pdf.make_stream(cmap))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(CODES, TEXTS, max_size=250))
def test_round_trip(claims: dict[bytes, str]) -> None:
    assert parsed(write_tounicode(claims)) == claims


def test_range_counts_up() -> None:
    assert parsed(b"1 beginbfrange <0001> <0003> <4E0D> endbfrange") == {
        b"\0\1": "不",
        b"\0\2": "丌"[:0] + "\u4e0e",
        b"\0\3": "\u4e0f",
    }


def test_range_with_a_list() -> None:
    assert parsed(b"1 beginbfrange <01> <02> [<4E0D> <00660069>] endbfrange") == {b"\1": "不", b"\2": "fi"}


def test_range_beyond_the_code_length_ends() -> None:
    assert len(parsed(b"1 beginbfrange <00> <FFFFFFFF> <4E00> endbfrange")) == 256


def test_rubbish_claims_nothing() -> None:
    assert parsed(b"beginbfchar <01 endbfchar )(") == {}
    assert parse_tounicode(None) == {}


RANGES = b"<00000000> <FFFFFFFF> <4E00>\n" * 50
LONG = b"<0000> <FFFF> <" + b"4E00" * 100_000 + b">\n"


@pytest.mark.parametrize("ranges", [RANGES, LONG], ids=["endless", "long"])
def test_a_map_without_end_is_cut(ranges: bytes) -> None:
    """Neither more codes than a font can have nor texts that are no characters."""
    cmap = b"1 beginbfrange\n" + ranges + b"endbfrange\n"
    start = time.process_time()
    assert len(parsed(cmap)) <= 65_536
    assert len(read_map(cmap).cid2unichr) <= 65_536
    assert time.process_time() - start < 10  # it took minutes


def test_a_map_is_read_as_pdfminer_reads_it() -> None:
    characters = b"2 beginbfchar <0001> <4E0D> <0002> <00660069> endbfchar "
    cmap = characters + b"1 beginbfrange <0005> <0007> <4E00> endbfrange"
    assert read_map(cmap).cid2unichr == {1: "不", 2: "fi", 5: "一", 6: "丁", 7: "丂"}
