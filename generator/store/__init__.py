"""The YAML files: reading with positions, writing, editing, the JSON Schema."""

from .edit import edit
from .excerpt import excerpt
from .fmt import fmt
from .loaded import Loaded
from .read import load, loads
from .rewrite import rewrite
from .schema import json_schema
from .write import dump

__all__ = ["Loaded", "dump", "edit", "excerpt", "fmt", "json_schema", "load", "loads", "rewrite"]
