"""What can be generated, and one step of it: its outputs, what they are made from, whether they are fresh."""

from enum import StrEnum
from pathlib import Path

from attrs import frozen

from ..model.problem import Problem
from . import freshness
from .freshness import Inputs


class Product(StrEnum):
    """What can be generated. A form gives the first two, a department's year the next, a year the last."""

    PDF = "pdf"
    XLSX = "xlsx"
    TABLES = "tables"
    SUMMARY_PDF = "summary.pdf"
    SUMMARY_XLSX = "summary.xlsx"
    OVERALL_PDF = "overall.pdf"
    OVERALL_XLSX = "overall.xlsx"

    @property
    def is_report(self) -> bool:
        """Whether it is read from tables, which are made before."""
        return self.startswith(("summary", "overall"))

    @property
    def is_overall(self) -> bool:
        """Whether it is about several departments."""
        return self.startswith("overall")

    @property
    def is_of_a_form(self) -> bool:
        """Whether it is made from one form."""
        return self in (Product.PDF, Product.XLSX)

    @property
    def suffix(self) -> str:
        """The file name's ending."""
        return "." + self.rsplit(".")[-1]


QUICK = tuple(product for product in Product if not product.is_overall)
"""What is made where some forms are named, or one was edited: nothing that all departments are read for."""


@frozen(kw_only=True)
class Tables:
    """The tables of one department's year, which a report reads."""

    folder: str
    """The folder of their forms, below the workspace's data."""
    record: Path
    targets: tuple[Path, ...]
    inputs: Inputs

    @property
    def are_made(self) -> bool:
        """Whether they stand as they follow from these inputs."""
        return freshness.is_made(self.record, self.inputs, self.targets)

    @property
    def missing(self) -> tuple[str, ...]:
        """The files that could not be read into them."""
        return freshness.missing(self.record)


@frozen(kw_only=True)
class Step:
    """One output, or the files that are made together: what from, and where that is noted once it is done."""

    product: Product
    targets: tuple[Path, ...]
    record: Path
    sources: tuple[Path, ...]
    inputs: Inputs
    tables: tuple[Tables, ...] = ()
    """What a report reads."""
    obstacles: tuple[Problem, ...] = ()
    """What keeps it from being done at all."""

    @property
    def target(self) -> Path:
        """The output, or the first of several."""
        return self.targets[0]

    @property
    def is_fresh(self) -> bool:
        """Whether the outputs in place are those that this step would make, not touched since."""
        return not self.obstacles and freshness.is_fresh(self.record, self.inputs, self.targets)

    def why_stale(self) -> tuple[str, ...]:
        """Why it would be made again, or cannot be, in words; nothing where it is fresh."""
        if self.obstacles:
            return tuple(problem.message for problem in self.obstacles)
        return tuple(freshness.reasons(self.record, self.inputs, self.targets))
