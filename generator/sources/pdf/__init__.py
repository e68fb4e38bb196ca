"""PDF files by their geometry: fonts, placed characters, ruling lines, tables."""
