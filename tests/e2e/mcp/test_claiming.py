"""Agents that ask at once, of one server and of several, never get the same subtask."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import Serving

pytestmark = pytest.mark.long

SUBTASKS = {f"task_{number}" for number in range(1, 11)}
SERVERS = 3
LEASE_S = 1.5


def ten_by_hand(number: str) -> str:
    return f"---\norder: parallel\n---\n# Task {number}: Ten by hand\n\n" + "".join(
        f"### Task {each}: Think of {each}\n- [ ] {each}.1 Think\n\n" for each in range(1, 11)
    )


def waiting(server: Serving, name: str) -> str:
    """A task whose subtasks all wait to be done by hand."""
    number = name[:3]
    server.project.task(name, ten_by_hand(number))
    server.project.allow(name)
    result = server.project.execute(name)
    assert result.exit == 3, result
    return name


@pytest.fixture(scope="module")
def agents(server: Serving) -> Iterator[list[Agent]]:
    """Over standard input and output each has a server of its own, over HTTP they share one."""
    with ExitStack() as stack:
        yield [stack.enter_context(server.agent()) for _ in range(SERVERS)]


@pytest.mark.parametrize(("asking", "task"), [(2, "101_two"), (8, "102_eight")])
def test_each_gets_another(server: Serving, agents: list[Agent], asking: int, task: str) -> None:
    waiting(server, task)
    got: list[dict[str, Any]] = []
    refused = 0
    while refused == 0:
        # With eight each of the agents has several calls under way.
        begun = [
            agents[each % min(asking, SERVERS)].begin("next_subtask", task=task, agent=f"a{each}")
            for each in range(asking)
        ]
        told = [each.result(timeout=30) for each in begun]
        assert not [each.text for each in told if each.failed]
        answers = [each.data for each in told]
        got += [each for each in answers if each["claimed"]]
        refused = sum(not each["claimed"] for each in answers)
    assert sorted(each["subtask"] for each in got) == sorted(SUBTASKS)
    assert len({each["lease"] for each in got}) == len(SUBTASKS)
    none = agents[0].do("next_subtask", task=task)
    assert [each["kind"] for each in none["why"]] == ["claimed"] * len(SUBTASKS)


def test_a_lease_that_runs_out_goes_back(server: Serving, agents: list[Agent]) -> None:
    task = waiting(server, "103_leases")
    ann, bob = agents[:2]
    first = ann.do("next_subtask", task=task, agent="ann", lease_s=LEASE_S)
    began = time.monotonic()
    other = bob.do("next_subtask", task=task, agent="bob")
    assert other["subtask"] != first["subtask"]
    again = bob.do("next_subtask", task=task, lease=other["lease"])
    assert (again["subtask"], again["until"] > other["until"]) == (other["subtask"], True)

    mine = {"task": task, "subtask": first["subtask"], "evidence": "thought of a number, 7"}
    if time.monotonic() - began < LEASE_S / 2:
        assert f"{first['subtask']} is claimed by ann" in bob.refused("complete_subtask", **mine)
    time.sleep(max(began + LEASE_S + 0.05 - time.monotonic(), 0))
    late = bob.do("next_subtask", task=task, agent="bob")
    assert late["subtask"] == first["subtask"]
    said = ann.refused("complete_subtask", **mine, lease=first["lease"])
    assert f"{first['subtask']} is claimed by bob" in said
    assert "there is no lease" in ann.refused("next_subtask", task=task, lease=first["lease"])
    done = bob.do("complete_subtask", **mine, lease=late["lease"])
    assert done["complete"], done


@pytest.mark.parametrize("lease_s", [0, -1, 86_401, "soon"])
def test_a_lease_is_of_some_time(agent: Agent, lease_s: object) -> None:
    assert "lease_s" in agent.refused("next_subtask", task="101", lease_s=lease_s)
