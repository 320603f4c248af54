"""What is said to a shell, said to an agent: a call that a tool takes, or a person's command."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("mcp")
import anyio
from mcp.client import Client

from orchestrator.mcp_server.calls import as_calls, call
from orchestrator.mcp_server.server import build_server
from orchestrator.wiring import open_project

SAID = {
    "run it: orchestrator execute_task 001": 'run it: execute_task {"task": "001"}',
    "run it: orchestrator execute_task 'a b.md'; tasks with runs: 001": (
        'run it: execute_task {"task": "a b.md"}; tasks with runs: 001'
    ),
    "orchestrator execute_task 001 --resume --arg NAME": (
        'execute_task {"task": "001", "resume": true, "args": {"NAME": "…"}}'
    ),
    "orchestrator execute_task 001 --resume --again task_1,task_2": (
        'control_task {"action": "retry_subtask", "task": "001", "subtask": "task_1,task_2"}'
    ),
    "watch: orchestrator task_status 001 --watch\nor stop: orchestrator cancel 001": (
        'watch: task_status {"task": "001", "wait_s": 45}\n'
        'or stop: control_task {"action": "cancel", "task": "001"}'
    ),
    "`execute_task TASK --resume` runs it": 'execute_task {"task": "TASK", "resume": true} runs it',
    "`history list --json` has their ids": 'history {"query": "list"} has their ids',
    "name one: --only build": 'name one: only ["build"]',
    "--arg A=… --arg B=…": 'args {"A": "…", "B": "…"}',
    "what is asked for: A; --env B=… sets any variable": "what is asked for: A",
    "--arg N=x: that is not a number": "args N=x: that is not a number",
    "use --order to change it": "use `order` to change it",
    "give the lease that is yours: --lease TOKEN": "give the lease that is yours: `lease` TOKEN",
    # No tool does these, or not so.
    "look at it: orchestrator allow a.md --order parallel": None,
    "orchestrator approve 001 task_1": None,
    "orchestrator execute_task 001 --resume --env NAME": None,
    "orchestrator execute_task 'unclosed": None,
    "--fail-fast stopped it": None,
    "": None,
}


@pytest.mark.parametrize("said", SAID)
def test_commands_become_calls(said: str) -> None:
    wanted = SAID[said]
    assert as_calls(said) == (said if wanted is None else wanted)


def test_what_is_a_call_already_stays() -> None:
    said = call("execute_task", task="001", only=["a"])
    assert as_calls(f"then {said}; or wait") == f"then {said}; or wait"
    assert call("task_status") == "task_status"


WRONG: tuple[tuple[str, dict[str, object], str], ...] = (
    ("history", {"query": "lst"}, "`query` has to be one of list, trace, last_failed, errors, "),
    ("control_task", {"action": "stop"}, "`action` has to be one of cancel, retry_failed, retry_"),
    ("convert_task", {}, "`path` is missing: a text"),
    ("convert_task", {"path": "1", "order": "any"}, "`order` has to be one of sequential, paral"),
    ("task_status", {"wait_s": 46}, "`wait_s` has to be a number, at least 0 and at most 45"),
    ("next_subtask", {"task": "1", "lease_s": 0}, "`lease_s` has to be a number, more than 0 and"),
    ("history", {"query": "list", "limit": "x"}, "`limit` has to be a whole number, at least 1"),
    ("execute_task", {"task": "1", "only": "a"}, "`only` has to be a list of texts"),
    ("execute_task", {"task": "1", "resume": "x"}, "`resume` has to be true or false"),
    ("execute_task", {"task": "1", "args": ["a"]}, "`args` has to be an object of texts"),
    (
        "complete_subtask",
        {"task": "1", "subtask": "1", "evidence": ["a"]},
        "`evidence` has to be a text or an object of texts",
    ),
    (
        "complete_subtask",
        {"task": "1", "subtask": "1", "evidence": "a", "kind": "x"},
        "`kind` has to be one of research, code, limitation, resource",
    ),
    # Whoever gave it meant something, which would not be done.
    ("execute_task", {"task": "1", "skip": ["a"]}, "it has no argument `skip`"),
    ("tasks_list", {"task": "1", "query": "list"}, "it has no argument `query`"),
    ("reschedule_task", {"task": "1"}, "`at` is missing: a text"),
)


def test_wrong_arguments_are_told_by_what_they_have_to_be(tmp_path: Path) -> None:
    async def ask() -> None:
        server = build_server(lambda: open_project(tmp_path, {}), every_name=True)
        async with Client(server) as client:
            for tool, given, wanted in WRONG:
                result = await client.call_tool(tool, given)
                text = result.content[0].text
                assert result.is_error
                what, line, then = text.split("\n")
                assert what == f"{tool} cannot be called so"
                assert line.startswith(wanted)
                assert then.startswith("next: call it with ")
        assert not list(tmp_path.iterdir())

    anyio.run(ask)
