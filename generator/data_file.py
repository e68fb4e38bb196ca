"""The facts about forms that ship with the package as YAML: labels, synonyms, word lists, profiles."""

from importlib.resources import files
from typing import Any

import yaml


def data_file(name: str) -> Any:  # noqa: ANN401 - each file has a shape of its own
    """What a file of the package says, by its path in it.

    By libyaml, which is ten times as quick: these files are half of what a process loads before its first
    document.
    """
    return yaml.load((files(__package__) / name).read_text("utf-8"), Loader=yaml.CSafeLoader)
