"""One server, several agents at the same moment: none keeps another from its work."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp")
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from tests.e2e.project import Project

_AGENTS = 6
_TASK = "# Task 001: Many\n" + "".join(
    f"### Task {n}: Part {n}\n**Depends on**: None\n- [ ] {n}.1 Write f{n}\n\n"
    f"**Verify**:\n- `test -e f{n}`\n"
    for n in range(1, _AGENTS + 1)
)


async def call(client: Client, name: str, **given: object) -> Any:
    result = await client.call_tool(name, given)
    assert not result.is_error, result.content
    return result.structured_content


async def work(client: Client, name: str, verdicts: list[Any]) -> None:
    """What an agent does: claim, write, hand in, and look in between."""
    claimed = await call(client, "next_subtask", task="001", agent=name)
    number = claimed["subtask"].removeprefix("task_")
    await anyio.to_thread.run_sync(Path(f"f{number}").touch)
    await call(client, "task_status", task="001")
    said = f"wrote f{number}, which is empty so far"
    given = {"task": "001", "subtask": number, "evidence": said, "lease": claimed["lease"]}
    verdicts.append(await call(client, "complete_subtask", **given))


async def all_at_once(project: Project) -> list[Any]:
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "orchestrator", "mcp", "--allow-all"],
        cwd=str(project.root),
        env=project.environment(),
    )
    verdicts: list[Any] = []
    async with Client(server) as client, anyio.create_task_group() as agents:
        for number in range(_AGENTS):
            agents.start_soon(partial(work, client, f"agent {number}", verdicts))
    return verdicts


@pytest.mark.long
def test_agents_complete_their_subtasks_at_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path)
    project.task("001_many", _TASK)
    assert project.execute("001").exit == 3
    verdicts = anyio.run(all_at_once, project)
    assert {each["subtask"] for each in verdicts} == {f"task_{n}" for n in range(1, _AGENTS + 1)}
    assert [each for each in verdicts if not each["complete"] or each.get("reasons")] == []
