"""Every tool, resource and prompt: what it costs, what it changes, and what it keeps to itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import TRANSPORTS, Serving, Trusting, serving
from tests.some import some

FEW = {
    "convert_task", "execute_task", "task_status", "next_subtask", "complete_subtask",
    "control_task", "generate_report", "history",
}  # fmt: skip
KNOWN = {
    "tasks_list", "tasks_by_trace", "tasks_last_failed", "get_task_result", "retry_failed_task",
    "reschedule_task", "bulk_cancel_tasks", "task_history_report",
}  # fmt: skip
READ_ONLY = {
    "task_status", "history", "tasks_list", "tasks_by_trace", "tasks_last_failed",
    "get_task_result",
}  # fmt: skip
DESTRUCTIVE = {
    "execute_task", "complete_subtask", "control_task", "retry_failed_task", "reschedule_task",
    "bulk_cancel_tasks",
}  # fmt: skip
MOST_TOKENS = 3000

SECRET, PLAIN = "correct-horse-battery", "staple-that-nobody-knows"
TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3
MAIL = "jane.doe@acme-internal.dev"
HIDDEN = (SECRET, PLAIN, TOKEN, MAIL, "acme-internal")
TASK = f"""\
---
secrets: [API_PASSWORD, FROM_OUTSIDE]
env:
  API_PASSWORD: {SECRET}
