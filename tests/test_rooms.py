"""Data flows one way: each room imports only from the rooms before it, and no module lies loose."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator"
ROOMS = (
    "model", "runtime", "workspace", "sources", "repair", "recognise", "store", "audit", "sheet", "tables",
    "render", "ingest", "review", "outputs", "remote", "workbench", "cli", "maintain",
)  # fmt: skip
"""In the order in which they may import from one another: only from what stands before."""

README = Path(__file__).parents[1] / "README.md"


def imported(file: Path, package: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import of the package in a file, those inside functions too."""
    inside = (package.name, *file.relative_to(package).parts[:-1])
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".") if node.module else []
            base = list(inside[: len(inside) - node.level + 1]) if node.level else []
            yield from ((node.lineno, ".".join([*base, *parts, alias.name])) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def against_the_arrow(package: Path) -> list[str]:
    """Every import that goes from a room to one that stands after it."""
    found = []
    for file in sorted(package.rglob("*.py")):
        room, *rest = file.relative_to(package).parts
        if not rest:
            continue
        for line, name in imported(file, package):
            top, *path = name.split(".")
            if top == package.name and path[0] in ROOMS and ROOMS.index(path[0]) > ROOMS.index(room):
                found.append(f"{file.relative_to(package)}:{line}: {room} → {name}")
    return found


def test_imports_go_one_way() -> None:
    assert against_the_arrow(PACKAGE) == []


@pytest.mark.parametrize(
    "line",
    [
        "from ..cli import app",
        "def late():\n    from generator.render import fonts",
        "import generator.audit",
    ],
)
def test_an_import_against_the_arrow_is_found(tmp_path: Path, line: str) -> None:
    package = tmp_path / "generator"
    (package / "sources").mkdir(parents=True)
    (package / "sources/planted.py").write_text(line)
    assert len(against_the_arrow(package)) == 1


def test_nothing_lies_loose() -> None:
    files = {path.name for path in PACKAGE.iterdir() if path.is_file()}
    rooms = {path.parent.relative_to(PACKAGE).parts[0] for path in PACKAGE.glob("*/**/*.py")}
    assert files == {"__init__.py", "__main__.py", "py.typed"}
    assert rooms == set(ROOMS)


def test_the_readme_draws_every_room() -> None:
    text = README.read_text("utf-8")
    assert [room for room in ROOMS if f"{room}/" not in text] == []
