"""What an agent is told to do next, as its client gets it from a real project."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client

from orchestrator.mcp_server.server import build_server
from orchestrator.wiring import open_project

PAGE = """\
# Task 001: A page

### Task 1: Write it
- [ ] 1.1 Write page.md

**Acceptance Criteria**:
- [ ] It names the parser
"""
Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = tmp_path / "project"
    (made / "docs" / "tasks").mkdir(parents=True)
    (made / "docs" / "tasks" / "001_page.md").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(made)
    return made


def drive(root: Path, work: Callable[[Call], Awaitable[None]], *, allow_all: bool = False) -> None:
    """Have `work` call tools; a call gives the structured answer, or the text of an error."""

    async def inner() -> None:
        server = build_server(lambda: open_project(root, {}), allow_all=allow_all)
        async with Client(server) as client:

            async def call(name: str, **given: object) -> Any:
                result = await client.call_tool(name, given)
                return result.content[0].text if result.is_error else result.structured_content

            await work(call)

    anyio.run(inner)


def test_what_nobody_allowed_is_not_put_off_either(root: Path) -> None:
    async def work(call: Call) -> None:
        said = await call("control_task", action="reschedule", task="001", at="+1h")
        assert "orchestrator allow docs/tasks/001_page.md" in str(said)
        assert open_project(root, {}).appointed("001_page") is None

    drive(root, work)


def test_a_run_that_is_to_begin_is_told_of_to_who_asks_for_work(root: Path) -> None:
    async def work(call: Call) -> None:
        put_off = await call("control_task", action="reschedule", task="001", at="+1h")
        try:
            told = await call("next_subtask", task="001")
            assert told["why"][0]["kind"] == "later"
            assert put_off["results"][0]["at"] in told["why"][0]["text"]
            assert "cancel" in told["next"]
        finally:
            stopped = await call("control_task", action="cancel", task="001")
        assert stopped["results"][0]["done"]
        assert (await call("next_subtask", task="001"))["why"][0]["kind"] == "no_run"

    drive(root, work, allow_all=True)


def test_what_is_missing_is_named_as_it_is_handed_in(root: Path) -> None:
    async def work(call: Call) -> None:
        await call("execute_task", task="001", wait_s=20)
        claim = await call("next_subtask", task="001", agent="kim")
        taken = await call("next_subtask", task="001", agent="jo")
        assert taken["next"] == "others have it: ask again when a lease has ended"

        given = {"task": "001", "subtask": "task_1", "lease": claim["lease"]}
        told = await call("complete_subtask", evidence="one text for all of it", **given)
        assert told["next"].endswith('evidence {"1.1": "…", "criterion_1": "…"}')
        assert len([each for each in told["reasons"] if "criterion_1" in each]) == 2

        evidence = {"1.1": "page.md has nine lines", "criterion_1": "line 2 names the parser"}
        told = await call("complete_subtask", evidence=evidence, **given)
        assert told["complete"], told

    drive(root, work, allow_all=True)


def test_where_no_report_is_that_is_said(root: Path) -> None:
    async def work(call: Call) -> None:
        told = await call("generate_report", search="page")
        assert told["notes"] == ["nothing is found: reports are written when a run ends"]

    drive(root, work)
