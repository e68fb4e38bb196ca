"""A workspace with the Shanghai forms, read once, and one with an excerpt that leaves characters in doubt."""

import shutil
from pathlib import Path

import pytest

from generator.ingest.write import ingest
from generator.workspace.workspace import Workspace

SHANGHAI = Path(__file__).parents[2] / "data/sources/shanghai-2020.txt"


@pytest.fixture(scope="session")
def shanghai_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shanghai")
    source = root / "data/sources/shanghai-2020.txt"
    source.parent.mkdir(parents=True)
    shutil.copy(SHANGHAI, source)
    list(ingest([source], Workspace(root=root)))
    return root


@pytest.fixture
def shanghai(shanghai_read: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(shanghai_read, tmp_path, dirs_exist_ok=True)
    return Workspace(root=tmp_path)


@pytest.fixture(scope="session")
def excerpt_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("excerpt")
    source = root / "data/sources/节选.txt"
    source.parent.mkdir(parents=True)
    lines = SHANGHAI.read_text("utf-8").split("\n")[222:402]
    source.write_text("\n".join(lines), "utf-8")
    list(ingest([source], Workspace(root=root)))
    return root


@pytest.fixture
def excerpt(excerpt_read: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(excerpt_read, tmp_path, dirs_exist_ok=True)
    return Workspace(root=tmp_path)
