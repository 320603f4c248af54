"""Who waits is told so every few seconds, and can stop waiting; what is waited for goes on."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError

import pytest

from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import Serving

pytestmark = pytest.mark.long

WAIT_S = 7
SLEEPS = """\
# Task {number}: Sleeps
### Task 1: Sleeps
```sh
echo begun >> sleeps{number}; sleep {s}; echo over >> sleeps{number}
```
"""
CHECKED = """\
# Task {number}: Checked slowly
### Task 1: Think
- [ ] 1.1 Think of a number
**Verify**:
- `sleep {s}; test 1 = 1` -- expected: exit 0
"""


@pytest.fixture(scope="module")
def allowed(server: Serving) -> Serving:
    """With tasks that take longer than anybody waits."""
    tasks = {"201_sleeps": SLEEPS, "202_sleeps": SLEEPS, "203_sleeps": SLEEPS}
    for name, text in (tasks | {"204_checked": CHECKED}).items():
        s = 1.5 if name.startswith("203") else WAIT_S + 30
        server.project.task(name, text.format(number=name[:3], s=s))
        server.project.allow(name)
    return server


def test_all_who_wait_are_told_and_all_who_had_enough_may_go(
    allowed: Serving, agent: Agent
) -> None:
    run = agent.do("execute_task", task="201")["run"]
    agent.do("execute_task", task="204", wait_s=20)
    # All at once, for each takes its time.
    waiting = [
        agent.begin("task_status", run=run, wait_s=WAIT_S),
        agent.begin("execute_task", task="202", wait_s=WAIT_S),
    ]
    checked = {"task": "204", "subtask": "task_1", "evidence": "thought of the number 7"}
    long = [
        agent.begin("complete_subtask", **checked),
        agent.begin("task_status", run=run, wait_s=45),
    ]
    time.sleep(1)
    for each in waiting:
        answer = each.result(timeout=WAIT_S + 15)
        assert not answer.failed, answer.text
        assert answer.data["state"] == "running"
        assert WAIT_S <= answer.seconds < WAIT_S + 15
        assert len(answer.progress) >= 2, answer
        assert answer.progress[0].startswith("waiting for 3 s")
    # These have waited as long, and are told of it as well; nothing of it is over.
    for each in long:
        assert not each.done()
        assert each.cancel()
        began = time.monotonic()
        assert agent.do("task_status", task="201")["state"] == "running"
        assert time.monotonic() - began < 2
        with pytest.raises(CancelledError):
            each.result(timeout=5)
    assert agent.do("task_status", task="204")["counts"] == {"running": 1}
    assert allowed.project.lines("sleeps201") == ["begun"]

    told = agent.do("control_task", action="cancel", runs=[run], task="202")["results"]
    assert [each["done"] for each in told] == [True, True]
    agent.do("control_task", action="cancel", task="204")
    for task in ("201", "202", "204"):
        while (seen := agent.do("task_status", task=task, wait_s=20))["state"] == "running":
            pass
        assert seen["state"] == "cancelled"


def test_a_wait_ends_with_what_is_waited_for(allowed: Serving, agent: Agent) -> None:
    began = time.monotonic()
    assert agent.do("execute_task", task="203", wait_s=45)["state"] == "succeeded"
    assert time.monotonic() - began < 15
    began = time.monotonic()
    assert agent.do("task_status", task="203", wait_s=45)["state"] == "succeeded"
    assert time.monotonic() - began < 2
    assert allowed.project.lines("sleeps203") == ["begun", "over"]


@pytest.mark.parametrize("tool", ["task_status", "execute_task"])
@pytest.mark.parametrize("wait_s", [46, 1e9, -1])
def test_nobody_waits_longer_than_clients_do(agent: Agent, tool: str, wait_s: float) -> None:
    said = agent.refused(tool, task="201", wait_s=wait_s)
    assert "wait_s" in said
    assert "45" in said or wait_s < 0
