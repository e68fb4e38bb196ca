"""Makers of shipped data: fonts, language model, glyph references, message catalogue."""
