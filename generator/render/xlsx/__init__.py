"""The workbooks: written with live formulas and marks, and edits in them read back."""
