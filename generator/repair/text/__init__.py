"""The true text of a broken text, from the text alone."""
