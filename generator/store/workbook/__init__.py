"""Edits made in a generated workbook, back into the forms they were made from."""

from .edits import Edited, read_edits

__all__ = ["Edited", "read_edits"]
