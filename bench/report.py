"""What a department's report costs: ``python -m bench.report [--projects 300]``.

Each line is a process of its own: the whole command, start-up and tables included, at a tenth of the projects
and at all of one department's year; the second time, when everything is fresh; the paragraph alone. Prints
CPU seconds, milliseconds per project, the peak memory and the size of the Word document.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from attrs import evolve

from bench.export import Cost, show
from bench.variation import forms
from generator.store import dump
from generator.workspace.workspace import REPORT, Workspace


def fill(workspace: Workspace, number: int) -> None:
    """Write so many projects of one department's year into a workspace."""
    for form in forms(number):
        file = workspace.yaml_path(evolve(form, department="某局"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(evolve(form, department="某局")), encoding="utf-8")


def cost(root: Path, *arguments: str) -> Cost:
    """The cost of the command in a workspace."""
    command = [sys.executable, "-m", "generator", "report", "-w", str(root), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    size = sum(file.stat().st_size for file in root.rglob(f"{REPORT}.docx")) / 1e6
    return Cost(seconds=used.ru_utime + used.ru_stime, peak=used.ru_maxrss / 1024, size=size)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=300)
    projects = parser.parse_args().projects
    print(f"{'':16} {'forms':>6} {'CPU s':>8} {'ms each':>8} {'peak MB':>8} {'MB':>8}")
    with tempfile.TemporaryDirectory() as scratch:
        few, many = Path(scratch) / "few", Path(scratch) / "many"
        fill(Workspace(root=few), max(1, projects // 10))
        fill(Workspace(root=many), projects)
        show("report", max(1, projects // 10), cost(few))
        show("report", projects, cost(many))
        show("report, fresh", projects, cost(many))
        show("--paragraph", projects, cost(many, "--paragraph"))


if __name__ == "__main__":
    main()
