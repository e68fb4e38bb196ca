"""The command watch: it starts, waits, and ends cleanly."""

import signal
import subprocess
import sys
from pathlib import Path

from generator.cli.watch import watch

from .test_yaml_commands import run

_RUN = "import sys; from generator.cli.watch import watch; sys.exit(watch.main(standalone_mode=False))"


def test_it_ends_cleanly_when_interrupted(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    command = [sys.executable, "-u", "-c", _RUN, "--workspace", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "正在等待保存；按 Ctrl-C 结束。\n"
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=20)
    assert (process.returncode, out, errors) == (0, "已结束。\n", "")


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    code, result = run(watch, "--workspace", tmp_path)
    assert code == 2
    assert "F01" in str(result.exception)
