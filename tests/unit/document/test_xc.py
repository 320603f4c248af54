"""What is read as a file of xc, what is not, and what no file shows: languages, turns, size."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from orchestrator.document.model import Document
from orchestrator.document.parse import read
from orchestrator.document.shebangs import language_of_first_line
from orchestrator.document.xcfile.inturn import Turn, in_turn

TASK = "### build\n```\nmake\n```\n"


def dialect(text: str, path: str = "a/README.md") -> str:
    return document(text, path).dialect


def document(text: str, path: str = "a/README.md", asked: str | None = None) -> Document:
    return read(text.encode(), path, dialect=asked)[0]


@pytest.mark.parametrize(
    "text",
    [
        f"## Tasks\n{TASK}",
        f"# T\n## TASKS\n{TASK}### Build the docs\n```sh\nmake docs\n```\n",
        f"## Tasks\n{TASK}### two\n```\na\n```\n```\nb\n```\n",
        "## Tasks\n### all\nRequires: all\n",
        "## Tasks\n### py\n```python\n#!/usr/bin/env python\nimport a\n```\n",
        "## Tasks\n### any\nEnv: A=1\n```yaml\nmake\n```\n",
        f"- [ ] one\n- [ ] two\n\n## Tasks\n{TASK}",
        f"## Tasks\n### build\n**Note**: slow.\n**Usage**:\n{TASK[10:]}",
    ],
)
def test_a_readme_with_tasks_of_xc(text: str) -> None:
    assert dialect(text) == "xc"


@pytest.mark.parametrize(
    "text",
    [
        "## Tasks\n\nNone yet.\n",
        "## Tasks\n### Task 1: Build\n```\nmake\n```\n",
        "## Tasks\n### 1. Build\n```sh\nmake\n```\n",
        f"# Task 003: Ship it\n## Tasks\n{TASK}",
        f"---\norder: parallel\ntimeout: 5m\n---\n## Tasks\n{TASK}",
        f"## Tasks\n{TASK}- [ ] and look at it\n",
        f"## Tasks\n{TASK}**Verify**:\n- `test -f a`\n",
        f"## Tasks\n{TASK}**Depends on**: None\n",
        f"## Tasks\n{TASK}Depends on: None\n",
        "## Tasks\n### create\n```js\ntasks.create()\n```\n",
        "## Tasks\n### build\n~~~\nmake\n~~~\n",
        f"## Other\n{TASK}",
        f"````\n## Tasks\n{TASK}````\n### Task 1: Build\n",
    ],
)
def test_a_readme_without_any(text: str) -> None:
    assert dialect(text) != "xc"


@pytest.mark.parametrize(
    ("text", "is_xc"),
    [
        (f"## Tasks\n{TASK}", False),
        (f"## Tasks\n{TASK}Env: A=1\n", True),
        (f"## Tasks\n{TASK}Run: make\n", False),
        (f"## Tasks\n{TASK}### Build docs\nRequires: build\n", False),
        (f"<!-- xc-heading -->\n## Work\n{TASK}", True),
        (f"<!-- xc-heading -->\n\n## Work\n{TASK}", False),
    ],
)
def test_other_files_have_to_say_so(text: str, is_xc: bool) -> None:
    assert (dialect(text, "docs/work.md") == "xc") is is_xc


def test_it_runs_where_its_file_is() -> None:
    text = f"## Tasks\n{TASK}### deploy\nDirectory: ../infra\n```\nmake\n```\n"
    assert [each.keys.cwd for each in document(text, "a/b/README.md").subtasks] == [
        "a/b",
        "a/infra",
    ]
    assert [each.keys.cwd for each in document(text, "-", "xc").subtasks] == [None, "../infra"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("make", None),
        ("#!", None),
        ("#!/bin/bash -x", None),
        ("#!/usr/bin/env zsh", None),
        ("#!/usr/bin/env python", "python"),
        ("\n#! /usr/bin/python3", "python"),
        ("#!/usr/bin/env -S node", "node"),
        ("#!/usr/bin/env python3.12", "#!python3.12"),
        ("#!/usr/bin/env -S deno run", "#!deno run"),
        ("#!/srv/venv/bin/python", "#!/srv/venv/bin/python"),
        ("#!/usr/bin/env julia", "julia"),
    ],
)
def test_a_first_line_names_the_language(line: str, language: str | None) -> None:
    assert language_of_first_line(f"{line}\ncode\n", frozenset({"julia"})) == language


def _runs(requires: list[list[int]], turns: list[Turn], start: int) -> list[int]:
    """An order in which all that `start` requires may run; fails where there is none."""
    after = [{*others} for others in requires]
    for turn in turns:
        after[turn.each].add(turn.other)
    done: list[int] = []
    wanted, stack = {start}, [start]
    while stack:
        for other in requires[stack.pop()]:
            if other not in wanted:
                wanted.add(other)
                stack.append(other)
    while len(done) < len(wanted):
        ready = [at for at in sorted(wanted, reverse=True) if at not in done]
        done.append(next(at for at in ready if after[at] & wanted <= {*done}))
    return done


def test_what_is_required_runs_one_after_the_other() -> None:
    # 0 requires 1, then 2, then 3; 2 and 3 both require 4, and 1 nothing.
    requires = [[1, 2, 3], [], [4], [4], []]
    turns = in_turn(requires, [0])
    assert turns.found == [Turn(4, 1, 0), Turn(3, 2, 0)]
    assert _runs(requires, turns.found, 0) == [1, 4, 2, 3, 0]


def test_an_order_that_another_forbids_is_left_out() -> None:
    turns = in_turn([[2, 3], [3, 2], [], []], [0, 1])
    assert turns.found == [Turn(3, 2, 0)]
    assert turns.refused == [Turn(2, 3, 1)]


def test_no_order_closes_a_circle_and_each_is_kept_or_told() -> None:
    chance = random.Random(7)
    for _ in range(200):
        count = chance.randint(3, 9)
        requires = [
            chance.sample(range(at + 1, count), chance.randint(0, count - at - 1))
            for at in range(count)
        ]
        owners = chance.sample(range(count), count)
        turns = in_turn(requires, owners)
        for owner in range(count):
            order = _runs(requires, turns.found, owner)
            told = {(turn.other, turn.each) for turn in turns.refused if turn.owner == owner}
            for one, other in pairwise(requires[owner]):
                assert order.index(one) < order.index(other) or any(
                    other in (each, *_reached(requires, each)) for each in requires[owner]
                    if each != other
                ) or told  # fmt: skip


def _reached(requires: list[list[int]], start: int) -> list[int]:
    found: list[int] = []
    stack = [*requires[start]]
    while stack:
        found.append(stack.pop())
        stack += [each for each in requires[found[-1]] if each not in found]
    return found


def test_so_many_that_require_each_other_are_told() -> None:
    count = 2500
    requires = [[*range(at + 1, count)] for at in range(count)]
    assert in_turn(requires, range(count)).left is not None


PIECES = (
    "# Tasks\n", "## a\n", "### b `c`\n", "Requires: a, b x, \"q, ,\u3000\n", "Req:\n",
    "Inputs: A-B, ,\n",
    "Env: =, A=, =1\n", "Dir: /\n", "**Run:** once\n", "RunDeps: x\n", "```\n", "```\nx $1\n```\n",
    "~~~\n", "- [ ] t\n", "<!-- xc-heading -->\n", "---\n", "#!\n", ":\n", "\0\n", "## \n",
    "> ## Tasks\n",
)  # fmt: skip


def test_nothing_that_is_written_raises() -> None:
    chance = random.Random(3)
    for _ in range(300):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 14)))
        for asked in (None, "xc"):
            document(text, "README.md", asked)
