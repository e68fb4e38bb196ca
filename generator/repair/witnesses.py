"""Who says what character a code is, by the names the log gives them, and how far each is to be trusted."""

from enum import StrEnum

EMBEDDED = "字体内置编码表"
GLYPH_ORDER = "字形次序"
OUTLINE = "字形"
OPTICAL = "光学识别"
LANGUAGE = "语言"
PERSON = "人工"
RULE = "规则"


class Grade(StrEnum):
    """How a restored code is known."""

    PROVEN = "证明"
    """By the font's own table of characters, or by the glyph order with a certificate."""
    GLYPH = "字形"
    """By what the glyph looks like."""
    INFERRED = "推断"
    """By what fits the text."""
    DOUBTFUL = "存疑"
    """Not sure: a person is asked."""
    SETTLED = "人工"
    """By a person."""
