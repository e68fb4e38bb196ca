"""The command line as a whole: words, exit codes, failures."""

import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.app import _COMMANDS
from generator.maintain.messages import CATALOGUE, compiled
from tests.support.command import zipingbiao as in_process

ROOT = Path(__file__).parents[2]


def zipingbiao(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments], capture_output=True, text=True, check=False
    )


def test_help_is_chinese() -> None:
    done = zipingbiao("--help")
    assert done.returncode == 0
    assert "用法：" in done.stdout
    assert "Usage" not in done.stdout


@pytest.mark.parametrize("arguments", [["没有"], ["--没有"]])
def test_what_is_not_there_is_said_in_chinese(arguments: list[str]) -> None:
    done = zipingbiao(*arguments)
    assert done.returncode == 2
    assert f"没有 {arguments[0]} 这个" in done.stderr


def test_message_catalogue_is_not_stale() -> None:
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled()


@pytest.mark.parametrize(
    "arguments",
    [
        ["schema", "-o", "文件/a.json"],
        ["new", "-p", "甲", "-d", "乙", "-y", "2024", "-w", "工作区"],
        ["check", "-w", str(ROOT), "-o", "文件/a.txt"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_cannot_be_written_is_said_and_ends_in_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "工作区").mkdir()
    for in_the_way in ("文件", "工作区/data"):
        (tmp_path / in_the_way).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    done = zipingbiao(*arguments)
    assert done.returncode == 2, done.stderr
    assert "F08" in done.stderr


def test_a_mistyped_command_brings_the_one_that_is_meant() -> None:
    result = in_process("biuld")
    assert (result.exit_code, "是不是 build？" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", list(_COMMANDS))
def test_help_has_no_english_names_of_values(command: str) -> None:
    result = in_process(command, "--help")
    assert result.exit_code == 0
    english = ("[OPTIONS]", "TEXT", "INTEGER", "RANGE", "FILENAME", "PATH")
    assert [word for word in english if word in result.stdout] == []


def test_what_must_be_given_is_said_in_chinese() -> None:
    assert "required" not in zipingbiao("export", "--help").stdout
