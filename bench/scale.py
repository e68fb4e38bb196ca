"""How the cost of a form grows with their number: ``python -m bench.scale [--sizes 20,40] [--jobs 2]``.

Forms made by seeded variation from the four in data/ are built cold, each size in a process of its own, by
each engine (`--engines typst` for one). Prints wall time, CPU per form as a ratio to the first size, the peak
memory of the parent and of its largest worker, and the time of a second build with nothing to do.
``--sizes 1000,10000`` is the full run.
"""

import argparse
import resource
import tempfile
import time
from functools import partial
from itertools import product
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from attrs import frozen

from bench.variation import fill
from generator.outputs.formats import of_groups
from generator.outputs.product import Product
from generator.outputs.run import plan, run, warm
from generator.runtime.pool import processes
from generator.workspace.settings import ENGINES
from generator.workspace.workspace import Workspace


@frozen(kw_only=True)
class Figures:
    """One size: seconds, and megabytes at the peak."""

    seconds: float
    cpu: float
    idle: float
    parent: float
    worker: float


def measure(
    size: int, jobs: int, products: tuple[Product, ...], engine: str, answer: "SimpleQueue[Figures]"
) -> None:
    """Build so many forms, cold and again."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(root=Path(folder))
        fill(workspace, size)
        before = _cpu()
        seconds = _build(workspace, jobs, products, engine)
        cpu = _cpu() - before
        idle = _build(workspace, jobs, products, engine)
        parent, worker = (resource.getrusage(who).ru_maxrss / 1024 for who in _WHO)
        answer.put(Figures(seconds=seconds, cpu=cpu, idle=idle, parent=parent, worker=worker))


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu() -> float:
    """Seconds of CPU, the parent's and its workers'."""
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, _WHO))


def _build(workspace: Workspace, jobs: int, products: tuple[Product, ...], engine: str) -> float:
    start = time.perf_counter()
    steps = plan(workspace.yaml_files(), workspace, products, engine=engine)
    pool = processes(jobs, partial(warm, workspace.templates, engine))
    failed = sum(done.failed for done in run(steps, workspace, pool=pool))
    if failed:
        raise SystemExit(f"{failed} outputs could not be made")
    return time.perf_counter() - start


def apart(size: int, jobs: int, products: tuple[Product, ...], engine: str) -> Figures:
    """`measure` in a fresh process, so that a peak is of this size alone."""
    context = get_context("spawn")
    answer: SimpleQueue[Figures] = context.SimpleQueue()
    process = context.Process(target=measure, args=(size, jobs, products, engine, answer))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)
    return answer.get()


def main() -> None:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="20,40")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="pdf,xlsx")
    parser.add_argument("--engines", default=",".join(ENGINES))
    options = parser.parse_args()
    products = of_groups(options.only.split(","))
    print("engine        forms  seconds  ms/form  ms CPU  ratio  nothing to do  parent MB  worker MB")
    sizes = map(int, options.sizes.split(","))
    first: dict[str, float] = {}
    for size, engine in product(sizes, options.engines.split(",")):
        figures = apart(size, options.jobs, products, engine)
        each = figures.cpu / size
        first.setdefault(engine, each)
        print(
            f"{engine:10}  {size:7}  {figures.seconds:7.1f}  {figures.seconds / size * 1e3:7.1f}"
            f"  {each * 1e3:6.1f}  {each / first[engine]:5.2f}"
            f"  {figures.idle:11.2f} s  {figures.parent:9.0f}  {figures.worker:9.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
