"""The command as a shell runs it: its exit code, what it prints, every failure turned into a message."""

import sys
from typing import Any

from click.testing import CliRunner, Result

from generator.cli.app import run


class _Command:
    """Stands where the runner expects a click command."""

    name = "zipingbiao"

    def main(self, args: list[str], prog_name: str, **_: Any) -> None:  # noqa: ANN401 - the runner's own
        before, sys.argv = sys.argv, [prog_name, *args]
        try:
            sys.exit(run())
        finally:
            sys.argv = before


def zipingbiao(*arguments: object, input: bytes | None = None) -> Result:  # noqa: A002 - as the runner has it
    """What `zipingbiao ARGUMENTS` prints, and its exit code."""
    return CliRunner().invoke(_Command(), [str(argument) for argument in arguments], input=input)  # type: ignore[arg-type]
