"""The facts about forms that ship with the package as YAML: labels, synonyms, word lists, profiles."""

from importlib.resources import files
from typing import Any

import yaml


def data_file(name: str, package: str = __package__) -> Any:  # noqa: ANN401 - each file has a shape of its own
    """What a YAML file of a package says, by its path in it; by default the files of this room.

    By libyaml, which is ten times as quick: these files are half of what a process loads before its first
    document.
    """
    return yaml.load((files(package) / name).read_text("utf-8"), Loader=yaml.CSafeLoader)
