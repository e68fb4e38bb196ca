"""The page about exit codes and ids names every one that the code has."""

import re
from pathlib import Path

import pytest
from click import Context

from generator.cli.app import Exit, group
from generator.maintain.codes import page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "exit-codes.md").read_text("utf-8")
RULES = (DOCS / "rules.md").read_text("utf-8")

COMMAND_ROW = re.compile(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ID = re.compile(r'"([A-Z][0-9]{2})"')


def ids() -> set[str]:
    """Every id that stands in the code."""
    sources = (path.read_text("utf-8") for path in (ROOT / "generator").rglob("*.py"))
    return {found for source in sources for found in ID.findall(source)}


def test_every_command_is_listed() -> None:
    listed = {row[0] for row in COMMAND_ROW.findall(PAGE)}
    assert set(group.list_commands(Context(group))) <= listed


def test_every_exit_code_is_explained_and_no_other() -> None:
    codes = {str(code) for code in Exit}
    assert codes == set(re.findall(r"^\| ([0-9]+) \|", PAGE, re.MULTILINE))


@pytest.mark.parametrize("command", group.list_commands(Context(group)))
def test_a_command_that_can_end_in_1_says_when(command: str) -> None:
    """By its source: it names Exit.FOUND, or ends by a function that does."""
    folder = ROOT / "generator" / "cli"
    file = next(
        (f for f in (folder / f"{command.replace('-', '_')}.py", folder / f"{command}_.py") if f.exists()),
        None,
    )
    assert file is not None
    source = file.read_text("utf-8")
    may_find = "Exit.FOUND" in source or "from .rewriting import" in source
    (found,) = (row[2] for row in COMMAND_ROW.findall(PAGE) if row[0] == command)
    assert (found.strip() != "—") is may_find


def test_every_family_of_ids_is_listed_and_no_other() -> None:
    families = {found[0] for found in ids()}
    assert families == set(re.findall(r"^\| ([A-Z]) \|", PAGE, re.MULTILINE))


def test_every_id_is_explained_on_this_page_or_on_those_it_names() -> None:
    here = set(re.findall(r"^\| ([A-Z][0-9]{2}) \|", PAGE, re.MULTILINE))
    there = set(re.findall(r"^\| \[?([A-Z][0-9]{2})\b", RULES, re.MULTILINE))
    assert ids() == here | there


def test_the_page_is_not_stale() -> None:
    assert page() == PAGE, "运行 python -m generator.maintain.codes"
