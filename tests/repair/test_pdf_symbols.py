"""Fonts of symbols are read by their table, 方正's Latin faces by GBK; neither by outlines."""

import pikepdf
import pytest

from generator.repair.pdf.founder import founder_letters
from generator.repair.pdf.symbols import symbol_decisions, symbol_table
from generator.sources.pdf.fonts import PdfFont


def font(name: str, claims: dict[bytes, str]) -> PdfFont:
    return PdfFont(number=0, name=name, object=pikepdf.Dictionary(), claims=claims)


def read(name: str, codes: list[bytes], claims: dict[bytes, str]) -> dict[bytes, tuple[str, bool]]:
    one = font(name, claims)
    table = symbol_table(one)
    assert table is not None
    return {d.code: (d.true, d.doubtful) for d in symbol_decisions(one, codes, table)}


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("Wingdings", 0xFE, "☑"),
        ("Wingdings-Regular", 0xA8, "□"),
        ("Wingdings", 0xFC, "✓"),
        ("Wingdings", 0x6C, "●"),
        ("Wingdings2", 0x52, "☑"),
        ("Wingdings 2", 0xA3, "□"),
        ("Wingdings3", 0x70, "▲"),
        ("Symbol", 0xA3, "≤"),
        ("SymbolMT", 0xE5, "∑"),
        ("Symbol,Italic", 0x62, "β"),
        ("Symbol", 0xB7, "•"),
        ("ZapfDingbats", 0x34, "✔"),
        ("ITCZapfDingbats", 0xAC, "①"),
    ],
)
def test_private_codes_and_bytes(name: str, number: int, shown: str) -> None:
    claims = {b"\0\1": chr(0xF000 + number)}
    assert read(name, [b"\0\1"], claims) == {b"\0\1": (shown, False)}
    code = bytes((number,))
    assert read(name, [code], {}) == {code: (shown, False)}


def test_letters_of_the_same_number() -> None:
    claims = {b"\0\1": "þ", b"\0\2": "§", b"\0\3": "✓"}
    assert read("Wingdings", list(claims), claims) == {b"\0\1": ("☑", False), b"\0\2": ("▪", False)}


def test_true_claims_of_symbol_stay() -> None:
    claims = {b"\0\1": "≤", b"\0\2": "µ", b"\0\3": "×", b"\0\4": "3", b"\0\5": "="}
    assert read("Symbol", list(claims), claims) == {}


def test_unknown_codes_are_asked_about() -> None:
    claims = {b"\0\1": "\uf0ff", b"\0\2": "\ue123"}
    assert read("Wingdings", [*claims, b"\0\3"], claims) == {
        b"\0\1": ("\uf0ff", True),
        b"\0\2": ("\ue123", True),
        b"\0\3": ("", True),
    }


def test_text_fonts_have_no_table() -> None:
    assert symbol_table(font("SimSun", {})) is None
    assert symbol_table(font("SymbolSans", {})) is None


def test_latin_letters_of_founder_faces() -> None:
    claims = {b"M": "犕", b"T": "犜", b"e": "犲", b",": "，"}
    assert {d.extracted: d.true for d in founder_letters(font("E-HZ9", claims), claims)} == {
        "犕": "M",
        "犜": "T",
        "犲": "e",
    }
    assert founder_letters(font("FZSSK--GBK1-0", {b"1": "狀", b"2": "態"}), [b"1", b"2"]) == ()
    assert len(founder_letters(font("F1", claims), claims)) == 3
