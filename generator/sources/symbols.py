"""Characters of symbol fonts as the signs that they draw: in the font Symbol, ³ is ≥."""

_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA5: "∞",
    0xB0: "°", 0xB7: "•", 0xD7: "·", 0xE5: "∑", 0xD6: "√", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓",
    0xA2: "′", 0xB2: "″", 0x2D: "−", 0x2A: "∗", 0x40: "≅", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ",
    0x6D: "μ", 0x70: "π", 0x73: "σ", 0x53: "Σ", 0x44: "Δ", 0x57: "Ω", 0xBC: "…", 0xD0: "∠", 0xCE: "∈",
}  # fmt: skip
_WINGDINGS = {
    0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0xFE: "☑", 0xFD: "☒", 0xFC: "√", 0xFB: "×", 0x6C: "●",
    0x6E: "■", 0xA7: "▪", 0xA1: "○", 0xD8: "➢", 0xE0: "→", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xAB: "★",
    0x52: "☑", 0x54: "☒",
}  # fmt: skip
"""The last two are those of Wingdings 2, which many programs write with the name of the first."""
_WINGDINGS_2 = {
    0x50: "√", 0x4F: "×", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□", 0x99: "○", 0x98: "●",
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_PRIVATE = range(0xF020, 0xF100)
_SAME = "()+,./0123456789:;<=>?[]{|}%&!_#"
"""Characters that the font Symbol draws as they are."""
UNKNOWN = "\ufffd"
"""Stands for a sign that is not known."""


def is_symbol_font(font: str) -> bool:
    """Whether a font draws other signs than its characters are."""
    return _name(font) in _FONTS


def sign(code: int, font: str) -> str:
    """The sign that a symbol font draws for a character, which may stand in the private use area."""
    place = code - 0xF000 if code in _PRIVATE else code
    table = _FONTS.get(_name(font), _SYMBOL)
    if place in table:
        return table[place]
    return chr(place) if table is _SYMBOL and 0x20 <= place < 0x7F and chr(place) in _SAME else UNKNOWN


def as_drawn(text: str, font: str = "") -> str:
    """A text in a font as it is seen; in other fonts only what stands in the private use area is changed."""
    if is_symbol_font(font):
        return "".join(_drawn(character, font) for character in text)
    if text.isascii() or not any(ord(character) in _PRIVATE for character in text):
        return text
    return "".join(sign(ord(c), font) if ord(c) in _PRIVATE else c for c in text)


def _drawn(character: str, font: str) -> str:
    code = ord(character)
    if code in _PRIVATE or 0x20 < code < 0x100:
        return sign(code, font)
    return character  # the font does not have it; another draws it


def _name(font: str) -> str:
    return font.strip().strip("'\"").lower()
