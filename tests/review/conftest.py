"""A workspace with the Shanghai forms, read once, and one with an excerpt that leaves characters in doubt."""

import shutil
from pathlib import Path

import pytest

from generator.workspace.workspace import Workspace
from tests.support.workspaces import with_document


@pytest.fixture(scope="session")
def shanghai_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_document(tmp_path_factory.mktemp("shanghai"))


@pytest.fixture
def shanghai(shanghai_read: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(shanghai_read, tmp_path, dirs_exist_ok=True)
    return Workspace(root=tmp_path)


@pytest.fixture(scope="session")
def excerpt_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_document(tmp_path_factory.mktemp("excerpt"), excerpt=True)


@pytest.fixture
def excerpt(excerpt_read: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(excerpt_read, tmp_path, dirs_exist_ok=True)
    return Workspace(root=tmp_path)
