"""The YAML files: reading with positions, writing, the JSON Schema."""

from .loaded import Loaded
from .read import load, loads
from .schema import json_schema
from .write import dump

__all__ = ["Loaded", "dump", "json_schema", "load", "loads"]
