"""The YAML files: reading with positions, writing, editing, the JSON Schema."""

from .edit import edit
from .excerpt import excerpt
from .fmt import fmt
from .loaded import Loaded
from .merge import Conflict, Merged, merge, merge_forms
from .read import load, loads
from .rewrite import rewrite
from .schema import json_schema
from .write import dump

__all__ = [
    "Conflict",
    "Loaded",
    "Merged",
    "dump",
    "edit",
    "excerpt",
    "fmt",
    "json_schema",
    "load",
    "loads",
    "merge",
    "merge_forms",
    "rewrite",
]
