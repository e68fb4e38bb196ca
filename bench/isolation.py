"""What it costs to read a document in a process apart: ``python -m bench.isolation [--forms 60]``.

Documents of three kinds are read here and in the process that ingest keeps for it, in turn. Prints the
milliseconds of wall time of both by kind (medians), what a document costs more there (the median of the
differences), and the same on average, in which the start of the process has its share.
"""

import argparse
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter

from generator.ingest.read import ReadOptions
from generator.ingest.worker import Task, _attempt, prepare
from generator.runtime.isolation import end_isolated
from generator.workspace.workspace import Workspace

from .documents import KINDS, write_documents
from .variation import forms


def measure(kind: str, count: int, root: Path) -> list[tuple[float, float]]:
    """Milliseconds of each document, here and apart."""
    folder, workspace = root / kind, Workspace(root=root)
    first, *others = forms(count + 1)
    write_documents(kind, (first, *others), folder)
    tasks = [
        Task(number=number, source=path, options=ReadOptions(name=path.name), workspace=workspace)
        for number, path in enumerate(sorted(folder.iterdir()))
    ]
    _attempt(tasks[0])  # what is loaded once is loaded
    spent = []
    for task in tasks:
        start = perf_counter()
        found = _attempt(task)
        middle = perf_counter()
        same = prepare(task)
        spent.append(((middle - start) * 1000, (perf_counter() - middle) * 1000))
        if [form.text for form in found.forms] != [form.text for form in same.forms]:
            raise SystemExit(f"{task.source}: not the same forms")
    end_isolated()
    return spent


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=60)
    options = parser.parse_args()
    print("kind   here ms  apart ms  more ms  on average")
    with TemporaryDirectory() as scratch:
        for kind in KINDS:
            spent = measure(kind, options.forms, Path(scratch))
            here, apart = (median(times) for times in zip(*spent, strict=True))
            more = [there - here for here, there in spent]
            print(
                f"{kind:4}  {here:8.1f}  {apart:8.1f}  {median(more):7.1f}  {fmean(more):10.1f}", flush=True
            )


if __name__ == "__main__":
    main()
