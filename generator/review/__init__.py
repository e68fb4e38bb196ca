"""What a person has to decide, and their decisions in the YAML and the repairs files."""

from .queue import list_doubts
from .settling import Settlement, settle, undo

__all__ = ["Settlement", "list_doubts", "settle", "undo"]
