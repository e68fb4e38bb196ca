"""Workspaces with the Shanghai document or its forms, as it was received and as it truly is."""

import shutil
from pathlib import Path

from generator.ingest.write import ingest
from generator.workspace.workspace import Workspace

_ROOT = Path(__file__).parents[2]
SHANGHAI = _ROOT / "data/sources/shanghai-2020.txt"
"""The document as it was received."""

TRUE = _ROOT / "tests/shanghai"
"""The four forms in it, each character right."""

FOLDER = "data/上海市大数据中心/2020"


def with_forms(root: Path, number: int) -> Workspace:
    """A workspace with the first of the true forms."""
    (root / FOLDER).mkdir(parents=True)
    for file in sorted(TRUE.glob("*.yaml"))[:number]:
        shutil.copy(file, root / FOLDER)
    return Workspace(root=root)


def with_document(root: Path, *, excerpt: bool = False) -> Path:
    """A workspace into which the document, or an excerpt with more in doubt, has been read; its root."""
    source = root / "data/sources" / ("节选.txt" if excerpt else SHANGHAI.name)
    source.parent.mkdir(parents=True)
    lines = SHANGHAI.read_text("utf-8").split("\n")
    source.write_text("\n".join(lines[222:402] if excerpt else lines), "utf-8")
    list(ingest([source], Workspace(root=root)))
    return root
