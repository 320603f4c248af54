"""The official inspector of the protocol lists and calls every tool, where it is installed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e.project import COMMAND, Project

PROGRAM = "mcp-inspector"
PACKAGE = "@modelcontextprotocol/inspector"
PAGE = """\
# Task 001: A page

### Task 1: Write it
- [ ] 1.1 Write page.md about the parser

**Verify**:
- `grep -q parser page.md`

### Task 2: Count it
**Depends on**: Task 1
- `wc -l page.md | grep -q 1`
"""
SEEN = "page.md has one line, on the states of the parser"
# Each tool once, in the order in which an agent calls them, and what the answer holds.
CALLS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "convert_task": ({"path": "docs/tasks/001_page.md"}, {"task": "001_page", "allowed": True}),
    "execute_task": ({"task": "001_page", "wait_s": 20}, {"state": "waiting"}),
    "next_subtask": ({"task": "001_page"}, {"claimed": True, "subtask": "task_1"}),
    "complete_subtask": (
        {"task": "001_page", "subtask": "task_1", "evidence": {"1.1": SEEN}},
        {"verdict": "complete", "accepted": ["1.1"]},
    ),
    "task_status": ({"task": "001_page", "wait_s": 20}, {"task": "001_page"}),
    "control_task": ({"action": "retry_subtask", "task": "001_page", "subtask": "task_2"}, {}),
    "generate_report": ({"task": "001_page", "format": "md"}, {}),
    "history": ({"query": "list", "limit": 1}, {}),
}


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    if shutil.which(PROGRAM) is None:
        pytest.skip(f"{PROGRAM} is not on the PATH; npx -p {PACKAGE} -c 'pytest …' brings it along")


def state_of(project: Project) -> dict[str, str]:
    """Where permissions are kept in this test."""
    return {"XDG_STATE_HOME": str(project.root.parent / f"{project.root.name}.state")}


def ask(project: Project, target: Sequence[str], *more: str) -> Any:
    """What it prints of one call."""
    # Newer ones look for a keychain otherwise.
    quiet = {"MCP_INSPECTOR_SECRET_STORE": "memory"}
    done = subprocess.run(
        [PROGRAM, "--cli", *target, *more],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=project.root,
        env=project.environment({**state_of(project), **quiet}),
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done
    return json.loads(done.stdout)


@contextmanager
def stdio(project: Project) -> Iterator[list[str]]:
    """How a server is named that the inspector starts itself, by the settings of a client."""
    entry = {"type": "stdio", "command": sys.executable, "args": ["-m", "orchestrator", "mcp"]}
    entry["env"] = {**state_of(project), "PYTHONPATH": project.environment()["PYTHONPATH"]}
    project.file(".mcp.json", json.dumps({"mcpServers": {"orchestrator": entry}}))
    yield ["--config", ".mcp.json", "--server", "orchestrator"]


@contextmanager
def http(project: Project) -> Iterator[list[str]]:
    """How one is named that listens already."""
    about = subprocess.run([PROGRAM, "--cli", "--help"], capture_output=True, text=True, check=True)
    if "--header" not in about.stdout:
        pytest.skip("this inspector sends no header, so no token: it needs a newer Node")
    with subprocess.Popen(
        [*COMMAND, "mcp", "--http", "--port", "0"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=project.root,
        env=project.environment(state_of(project)),
        text=True,
    ) as server:
        try:
            assert server.stderr is not None
            url = server.stderr.readline().split()[-1]
            token = project.read(".orchestrator/mcp.token").strip()
            yield [url, "--transport", "http", "--header", f"Authorization: Bearer {token}"]
        finally:
            server.send_signal(signal.SIGTERM)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", [stdio, http], ids=["stdio", "http"])
def test_it_lists_and_calls_every_tool(project: Project, way: Any) -> None:
    project.task("001_page", PAGE)
    assert project.run("allow", "001", env=state_of(project)).exit == 0
    with way(project) as target:
        tools = ask(project, target, "--method", "tools/list")["tools"]
        assert {tool["name"] for tool in tools} == set(CALLS)
        lease = None
        project.file("page.md", "The parser has states.\n")
        for name, (arguments, told) in CALLS.items():
            given = {**arguments, **({"lease": lease} if lease else {})}
            words = [f"--tool-arg={key}={_text(value)}" for key, value in given.items()]
            answer = ask(project, target, "--method", "tools/call", "--tool-name", name, *words)
            assert not answer.get("isError"), answer
            said = answer["structuredContent"]
            assert {**said, **told} == said
            # Whoever completes what it claimed says so.
            lease = said.get("lease")
        uri = "orchestrator://report/001_page"
        read = ask(project, target, "--method", "resources/read", "--uri", uri)
        assert "COMPLETE" in read["contents"][0]["text"]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
