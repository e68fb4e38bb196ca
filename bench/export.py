"""What one workbook of many forms costs: ``python -m bench.export [--forms 50]``.

Each line is a process of its own: the whole command at a tenth of the forms and at all, then the sheets of
the same projects alone written with openpyxl in the plainest way (styles made for every cell, everything
held until saved; no index, tables, audit, formulas or marks for the way back). Prints CPU seconds, start-up
included, milliseconds per form, the peak memory and the size of the file. ``--forms 1000`` is the full run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from attrs import frozen
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from bench.variation import fill
from generator.sheet.build import Cell, sheet
from generator.store import load
from generator.workspace.workspace import Workspace


@frozen(kw_only=True)
class Cost:
    """What a process took: CPU seconds, megabytes at the peak, megabytes written."""

    seconds: float
    peak: float
    size: float


def cost(output: Path, *arguments: str) -> Cost:
    """The cost of a Python process that writes a file."""
    process = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed")
    size = output.stat().st_size / 1e6
    return Cost(seconds=used.ru_utime + used.ru_stime, peak=used.ru_maxrss / 1024, size=size)


def plainly(root: Path, output: Path) -> None:
    """Write every project's sheet as openpyxl's tutorial has it."""
    workbook = Workbook()
    for number, file in enumerate(Workspace(root=root).yaml_files(), start=1):
        form = load(file).form
        if form is None:
            raise SystemExit(f"{file} cannot be read")
        worksheet = workbook.create_sheet(str(number))
        for cell in sheet(form).cells():
            _write(worksheet, cell)
    workbook.save(output)


def _write(worksheet: Worksheet, cell: Cell) -> None:
    row, column, side = cell.row + 1, cell.column + 1, Side(style="thin")
    last_row, last_column = cell.row + cell.row_span, cell.column + cell.column_span
    target = worksheet.cell(row, column, cell.text if cell.number is None else cell.number)
    target.font = Font(name="Noto Serif SC", size=9)
    target.border = Border(left=side, right=side, top=side, bottom=side)
    target.alignment = Alignment(vertical="center", wrap_text=True)
    if (last_row, last_column) != (row, column):
        worksheet.merge_cells(None, row, column, last_row, last_column)


def show(what: str, forms: int, found: Cost) -> None:
    """A line of the table."""
    each = found.seconds / forms * 1000
    print(f"{what:16} {forms:6} {found.seconds:8.2f} {each:8.1f} {found.peak:8.0f} {found.size:8.2f}")


def compare(forms: int) -> None:
    """Print the table and the ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        few, many, output = Path(scratch) / "few", Path(scratch) / "many", Path(scratch) / "out.xlsx"
        fill(Workspace(root=few), max(1, forms // 10))
        fill(Workspace(root=many), forms)
        print(f"{'':16} {'forms':>6} {'CPU s':>8} {'ms/form':>8} {'peak MB':>8} {'file MB':>8}")
        for root, number in ((few, max(1, forms // 10)), (many, forms)):
            ours = cost(output, "generator", "export", "-o", str(output), "-w", str(root))
            show("export", number, ours)
        plain = cost(output, "bench.export", "--plainly", str(many), str(output))
        show("openpyxl plainly", forms, plain)
    print(f"export / openpyxl plainly: CPU {ours.seconds / plain.seconds:.2f}, ", end="")
    print(f"peak memory {ours.peak / plain.peak:.2f}")


def main() -> None:
    """Print the table; with --plainly, do the other's work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=50)
    parser.add_argument("--plainly", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.plainly:
        plainly(*options.plainly)
    else:
        compare(options.forms)


if __name__ == "__main__":
    main()
