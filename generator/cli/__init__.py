"""The command line: a thin layer over the functions of the package."""

import gettext
import os
import sys
from importlib.resources import files
from pathlib import Path


def main() -> None:
    """Run the command line; every failure ends in a Chinese message and a documented exit code."""
    _speak_chinese()
    from .app import run  # noqa: PLC0415 - the libraries behind it read their words at import

    sys.exit(run())


def _speak_chinese() -> None:
    """Let the command-line library find its words in our catalogue."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", Path(str(files(__package__) / "locale")))
