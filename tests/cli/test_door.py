"""The command line as a whole: words, exit codes, failures."""

import subprocess
import sys

import pytest

from generator.make.messages import CATALOGUE, compiled


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
