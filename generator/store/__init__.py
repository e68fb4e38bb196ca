"""The YAML files: reading with positions, writing, editing, the JSON Schema."""

from .edit.fmt import fmt
from .edit.merge import Merged, merge, merge_forms
from .edit.rewrite import rewrite
from .read.excerpt import excerpt
from .read.file import load, loads
from .read.loaded import Loaded
from .write.lines import dump
from .write.schema import json_schema

__all__ = [
    "Loaded",
    "Merged",
    "dump",
    "excerpt",
    "fmt",
    "json_schema",
    "load",
    "loads",
    "merge",
    "merge_forms",
    "rewrite",
]
