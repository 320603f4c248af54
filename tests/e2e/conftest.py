"""A fresh project for each test, or for all tests of a module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One project for a module whose tests look at the same run."""
    return Project(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Project]:
    """Makes projects for a module whose runs are made at once."""
    return lambda: Project(tmp_path_factory.mktemp("one"))
