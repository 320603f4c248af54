"""The same tests over both transports, against a real server in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import TRANSPORTS, Serving, Trusting, serving


@pytest.fixture(scope="session", params=TRANSPORTS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """One that all tests share, who have task files of their own in it."""
    project = Trusting(tmp_path_factory.mktemp(request.param))
    with serving(request.param, project) as made:
        yield made


@pytest.fixture(scope="session")
def agent(server: Serving) -> Iterator[Agent]:
    with server.agent() as made:
        yield made


@pytest.fixture
def trusting(tmp_path: Path) -> Trusting:
    """A project without a server."""
    return Trusting(tmp_path)
