"""Commands killed at random moments: ``python -m bench.kills [--kills 200] [build …]``.

`build --jobs 2`, `ingest --jobs 2` over YAML that a person has changed, and `import` of changed workbooks are
each killed (SIGKILL) at a moment of an undisturbed run: the command alone or all its processes, in turn.
After each kill every file must be as it was before or as the undisturbed run leaves it, and what the person
wrote must stand. After some kills in a row the command runs to its end, and the whole workspace must equal
the undisturbed one. `serve` is killed amid saves: nothing that it confirmed may be lost, and the next server
must start from a sound file. Hidden files are not compared: locks, records under `out/.build`, leftovers that
the next run removes. The program must not change while it runs: start it in a copy that nobody edits.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from attrs import define, field, frozen

from generator.workspace.workspace import Workspace
from tests.workbench.kills import survive as survive_serve

from .documents import write_documents
from .variation import fill
from .variation import forms as varied_forms

_FORMS = 3
_AGAIN = 0.25
"""How often the command is let run to its end after a kill."""
_SERVED = 10
"""Kills of `serve` before the time is looked at."""
_WAIT = 30.0
"""Seconds in which every process of a killed command has ended."""
_LONG = 60
_NOTE = "# 经办人核对过，不要改\n"

Files = Mapping[str, bytes]


@frozen(kw_only=True)
class Trial:
    """A command, the workspace that it is run in, and what a person wrote there before."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], None]


@define
class Row:
    """What came of one command's kills."""

    name: str
    kills: int = 0
    ended: int = 0
    """Kills that came when the command had finished already."""
    torn: list[str] = field(factory=list)
    lost: list[str] = field(factory=list)
    left_behind: int = 0
    """Kills of the command alone after which its processes went on."""
    again: int = 0
    unequal: list[str] = field(factory=list)

    def __str__(self) -> str:
        """A line of the table."""
        return (
            f"{self.name:8} {self.kills:5} {self.ended:6} {len(self.torn):6} {len(self.lost):6} "
            f"{self.left_behind:12} {self.again - len(self.unequal):5} of {self.again}"
        )


HEAD = f"{'':8} {'kills':>5} {'ended':>6} {'torn':>6} {'lost':>6} {'left behind':>12}   next run equal"


def _forms_to_build(root: Path) -> None:
    fill(Workspace(root=root), _FORMS)
    _write_notes(root)


def _documents_changed(root: Path) -> None:
    """Documents read once, the YAML edited, and the documents issued again with other amounts."""
    write_documents("xlsx", varied_forms(_FORMS, seed=1), root / "data/sources/a")
    write_documents("txt", list(varied_forms(_FORMS + 1, seed=1))[_FORMS:], root / "data/sources/b")
    _finish(root, ("ingest", "data/sources"))
    _write_notes(root)
    for file in (root / "data/sources/a").iterdir():
        file.unlink()
    (root / "data/sources/a").rmdir()
    write_documents("xlsx", varied_forms(_FORMS, seed=2), root / "data/sources/a")


def _workbooks_changed(root: Path) -> None:
    """Workbooks that were built, taken away and edited; since then the YAML was edited elsewhere."""
    fill(Workspace(root=root), _FORMS)
    _finish(root, ("build", "--only", "xlsx"))
    received = root / "收回"
    received.mkdir()
    for file in sorted(root.glob("out/第*/*/*.xlsx")):
        if "汇总" not in file.name:
            _edit(file, received / file.name)
    _write_notes(root)


def _edit(source: Path, target: Path) -> None:
    """Write after each long text of the form, which none of its formulas follows."""
    book = openpyxl.load_workbook(source)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) > _LONG:
                cell.value = f"{cell.value}已整改。"
    book.save(target)


def _write_notes(root: Path) -> None:
    for file in Workspace(root=root).yaml_files():
        file.write_bytes(file.read_bytes() + _NOTE.encode())


TRIALS = {
    trial.name: trial
    for trial in (
        Trial(
            name="build", arguments=("build", "--only", "pdf,xlsx", "--jobs", "2"), prepare=_forms_to_build
        ),
        Trial(name="ingest", arguments=("ingest", "data/sources", "--jobs", "2"), prepare=_documents_changed),
        Trial(name="import", arguments=("import", "收回/*.xlsx"), prepare=_workbooks_changed),
    )
}


