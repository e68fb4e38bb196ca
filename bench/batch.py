"""The whole way of a batch by the command line: ``python bench/batch.py [--forms 16] [--only pdf,xlsx]``.

Forms made by seeded variation are built cold with one worker and with two, after one edit, and with nothing
to do; audited; and what was built is read in again with one worker and with two. Prints wall seconds,
start-up included, and the ratios of one run.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from variation import fill

from generator.workspace import Workspace


def seconds(workspace: Path, *arguments: str) -> float:
    """Wall time of a command; findings of the audit are no failure."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "generator", *arguments, "--workspace", str(workspace)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode not in (0, 1):
        raise SystemExit(result.stderr[-2000:])
    return time.perf_counter() - start


def show(what: str, took: float, forms: int, note: str = "") -> None:
    """A line of the table."""
    print(f"{what:28}  {took:8.2f} s  {took / forms * 1e3:8.1f} ms/form  {note}", flush=True)


def measure_build(root: Path, forms: int, only: str) -> None:
    """Cold with one worker and two, one edit, nothing to do."""
    build = ("build", "--only", only)
    one = seconds(root, *build, "--force")
    show("build, cold, 1 worker", one, forms)
    two = seconds(root, *build, "--force", "--jobs", "2")
    show("build, cold, 2 workers", two, forms, f"{one / two:.2f} times as fast")
    edited = Workspace(root=root).yaml_files()[0]
    edited.write_text(edited.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8")
    show("build, one edit", seconds(root, *build), forms)
    idle = seconds(root, *build)
    show("build, nothing to do", idle, forms, f"{one / idle:.0f} times as fast as cold")


def measure_ingest(root: Path, scratch: Path, forms: int) -> None:
    """What was built, read into fresh workspaces; then once more, resumed."""
    sources = [str(file) for file in sorted((root / "out").rglob("*.xlsx"))]
    one = seconds(scratch / "one", "ingest", *sources)
    show("ingest, 1 worker", one, forms)
    two = seconds(scratch / "two", "ingest", *sources, "--jobs", "2")
    show("ingest, 2 workers", two, forms, f"{one / two:.2f} times as fast")
    show("ingest, resumed, all done", seconds(scratch / "two", "ingest", *sources, "--resume"), forms)


def main() -> None:
    """Measure every stage on the same forms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=16)
    parser.add_argument("--only", default="pdf,xlsx")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "build")
        fill(Workspace(root=root), options.forms)
        measure_build(root, options.forms, options.only)
        show("check", seconds(root, "check"), options.forms)
        measure_ingest(root, Path(folder), options.forms)


if __name__ == "__main__":
    main()
