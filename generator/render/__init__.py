"""PDF, XLSX and the summary, from the printed table that `sheet` computes."""
