"""The whole way of a batch by the command line: ``python -m bench.batch [--forms 16] [--only pdf,xlsx]``.

Forms made by seeded variation are built cold with one worker and with two, after one edit, and with nothing
to do; and audited. Documents made of the same forms — PDFs with a broken text layer, broken text dumps, our
own workbooks — are read in with one worker and with two. Prints wall seconds, start-up included, the CPU
seconds of all processes together, and the ratios of one run. ``--repeat`` takes the quickest of several runs
of ingest, for a machine on which others are at work.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from attrs import frozen

from generator.workspace.workspace import Workspace

from .documents import KINDS, write_documents
from .variation import fill
from .variation import forms as varied_forms


@frozen(order=True)
class Cost:
    """Seconds of one command: of the clock, and of all its processes."""

    wall: float
    cpu: float


def cost(workspace: Path, *arguments: str) -> Cost:
    """What a command takes; findings of the audit are no failure."""
    start, before = time.perf_counter(), _cpu()
    command = [sys.executable, "-m", "generator", *arguments, "--workspace", str(workspace)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    if result.returncode not in (0, 1):
        raise SystemExit(result.stderr[-2000:])
    return Cost(time.perf_counter() - start, _cpu() - before)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def show(what: str, took: Cost, forms: int, note: str = "") -> None:
    """A line of the table."""
    each = took.wall / forms * 1e3
    print(f"{what:28}  {took.wall:8.2f} s  {took.cpu:8.2f} s CPU  {each:8.1f} ms/form  {note}", flush=True)


def measure_build(root: Path, forms: int, only: str) -> None:
    """Cold with one worker and two, one edit, nothing to do."""
    build = ("build", "--only", only)
    one = cost(root, *build, "--force")
    show("build, cold, 1 worker", one, forms)
    two = cost(root, *build, "--force", "--jobs", "2")
    show("build, cold, 2 workers", two, forms, f"{one.wall / two.wall:.2f} times as fast")
    edited = Workspace(root=root).yaml_files()[0]
    edited.write_text(edited.read_text(encoding="utf-8") + "\n# 改\n", encoding="utf-8")
    show("build, one edit", cost(root, *build), forms)
    idle = cost(root, *build)
    show("build, nothing to do", idle, forms, f"{one.wall / idle.wall:.0f} times as fast as cold")


def measure_ingest(kind: str, scratch: Path, forms: int, repeat: int) -> None:
    """Documents of one kind read into fresh workspaces; then once more, resumed."""
    sources = scratch / "documents"
    write_documents(kind, varied_forms(forms), sources)
    runs = [[_ingest(sources, scratch, jobs) for jobs in ("1", "2")] for _ in range(repeat)]
    one, two = (min(costs) for costs in zip(*runs, strict=True))
    show(f"ingest {kind}, 1 worker", one, forms)
    show(f"ingest {kind}, 2 workers", two, forms, f"{one.wall / two.wall:.2f} times as fast")
    again = cost(scratch / "2", "ingest", str(sources), "--resume")
    show(f"ingest {kind}, all done", again, forms)


def _ingest(sources: Path, scratch: Path, jobs: str) -> Cost:
    shutil.rmtree(scratch / jobs, ignore_errors=True)
    return cost(scratch / jobs, "ingest", str(sources), "--jobs", jobs)


def main() -> None:
    """Measure every stage on the same forms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=16)
    parser.add_argument("--only", default="pdf,xlsx")
    parser.add_argument("--stages", default="build,check,pdf,txt,xlsx", help="kinds of documents too")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    stages = options.stages.split(",")
    print(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "build")
        fill(Workspace(root=root), options.forms)
        if "build" in stages:
            measure_build(root, options.forms, options.only)
        if "check" in stages:
            show("check", cost(root, "check"), options.forms)
        for kind in (kind for kind in KINDS if kind in stages):
            measure_ingest(kind, Path(folder, kind), options.forms, options.repeat)


if __name__ == "__main__":
    main()
