"""What agents cannot do: leave the project, run what nobody allowed, or change what judges them."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import Serving

pytestmark = pytest.mark.long

TASK = """\
# Task {number}: Bound
### Task 1: By hand
- [ ] 1.1 Write down what was seen
**Verify**:
- `test 1 = {one}` -- expected: exit 0
### Task 2: Fails
**Depends on**: None
```sh
echo ran >> ran{number}; test -e mended
```
"""


@pytest.fixture(scope="module")
def outside(server: Serving) -> Serving:
    """Files beside the project, and links in it that lead to them."""
    beside, root = server.project.beside, server.project.root
    (beside / "docs" / "tasks").mkdir(parents=True)
    for name in ("docs/tasks/400_outside.md", "400_outside.md"):
        (beside / name).write_text(TASK.format(number="400", one=1))
    (beside / "seen.txt").write_text("what was seen outside\n")
    os.symlink(beside / "400_outside.md", root / "link.md")
    os.symlink(beside / "docs", root / "linked")
    (root / "docs" / "tasks").mkdir(parents=True, exist_ok=True)
    os.symlink(beside / "400_outside.md", root / "docs" / "tasks" / "499_by_id.md")
    os.symlink(beside / "seen.txt", root / "seen_link.txt")
    server.project.task("401_bound", TASK.format(number="401", one=1))
    server.project.allow("401")
    assert server.project.execute("401").exit == 1
    return server


OUT = (
    "{beside}/400_outside.md", "../400_outside.md", "docs/../../400_outside.md", "link.md",
    "499", "499_by_id",
    "linked/tasks/400_outside.md", "linked", "..", "../docs/tasks", "{beside}", "/", "/etc/passwd",
    "/proc/self/environ", "//etc/passwd", "./../docs", "~/../../etc/passwd",
)  # fmt: skip
ODD = ("-", "\x00", "a\x00b", "x" * 5000, "docs/" * 2000, "\ud7ff", "\n", "--help", "*")


@pytest.mark.parametrize("name", OUT)
def test_no_path_leads_out(outside: Serving, agent: Agent, name: str) -> None:
    before = outside.project.files()
    name = name.format(beside=outside.project.beside)
    of_task = ("execute_task", "task_status", "next_subtask", "generate_report")
    said = [agent.refused("convert_task", path=name)]
    said += [agent.refused(tool, task=name) for tool in of_task]
    said.append(agent.refused("history", query="list", task=name))
    said.append(agent.refused("history", query="result", task=name))
    said.append(agent.refused("complete_subtask", task=name, subtask="task_1", evidence="seen"))
    for action in ("cancel", "retry_failed", "retry_subtask", "reschedule"):
        more = {"subtask": "task_1", "at": "+1h"}
        said.append(agent.refused("control_task", action=action, task=name, **more))
    assert [each for each in said if "is outside of the project" not in each] == []
    assert outside.project.files() == before


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_name_is_refused_in_words(outside: Serving, agent: Agent, name: str) -> None:
    for tool, given in (
        ("convert_task", {"path": name}),
        ("execute_task", {"task": name}),
        ("task_status", {"task": name}),
        ("next_subtask", {"task": name}),
        ("generate_report", {"task": name}),
        ("generate_report", {"task": "401", "subtask": name}),
        ("history", {"query": "result", "task": name}),
        ("history", {"query": "result", "run": name}),
        ("complete_subtask", {"task": name, "subtask": "task_1", "evidence": "x"}),
    ):
        said = agent.refused(tool, **given)
        assert said.partition("\n")[0] != f"Error executing tool {tool}", "it crashed"
        assert len(said) < 20_000


def test_no_evidence_comes_from_outside(outside: Serving, agent: Agent) -> None:
    agent.do("execute_task", task="401", wait_s=20)
    beside = outside.project.beside
    for path in (f"{beside}/seen.txt", "../seen.txt", "seen_link.txt", "linked/../seen.txt"):
        for evidence in (path, {"1.1": path}, f" {path}\n"):
            asked = {"task": "401", "subtask": "task_1", "evidence": evidence}
            assert "is outside of the project" in agent.refused("complete_subtask", **asked)
    for odd in ("\x00", "x" * 5000 + "/y"):
        asked = {"task": "401", "subtask": "task_1", "evidence": odd}
        assert (
            agent.ask("complete_subtask", **asked).text != "Error executing tool complete_subtask"
        )
    state = outside.project.root / ".orchestrator"
    assert not [each for each in state.rglob("*") if each.name.startswith("seen")]


def changing(agent: Agent, task: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """All that has something of a task run."""
    return {
        "execute": ("execute_task", {"task": task}),
        "resume": ("execute_task", {"task": task, "resume": True}),
        "complete": (
            "complete_subtask",
            {"task": task, "subtask": "task_1", "evidence": "saw the number 7 in it"},
        ),
        **{
            action: (
                "control_task",
                {"action": action, "task": task, "subtask": "task_2", "at": "+1h"},
            )
            for action in ("retry_failed", "retry_subtask", "reschedule")
        },
    }


def test_what_was_changed_is_refused_until_it_is_allowed(outside: Serving, agent: Agent) -> None:
    project = outside.project
    project.task("402_changed", TASK.format(number="402", one=1))
    project.allow("402")
    run = agent.do("execute_task", task="402", wait_s=20)
    assert run["counts"] == {"waiting": 1, "failed": 1}
    ran = project.lines("ran402")
    # An agent that makes its own check easier.
    project.task("402_changed", TASK.format(number="402", one=1).replace("= 1", "= 1 -o 0 = 0"))
    for name, (tool, given) in changing(agent, "402").items():
        answer = agent.ask(tool, **given)
        told = answer.text
        assert "docs/tasks/402_changed.md has changed since it was allowed" in told, (name, told)
        assert "orchestrator allow docs/tasks/402_changed.md" in told, (name, told)
        done = [each["done"] for each in answer.data.get("results", [])]
        assert answer.failed or done == [False], (name, told)
    assert project.lines("ran402") == ran
    assert agent.do("task_status", task="402")["run"] == run["run"]
    assert "starts_at" not in agent.do("task_status", task="402")

    project.allow("402")
    agent.do("execute_task", task="402", wait_s=20)
    assert project.lines("ran402") == [*ran, "ran"]


def test_what_else_is_asked_for_has_to_be_allowed_too(outside: Serving, agent: Agent) -> None:
    said = agent.refused("execute_task", task="401", agent="sh -c 'touch taken' /x")
    assert "401_bound.md is as it was allowed" in said
    assert "orchestrator allow" in said
    assert not (outside.project.root / "taken").exists()
    # What looks like an option is a word.
    for given in ({"only": ["--help"]}, {"task": "--allow-all"}, {"agent": "--help"}):
        agent.refused("execute_task", **{"task": "401", **given})
    (told,) = agent.ask(
        "control_task", action="retry_subtask", task="401", subtask="--env=X=1"
    ).data.get("results", [{"done": False}])
    assert not told["done"]


def test_with_allow_all_nobody_is_asked(trusting: Any) -> None:
    from tests.e2e.mcp.serving import serving

    trusting.task("403_new", TASK.format(number="403", one=1))
    with serving("stdio", trusting, "--allow-all") as served, served.agent() as agent:
        assert agent.do("convert_task", path="403")["allowed"]
        assert agent.do("execute_task", task="403", wait_s=20)["counts"]["failed"] == 1
        trusting.task("403_new", TASK.format(number="403", one=1) + "\n")
        trusting.file("mended", "")
        for name, (tool, given) in changing(agent, "403").items():
            answer = agent.ask(tool, **given)
            assert "has changed" not in answer.text, name
            while agent.do("task_status", task="403", wait_s=20)["state"] == "running":
                pass
        agent.do("control_task", action="cancel", task="403")
        assert "succeeded" in agent.do("task_status", task="403")["counts"]
