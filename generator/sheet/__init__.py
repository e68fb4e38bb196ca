"""The printed table of a form: rows, cells, spans, texts and number formats."""
