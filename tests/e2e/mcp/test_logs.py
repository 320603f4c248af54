"""Long logs come in pieces that together are the whole, and no secret is cut in two."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import Serving

pytestmark = pytest.mark.long

LONG = 30_000_000
PRINTS = """\
# Task 301: Prints
### Task 1: A lot
```sh
{python} -c "
line = 'x' * 99
for number in range({lines}):
    print(line)
print('the end')
"
```
### Task 2: Some
**Depends on**: None
```sh
{python} -c "
for number in range(6000):
    print(number, 'ä€😀')
"
```
### Task 3: In one line
**Depends on**: None
```sh
{python} -c "print('é' * 40000, end='')"
```
"""
TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3
MAIL = "jane.doe@acme-internal.dev"
# No secret is declared, so that what is printed goes straight into the log.
EVERYWHERE = f"""\
# Task 303: Everywhere
### Task 1: At all places
```sh
{sys.executable} -c "
for number in range(700):
    print('{TOKEN}', 'x' * (number % 90), '{MAIL}')
print('{TOKEN} ' * 900, end='')
"
```
"""


@pytest.fixture(scope="module")
def printed(server: Serving) -> Serving:
    project = server.project
    project.task("301_prints", PRINTS.format(python=sys.executable, lines=LONG // 100))
    project.task("303_everywhere", EVERYWHERE)
    for task in ("301", "303"):
        done = project.execute(task)
        assert set(done.statuses().values()) == {"succeeded"}, done
    return server


def pages(agent: Agent, task: str, subtask: str) -> tuple[str, list[int]]:
    """The whole log, put together, and how much of it each answer had."""
    text, sizes, cursor = "", [], "0"
    while cursor is not None:
        asked = {"task": task, "subtask": subtask, "cursor": cursor}
        past = agent.do("history", query="result", **asked)
        text += past["log"]
        sizes.append(len(past["log"].encode()))
        cursor = past.get("cursor")
    return text, sizes


def test_a_long_log_is_cut_with_its_true_size(printed: Serving, agent: Agent) -> None:
    asked = {"query": "result", "task": "301", "subtask": "task_1"}
    past = agent.do("history", **asked)
    row = past["rows"][0]
    assert row["output_bytes"] == LONG + len("the end\n")
    # Of so much the log itself has the beginning and the end.
    log = printed.project.root / row["log"]
    size = log.stat().st_size
    assert past["log_bytes"] == size
    assert LONG // 4 < size < LONG
    assert past["log"].endswith("x\nthe end\n")
    assert len(past["log"]) <= 16_000
    assert f" to {size} of {size}" in past["next"]
    first = agent.do("history", **asked, cursor="0")
    second = agent.do("history", **asked, cursor=first["cursor"])
    at = size // 2
    middle = agent.do("history", **asked, cursor=str(at))
    with log.open("rb") as file:
        file.seek(at)
        assert file.read(int(middle["cursor"]) - at).decode() == middle["log"]
    assert first["log"] + second["log"] == (("x" * 99 + "\n") * 400)[: int(second["cursor"])]
    assert len(middle["log"]) > 10_000
    read = agent.read(f"orchestrator://log/{row['run']}/task_1")
    assert f" to {size} of {size}: " in read.partition("\n")[0]
    assert read.endswith("x\nthe end\n")
    assert "is no cursor" in agent.refused("history", **asked, cursor="-1")
    assert agent.do("history", **asked, cursor=str(size + 5)).get("log", "") == ""


@pytest.mark.parametrize(
    ("subtask", "whole"),
    [
        ("task_2", "".join(f"{number} ä€😀\n" for number in range(6000))),
        ("task_3", "é" * 40_000),
    ],
)
def test_pieces_put_together_are_the_whole(
    printed: Serving, agent: Agent, subtask: str, whole: str
) -> None:
    text, sizes = pages(agent, "301", subtask)
    assert text == whole
    assert len(sizes) >= 5
    assert max(sizes) <= 16_000


def test_no_piece_cuts_a_secret_in_two(printed: Serving, agent: Agent) -> None:
    text, sizes = pages(agent, "303", "task_1")
    assert len(sizes) >= 5
    for each in (TOKEN, MAIL, TOKEN[:20], TOKEN[-20:], "acme-internal"):
        assert each not in text
    assert (text.count("***"), text.count("[email]")) == (700 + 900, 700)
    # A cursor may stand anywhere.
    for cursor in range(0, 300, 31):
        asked = {"task": "303", "subtask": "task_1", "cursor": str(cursor)}
        log = agent.do("history", query="result", **asked)["log"]
        assert TOKEN[-20:] not in log, cursor
        assert "acme-internal" not in log, cursor
