"""A run goes on when the server that began it is killed, at whatever moment, and its client too."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from functools import partial

import pytest
from mcp.shared.exceptions import MCPError

from tests.e2e.mcp.pipe import piped
from tests.e2e.mcp.serving import TRANSPORTS, Trusting, serving
from tests.e2e.project import wait_until

KILLS = 4
AT_ONCE = 3
TASK = """\
# Task {number}: Long
### Task 1: First
```sh
echo first >> lines{number}; sleep {s}
```
### Task 2: Second
**Depends on**: Task 1
```sh
echo second >> lines{number}
```
"""


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_new_server_sees_how_it_ended(trusting: Trusting, transport: str) -> None:
    trusting.task("001_long", TASK.format(number="001", s=1))
    seen = {}
    # What the client says of a server that is gone is its own business.
    with (
        suppress(MCPError, ExceptionGroup),
        serving(transport, trusting, "--allow-all") as first,
        first.agent() as agent,
    ):
        seen = agent.do("execute_task", task="001_long")
        trusting.wait_for("lines001")
        seen = agent.do("task_status", task="001_long")
        os.kill(first.pid, signal.SIGKILL)
    assert seen["state"] == "running"
    assert trusting.lines("lines001") == ["first"]
    with serving(transport, trusting) as second, second.agent() as agent:
        until = time.monotonic() + 20
        while (now := agent.do("task_status", task="001_long", wait_s=5))["state"] == "running":
            assert time.monotonic() < until
        assert (now["state"], now["complete"], now["run"]) == ("succeeded", True, seen["run"])
        assert trusting.lines("lines001") == ["first", "second"]
        assert "**COMPLETE**" in agent.do("generate_report", task="001_long")["text"]


@pytest.mark.long
def test_killed_at_random_moments(trusting: Trusting) -> None:
    seed = random.randrange(2**32)
    choice = random.Random(seed)
    waits = [choice.uniform(0, 1.0) for _ in range(KILLS)]
    numbers = [f"{each:03}" for each in range(1, KILLS * AT_ONCE + 1)]
    for number in numbers:
        trusting.task(f"{number}_long", TASK.format(number=number, s=0.3))
    for kill, wait in enumerate(waits):
        with piped(trusting, "--allow-all") as pipe:
            pipe.shake_hands()
            for number in numbers[kill * AT_ONCE : (kill + 1) * AT_ONCE]:
                pipe.begin("tools/call", name="execute_task", arguments={"task": number})
            time.sleep(wait)
            if kill == KILLS - 1:
                # On a busy machine nothing may have begun so far, and then nothing is shown.
                wait_until(lambda: trusting.lines(f"lines{numbers[-1]}"), "the last one began")
            # All that a closed terminal would end: the server, and what it did not let go of.
            os.killpg(pipe.process.pid, signal.SIGKILL)
    # What was asked for just before may begin a moment later.
    time.sleep(3)
    about = f"seed {seed}, killed after {waits} s"
    states = {}
    with piped(trusting) as pipe:
        pipe.shake_hands()

        def is_over(number: str) -> bool:
            seen = pipe.call("task_status", task=number)
            states[number] = seen.get("structuredContent", {}).get("state")
            return states[number] != "running"

        for number in numbers:
            wait_until(partial(is_over, number), about)
    begun = {number for number in numbers if states[number] is not None}
    for number in numbers:
        ended = ("succeeded", ["first", "second"]) if number in begun else (None, [])
        assert (states[number], trusting.lines(f"lines{number}")) == ended, about
    print(f"{KILLS} kills, {len(begun)} of {len(numbers)} runs had begun")
    assert begun
