"""Two ways to find the cells of ruled tables, side by side: ``python -m bench.lattice [PDF…]``.

Ours (`generator.sources.pdf.lattice`) and pdfplumber's (`Page.find_tables`), on the given PDFs, or on the
made-up documents of all layouts. A page is alike where both find the same cells within 3 points. What
differs is printed with its page, and where our cells are more or fewer. Seconds of processor time are those
of finding alone: both take the drawn lines that they have read before.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pdfplumber
from attrs import frozen

from generator.sources.pdf.document import read_document
from generator.sources.pdf.lattice import Lattice, find_lattices
from tests.layouts.makers import LAYOUTS, as_pdf

NEAR = 3.0
"""Points by which the sides of one cell may differ."""

Box = tuple[float, float, float, float]


@frozen
class Page:
    """The cells of a page as both find them, and the seconds that each took."""

    name: str
    ours: tuple[Box, ...]
    theirs: tuple[Box, ...]
    seconds: tuple[float, float]

    @property
    def is_alike(self) -> bool:
        """Whether both find the same cells."""
        return len(self.ours) == len(self.theirs) and all(map(_near, sorted(self.ours), sorted(self.theirs)))


def _near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def pages(path: Path) -> Iterator[Page]:
    """Every page of a PDF that has lines."""
    document = read_document(path)
    with pdfplumber.open(path) as pdf:
        for page in document.pages:
            sheet = pdf.pages[page.number - 1]
            _ = sheet.edges  # read before the clock starts
            started = time.process_time()
            lattices = find_lattices(page.rulings)
            between = time.process_time()
            tables = sheet.find_tables()
            ended = time.process_time()
            yield Page(
                name=f"{path.name} 第{page.number}页",
                ours=tuple(_rounded(box) for lattice in lattices for box in _boxes(lattice)),
                theirs=tuple(_rounded(cell) for table in tables for cell in table.cells if cell),
                seconds=(between - started, ended - between),
            )


def _boxes(lattice: Lattice) -> Iterator[Box]:
    for region in lattice.regions:
        yield (
            lattice.xs[region.column],
            lattice.ys[region.row],
            lattice.xs[region.column + region.column_span],
            lattice.ys[region.row + region.row_span],
        )


def _rounded(box: Iterable[float]) -> Box:
    x0, top, x1, bottom = (round(side / NEAR) * NEAR for side in box)
    return (x0, top, x1, bottom)


def main(names: list[str]) -> None:
    """Print what differs, and the sums."""
    with TemporaryDirectory() as folder:
        paths = [Path(name) for name in names] or [as_pdf(layout, Path(folder)) for layout in LAYOUTS]
        found: list[Page] = []
        for path in paths:
            try:
                found += pages(path)
            except Exception as error:
                print(f"{path.name}：{error}")
    found = [page for page in found if page.ours or page.theirs]
    for page in found:
        if not page.is_alike:
            print(f"{page.name}：我们 {len(page.ours)} 格，pdfplumber {len(page.theirs)} 格")
    alike = sum(page.is_alike for page in found)
    ours, theirs = (sum(page.seconds[way] for page in found) for way in (0, 1))
    print(f"有表的页 {len(found)}，两者一致 {alike}；我们 {ours:.2f} 秒，pdfplumber {theirs:.2f} 秒")


if __name__ == "__main__":
    main(sys.argv[1:])