def survive(trial: Trial, root: Path, kills: int, seed: int, seconds: float) -> Row:
    """Kill a command again and again in a folder of its own; what was found."""
    row, chance, end = Row(trial.name), random.Random(seed), time.monotonic() + seconds
    trial.prepare(root)
    before = _snapshot(root)
    _finish(root, trial.arguments)
    after = _snapshot(root)
    _restore(root, before)
    lasting = _finish(root, trial.arguments)
    row.unequal += _different(after, _snapshot(root))
    _restore(root, before)
    while row.kills < kills and time.monotonic() < end:
        _kill(trial, root, lasting * chance.random(), row)
        _judge(row, before, after, _snapshot(root))
        if chance.random() < _AGAIN or row.kills == kills:
            _finish(root, trial.arguments)
            row.again += 1
            row.unequal += _different(after, _snapshot(root))[:1]
            _restore(root, before)
    return row


def _command(root: Path, arguments: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    given = [str(one) for argument in arguments for one in sorted(root.glob(argument)) or (argument,)]
    return subprocess.Popen(
        [sys.executable, "-m", "generator", *given, "--workspace", str(root)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _finish(root: Path, arguments: tuple[str, ...]) -> float:
    """Run a command to its end; the seconds that it took. Findings of the audit are no failure."""
    start = time.monotonic()
    with _command(root, arguments) as process:
        code = process.wait(timeout=600)
    if code not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)}: {code}")
    return time.monotonic() - start


def _kill(trial: Trial, root: Path, moment: float, row: Row) -> None:
    row.kills += 1
    with _command(root, trial.arguments) as process:
        try:
            process.wait(timeout=moment)
            row.ended += 1
        except subprocess.TimeoutExpired:
            (os.killpg if row.kills % 2 else os.kill)(process.pid, signal.SIGKILL)
    row.left_behind += not _is_over(process.pid)


def _is_over(group: int) -> bool:
    """Whether all processes of a group end in time; what does not is ended."""
    end = time.monotonic() + _WAIT
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    return False


def _judge(row: Row, before: Files, after: Files, now: Files) -> None:
    """Count what is neither as before nor as after, and notes of a person that are gone."""
    for name, data in _shown(now).items():
        if data not in (before.get(name), after.get(name)):
            row.torn.append(f"{row.name} {row.kills}: {name}")
    for name, data in before.items():
        note = _NOTE.encode()
        if name.endswith(".yaml") and note in data and note not in now.get(name, b""):
            row.lost.append(f"{row.name} {row.kills}: {name}")


def _different(expected: Files, found: Files) -> list[str]:
    one, two = _shown(expected), _shown(found)
    return [name for name in sorted({*one, *two}) if one.get(name) != two.get(name)]


def _shown(files: Files) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not any(p[0] == "." for p in name.split("/"))}


def _snapshot(root: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for file in root.rglob("*"):
        if file.is_file():
            files[file.relative_to(root).as_posix()] = file.read_bytes()
    return files


def _restore(root: Path, files: Files) -> None:
    for file in list(root.rglob("*")):
        if file.is_file() and file.relative_to(root).as_posix() not in files:
            file.unlink()
    for name, data in files.items():
        file = root / name
        if not file.exists() or file.read_bytes() != data:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def _survive_serve(root: Path, kills: int, seed: int, seconds: float) -> Row:
    """Servers killed amid saves, ten at a time."""
    row, end = Row("serve"), time.monotonic() + seconds
    while row.kills < kills and time.monotonic() < end:
        number = min(_SERVED, kills - row.kills)
        try:
            survive_serve(root, number, seed + row.kills)
        except AssertionError as error:
            row.lost.append(f"serve, of {number} kills after {row.kills}: {error}")
        row.kills += number
        row.again += number
    return row


def main() -> None:
    """Print the table, then what was found; exit 1 where anything was."""
    parser = argparse.ArgumentParser()
    parser.add_argument("commands", nargs="*", help="build, ingest, import, serve; all where none is given")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="for each command")
    options = parser.parse_args()
    print(HEAD)
    found: list[str] = []
    for name in options.commands or (*TRIALS, "serve"):
        with TemporaryDirectory() as folder:
            row = _row(name, Path(folder).resolve(), options.kills, options.seed, options.seconds)
        print(row, flush=True)
        found += [*row.torn, *row.lost, *row.unequal]
    print("\n".join(found) or "0 faults")
    sys.exit(bool(found))


def _row(name: str, root: Path, kills: int, seed: int, seconds: float) -> Row:
    if name == "serve":
        return _survive_serve(root, kills, seed, seconds)
    return survive(TRIALS[name], root, kills, seed, seconds)


if __name__ == "__main__":
    main()
