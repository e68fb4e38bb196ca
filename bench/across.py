"""How finding copied texts grows: ``python -m bench.across [--sizes 500,1000,2000] [--tables 2000,4000]``.

Made-up projects of departments of a hundred, five texts each of random characters; every twentieth project
has its texts from an earlier one, four characters in each changed. `--sizes` are forms that `check` looks at
together; `--tables` are projects whose texts stand in tables, as the report over all departments reads them,
each size in a process of its own. Prints CPU seconds, those of a project as a ratio to the first size, the
peak memory, and how many of the planted copies were found: of reasons only, in tables, for the goals within
a department are another rule's. ``--tables 10000,100000`` is the full run.
"""

import argparse
import resource
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from random import Random

from attrs import frozen

from generator.audit import copies
from generator.audit.alike import fingerprint
from generator.model.form import Form, Goals, Indicator, Level1, Level2
from generator.render.summary.alike import alike
from generator.tables import REASONS, TABLES, Dataset, Rows, TextRow, parquet

CHARACTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 2000)))
DEPARTMENT = 100
"""Projects of one department."""

COPIED = 20
"""One of so many projects is a copy."""

LENGTHS = (300, 300, 60, 60, 60)
"""Characters of a goal, of what came of it, of three reasons."""

CHANGED = {300: 4, 60: 1}
"""Characters of a copy that are others."""


@frozen(kw_only=True)
class Figures:
    """One size: CPU seconds of making the fingerprints and of finding the copies, megabytes, copies found."""

    fingerprints: float
    finding: float
    memory: float
    found: float


def texts_of(project: int) -> tuple[str, ...]:
    """Its five texts."""
    if project % COPIED:
        chance = Random(project)
        return tuple("".join(chance.choices(CHARACTERS, k=length)) for length in LENGTHS)
    original = texts_of(project // 2 * 2 + 1 if project < COPIED else project - COPIED + 1)
    return tuple(_edited(text, Random(project)) for text in original)


def _edited(text: str, chance: Random) -> str:
    letters = list(text)
    for place in chance.sample(range(len(letters)), CHANGED[len(letters)]):
        letters[place] = chance.choice(CHARACTERS)
    return "".join(letters)


def form_of(project: int) -> Form:
    """A form that says just these texts."""
    goal, done, *reasons = texts_of(project)
    rows = tuple(Indicator(name=f"指标{n}", reason=reason) for n, reason in enumerate(reasons))
    level = Level1(name="产出指标", children=(Level2(name="数量指标", indicators=rows),))
    return Form(
        year=2020,
        project=f"项目{project}",
        department=f"部门{project // DEPARTMENT}",
        goals=Goals(expected=goal, actual=done),
        levels=(level,),
    )


def of_forms(size: int) -> Figures:
    """What `check` does of so many forms."""
    forms = [(f"{project}", form_of(project)) for project in range(size)]
    before = time.process_time()
    found = copies(forms)
    seconds = time.process_time() - before
    share = _share(sum(map(bool, found.values())), size)
    return Figures(fingerprints=0.0, finding=seconds, memory=_memory(), found=share)


def of_tables(size: int) -> Figures:
    """What the report over all departments does of so many projects."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.process_time()
        files = [_written(start, Path(folder)) for start in range(0, size, DEPARTMENT)]
        making = time.process_time() - before
        before = time.process_time()
        with Dataset.of_files(files) as data:
            _, count = alike(data)
        seconds = time.process_time() - before
    return Figures(fingerprints=making, finding=seconds, memory=_memory(), found=_share(count / 3, size))


def _written(start: int, folder: Path) -> tuple[Path, ...]:
    """The tables of one department; all but that of the texts are empty."""
    rows = Rows(projects=(), funds=(), indicators=(), findings=(), texts=tuple(_rows(start)))
    files = tuple(folder / f"{start}-{table.name}.parquet" for table in TABLES)
    for file, data in zip(files, parquet(rows), strict=True):
        file.write_bytes(data)
    return files


def _rows(start: int) -> Iterator[TextRow]:
    parts = ("预期目标", "实际完成情况", REASONS, REASONS, REASONS)
    for project in range(start, start + DEPARTMENT):
        for line, (part, text) in enumerate(zip(parts, texts_of(project), strict=True)):
            yield TextRow(
                department=f"部门{start // DEPARTMENT}",
                year=2020,
                file=f"{project}.yaml",
                number=project - start + 1,
                project=f"项目{project}",
                line=line,
                part=part,
                name="",
                text=text,
                mark=b64encode(fingerprint(text)).decode(),
            )


def _share(found: float, size: int) -> float:
    return found / (size / COPIED)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _answer(kind: str, size: int, answer: "SimpleQueue[Figures]") -> None:
    answer.put(of_forms(size) if kind == "forms" else of_tables(size))


def measured(kind: str, size: int) -> Figures:
    """In a process of its own, whose peak is its own."""
    context = get_context("spawn")
    answer: SimpleQueue[Figures] = context.SimpleQueue()
    process = context.Process(target=_answer, args=(kind, size, answer))
    process.start()
    figures = answer.get()
    process.join()
    return figures


def _print(kind: str, sizes: list[int]) -> None:
    first: float | None = None
    for size in sizes:
        figures = measured(kind, size)
        each = figures.finding / size
        first = each if first is None else first
        print(
            f"{kind:6} {size:7,}  fingerprints and files {figures.fingerprints:7.2f} s  finding"
            f" {figures.finding:7.2f} s  per project x{each / first:.2f}  peak {figures.memory:5.0f} MB"
            f"  copies found {figures.found:.2f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--sizes", default="500,1000,2000")
    parser.add_argument("--tables", default="2000,4000")
    chosen = parser.parse_args()
    _print("forms", [int(size) for size in chosen.sizes.split(",")])
    _print("tables", [int(size) for size in chosen.tables.split(",")])


if __name__ == "__main__":
    main()
