from pathlib import Path

import pytest

from generator.render.templates import TemplateSet


@pytest.fixture(scope="session")
def templates() -> TemplateSet:
    return TemplateSet()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder
