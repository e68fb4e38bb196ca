"""绩效目标申报表: the goals of a project as declared and approved, read into the target half of a Form."""

from .recognise import Declarations

__all__ = ["Declarations"]
