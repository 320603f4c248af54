"""The same tests over both transports, against a real server in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import TRANSPORTS, Serving, Trusting, serving
from tests.some import all_wanted

# What the transport hardly touches is shown over one of them, unless all tests are asked for.
_OVER_ONE = {
    "test_bounds": "stdio",
    "test_logs": "stdio",
    "test_tools": "http",
    "test_waiting": "http",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Over which transports a test's server is called."""
    if "server" in metafunc.fixturenames:
        one = _OVER_ONE.get(metafunc.module.__name__.rpartition(".")[2])
        over = TRANSPORTS if one is None or all_wanted() else (one,)
        metafunc.parametrize("server", over, indirect=True, scope="session")


@pytest.fixture(scope="session")
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