---
# Task 302: Leaks
### Task 1: Print {SECRET} and {TOKEN}
```sh
printenv API_PASSWORD FROM_OUTSIDE; echo mail {MAIL} with {TOKEN} >&2
echo "Error: no access for $API_PASSWORD, {MAIL}" >&2; exit 3
```
### Task 2: Say it
**Depends on**: None
- [ ] 2.1 Use {SECRET} and {TOKEN}
- [ ] 2.2 Show that
### Task 3: Check it
**Depends on**: None
```sh
echo nothing
```
**Verify**:
- `echo $API_PASSWORD {TOKEN} {MAIL}; false` -- expected: exit 0
"""
SAID = f"{MAIL} logged in with {SECRET}, {PLAIN} and {TOKEN}"


@pytest.fixture(scope="module", params=some(TRANSPORTS))
def all_names(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """A server of all tools under all names, in a project where something has run."""
    made = Trusting(tmp_path_factory.mktemp("all"), {"FROM_OUTSIDE": PLAIN})
    made.task("302_leaks", TASK)
    made.file("shown.txt", f"what was seen: {SAID}\n")
    made.file("docs/reports/notes.md", f"# Notes\nseen: {MAIL} with {TOKEN}\n")
    with serving(request.param, made, "--tools", "all", "--allow-all") as served:
        yield served


@pytest.fixture(scope="module")
def knowing(all_names: Serving) -> Iterator[Agent]:
    with all_names.agent() as made:
        state = made.do("execute_task", task="302", wait_s=30)["state"]
        assert state == "failed"
        yield made


def at_rest(project: Trusting) -> dict[str, bytes]:
    """All files, once a run that is over has left nothing to be written."""
    before: dict[str, bytes] = {}
    while before != (now := project.files()):
        before = now
        time.sleep(0.5)
    return now


def tools(agent: Agent) -> dict[str, Any]:
    return {each.name: each for each in agent.portal.call(agent.client.list_tools).tools}


def test_the_tools_cost_few_tokens(agent: Agent, knowing: Agent) -> None:
    few = agent.portal.call(agent.client.list_tools).model_dump_json(
        by_alias=True, exclude_none=True
    )
    assert set(tools(agent)) == FEW
    # No tokenizer takes so many for JSON.
    tokens = len(few) / 3
    both = knowing.portal.call(knowing.client.list_tools)
    all_ = len(both.model_dump_json(by_alias=True, exclude_none=True)) / 3
    print(f"{len(few)} characters, {tokens:.0f} tokens at most; with all names {all_:.0f}")
    assert tokens < MOST_TOKENS


def test_the_annotations_say_what_they_do(knowing: Agent) -> None:
    found = tools(knowing)
    assert set(found) == FEW | KNOWN
    hints = {name: each.annotations for name, each in found.items()}
    assert {name for name, hint in hints.items() if hint.read_only_hint} == READ_ONLY
    assert {name for name, hint in hints.items() if hint.destructive_hint} == DESTRUCTIVE
    for each in found.values():
        assert each.description
        assert each.output_schema


READING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("task_status", {}),
    ("task_status", {"task": "302"}),
    ("task_status", {"task": "docs/tasks/302_leaks.md", "wait_s": 1}),
    ("history", {"query": "list"}),
    ("history", {"query": "list", "task": "302", "status": "failed", "limit": 1}),
    ("history", {"query": "last_failed"}),
    ("history", {"query": "errors"}),
    ("history", {"query": "stats"}),
    ("history", {"query": "result", "task": "302"}),
    ("history", {"query": "result", "task": "302", "subtask": "task_1"}),
    ("history", {"query": "result", "task": "302", "subtask": "task_3", "cursor": "0"}),
    ("tasks_list", {"task": "302"}),
    ("tasks_last_failed", {}),
    ("get_task_result", {"task": "302"}),
    ("get_task_result", {"task": "302", "subtask": "task_1"}),
)


def test_what_only_reads_writes_nothing(all_names: Serving, knowing: Agent) -> None:
    run = knowing.do("task_status", task="302")["run"]
    traced = [("history", {"query": "trace", "run": run}), ("tasks_by_trace", {"trace_id": run})]
    before = at_rest(all_names.project)
    rows = [knowing.do(tool, **given) for tool, given in (*READING, *traced)]
    for path in ("plan/302", "report/302", "report/302/task_1", f"log/{run}/task_1"):
        assert "error" not in knowing.read(f"orchestrator://{path}")[:10]
    assert {tool for tool, _ in (*READING, *traced)} == READ_ONLY
    assert all(rows)
    assert all_names.project.files() == before


def test_a_task_by_pages(knowing: Agent) -> None:
    found, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        past = knowing.do("history", query="list", limit=1, **more)
        found += past["rows"]
        if (cursor := past.get("cursor")) is None:
            break
    assert sorted(row["subtask"] for row in found) == ["task_1", "task_3"]


def test_under_the_names_that_people_know(all_names: Serving, knowing: Agent) -> None:
    run = knowing.do("task_status", task="302")["run"]
    of_run = knowing.do("get_task_result", task="302")["rows"]
    assert [each["subtask"] for each in of_run[:1]] == ["task_1"]
    assert knowing.do("tasks_by_trace", trace_id=run)["rows"]
    assert knowing.do("tasks_last_failed", limit=1)["rows"][0]["status"] == "failed"
    assert "INCOMPLETE" in knowing.do("task_history_report", task="302")["text"]
    (again,) = knowing.do("retry_failed_task", task="302")["results"]
    assert (again["done"], again["run"]) == (True, run)
    while knowing.do("task_status", task="302", wait_s=20)["state"] == "running":
        pass
    assert len(knowing.do("tasks_list", task="302", status="failed")["rows"]) >= 3
    (later,) = knowing.do("reschedule_task", task="302", at="+1h")["results"]
    assert later["done"], later
    assert knowing.do("task_status", task="302")["starts_at"] == later["at"]
    told = knowing.do("bulk_cancel_tasks", tasks=["302", "none"])["results"]
    assert [each["done"] for each in told] == [True, False]
    assert "starts_at" not in knowing.do("task_status", task="302")


def test_the_prompt_says_how(knowing: Agent) -> None:
    names = [each.name for each in knowing.portal.call(knowing.client.list_prompts).prompts]
    assert names == ["work_a_task"]
    got = knowing.portal.call(knowing.client.get_prompt, "work_a_task", {"task": "302"})
    text = got.messages[0].content.text
    assert "302" in text
    assert all(each in text for each in FEW - {"history"})


def test_the_resources_say_what_the_tools_say(knowing: Agent) -> None:
    listed = knowing.portal.call(knowing.client.list_resource_templates)
    assert sorted(each.uri_template for each in listed.resource_templates) == [
        "orchestrator://log/{run}/{subtask}",
        "orchestrator://plan/{task}",
        "orchestrator://report/{task}",
        "orchestrator://report/{task}/{subtask}",
    ]
    run = knowing.do("task_status", task="302")["run"]
    assert json.loads(knowing.read("orchestrator://plan/302"))["id"] == "302_leaks"
    for end in ({}, {"subtask": "task_1"}):
        path = "/".join(["report/302", *end.values()])
        report = knowing.do("generate_report", task="302", **end)
        assert knowing.read(f"orchestrator://{path}") == report["text"]
    log = knowing.do("history", query="result", task="302", subtask="task_1")["log"]
    assert knowing.read(f"orchestrator://log/{run}/task_1") == log
    for path in ("plan/none", "report/none", f"log/{run}/none", "log/none/task_1", "what/302"):
        assert '"error"' in knowing.read(f"orchestrator://{path}"), path


def test_no_secret_comes_out(all_names: Serving, knowing: Agent) -> None:
    project = all_names.project
    knowing.do("convert_task", path="302")
    claimed = knowing.do("next_subtask", task="302", agent=SAID)
    mine = {"task": "302", "subtask": "task_2", "lease": claimed["lease"]}
    other = {"task": "302", "subtask": "task_2", "lease": TOKEN}
    knowing.refused("complete_subtask", **other, evidence=SAID)
    for given in (
        {"evidence": SAID},
        {"evidence": SAID, "step": "2.1"},
        {"evidence": {"2.2": "shown.txt"}},
        {"evidence": SAID, "kind": "limitation"},
        {"evidence": SAID, "step": TOKEN},
        {"evidence": {MAIL: SAID}},
    ):
        knowing.ask("complete_subtask", **mine, **given)
    project.task("303_broken", f"# Task 303: {TOKEN}\n### Task 1: {MAIL}\n**Timeout**: {TOKEN}\n")
    knowing.ask("convert_task", path="303")
    for word in (TOKEN, MAIL):
        for tool in ("task_status", "execute_task", "next_subtask", "generate_report"):
            knowing.refused(tool, task=word)
        knowing.refused("convert_task", path=word)
        knowing.refused("history", query="list", task=word)
        knowing.refused("history", query="list", status=word)
        knowing.refused("history", query="trace", trace_id=word)
        knowing.refused("history", query="list", cursor=word)
        knowing.refused("history", query=word)
        said = knowing.refused("task_status", task="302", wait_s=word)
        assert said.startswith("task_status cannot be called so\n`wait_s` has to be a number, at l")
        knowing.ask("control_task", action="cancel", task=word)
        knowing.ask("control_task", action="reschedule", task="302", at=word)
    knowing.ask("control_task", action="retry_subtask", task="302", subtask=SAID)
    for search in ("", "seen", "acme", "logged in"):
        knowing.do("generate_report", search=search)
    for format_ in ("md", "html", "json", "junit"):
        for subtask in (None, "task_2"):
            named = {"subtask": subtask} if subtask else {}
            knowing.do("generate_report", task="302", format=format_, **named)
    run = knowing.do("task_status", task="302")["run"]
    for tool, given in READING:
        knowing.do(tool, **given)
    for path in ("plan/302", "report/302", "report/302/task_2", f"log/{run}/task_3"):
        knowing.read(f"orchestrator://{path}")
    assert len(knowing.heard) > 60
    leaks = [
        (each, heard[max(heard.find(each) - 300, 0) :][:600])
        for heard in knowing.heard
        for each in HIDDEN
        if each in heard
    ]
    assert not leaks, leaks[0]
