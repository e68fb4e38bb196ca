"""One step of a build: its outputs, what they are made from, whether they are fresh."""

from pathlib import Path

from attrs import frozen

from ..model.problem import Problem
from ..workspace.settings import WEASYPRINT
from . import freshness
from .freshness import Inputs
from .product import Product


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
    folder: str = ""
    """Of tables: the folder of their forms, below the workspace's data."""
    tables: "tuple[Step, ...]" = ()
    """What a report reads: the tables of each department's year."""
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

    @property
    def is_made(self) -> bool:
        """As `is_fresh`, also where something is missing in them."""
        return freshness.is_made(self.record, self.inputs, self.targets)

    def why_stale(self) -> tuple[str, ...]:
        """Why it would be made again, or cannot be, in words; nothing where it is fresh."""
        if self.obstacles:
            return tuple(problem.message for problem in self.obstacles)
        return tuple(freshness.reasons(self.record, self.inputs, self.targets))
