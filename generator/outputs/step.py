"""One step of a build: its outputs, what they are made from, whether they are fresh."""

from pathlib import Path

from attrs import frozen

from ..model.problem import Problem
from ..workspace.settings import WEASYPRINT
from . import freshness
from .freshness import Inputs
from .product import Product


@frozen(kw_only=True)
class Tables:
    """The tables of one department's year, which a report reads."""

    folder: str
    """The folder of their forms, below the workspace's data."""
    record: Path
    targets: tuple[Path, ...]
    inputs: Inputs
    package: tuple[Path, ...] = ()
    """The same tables as CSV, and their description, which are made together with them."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All that is made together."""
        return (*self.targets, *self.package)

    @property
    def are_made(self) -> bool:
        """Whether they stand as they follow from these inputs."""
        return freshness.is_made(self.record, self.inputs, self.files)

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
    engine: str = WEASYPRINT
    """Which one sets its pages, where it has pages."""
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
