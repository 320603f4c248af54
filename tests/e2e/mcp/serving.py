"""A project that agents work on, and the real server of it, over either transport."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from tests.e2e.mcp.agent import Agent, agent_of
from tests.e2e.project import COMMAND, Project, wait_until

SHELL = "/bin/sh"
TRANSPORTS = ("stdio", "http")


class Trusting(Project):
    """A project beside the folder of what its user allowed, so that nothing of theirs is used."""

    def __init__(self, folder: Path, env: Mapping[str, str] | None = None) -> None:
        (folder / "project").mkdir(parents=True)
        super().__init__(folder / "project")
        self.beside = folder
        self._env = {"XDG_STATE_HOME": str(folder / "state"), **(env or {})}

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return super().environment({**self._env, **(more or {})})

    def allow(self, task: str) -> None:
        """What a person does at a terminal."""
        result = self.run("allow", task)
        assert result.exit == 0, result


class Stdio:
    """Each agent has a server of its own, which ends with it."""

    name = "stdio"

    def __init__(self, project: Trusting, *arguments: str) -> None:
        self.project = project
        self._arguments = arguments
        self._pids = project.beside / "server.pid"

    @property
    def pid(self) -> int:
        """The process of the server that was started last."""
        return int(self._pids.read_text())

    @contextmanager
    def agent(self, mode: str = "auto") -> Iterator[Agent]:
        # The shell becomes the server, whose number is known by that.
        command = ["-c", 'echo $$ > "$0"; exec "$@"', str(self._pids), *COMMAND, "mcp"]
        parameters = StdioServerParameters(
            command=SHELL,
            args=[*command, *self._arguments],
            env=self.project.environment(),
            cwd=self.project.root,
        )
        log = self.project.beside / "server.log"
        with log.open("a") as told, agent_of(lambda: stdio_client(parameters, told), mode) as made:
            yield made

    def close(self) -> None:
        """There is none without an agent."""


class Http:
    """All agents have the same server."""

    name = "http"

    def __init__(self, project: Trusting, *arguments: str) -> None:
        self.project = project
        log = project.beside / "server.log"
        with log.open("w") as told:
            self.process = subprocess.Popen(
                [*COMMAND, "mcp", "--http", "--port", "0", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=told,
                cwd=project.root,
                env=project.environment(),
            )
        pattern = re.compile(r"listens on (http://\S+)\n(?:.*\n)*for clients")
        try:
            wait_until(lambda: pattern.search(log.read_text()) is not None, log.read_text())
        except AssertionError:
            self.close()
            raise
        found = pattern.search(log.read_text())
        assert found is not None
        self.url = found[1]
        self.token = (project.root / ".orchestrator" / "mcp.token").read_text().strip()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @contextmanager
    def agent(self, mode: str = "auto") -> Iterator[Agent]:
        def transport() -> AbstractAsyncContextManager[Any]:
            timeout = httpx2.Timeout(30, read=60)
            client = httpx2.AsyncClient(headers=self.headers, timeout=timeout)
            return streamable_http_client(self.url, http_client=client)

        with agent_of(transport, mode) as made:
            yield made

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


Serving = Stdio | Http


@contextmanager
def serving(transport: str, project: Trusting, *arguments: str) -> Iterator[Serving]:
    """The server of a project."""
    made = (Stdio if transport == "stdio" else Http)(project, *arguments)
    try:
        yield made
    finally:
        made.close()
