"""The true text of a PDF: by its fonts, its glyphs, its page pictures."""
