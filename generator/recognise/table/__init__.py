"""The stages from a stream of table rows to one Form: rows, sections, then each section's own reader."""
