"""Fields that are said as they are: what counts, and what is an error."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestrator.diagnostics import Diagnostic, Severity
from orchestrator.document.parse import read
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.model import Plan

AROUND = Surroundings(root="/r", folder="/r", stem="t", agents=("claude",))
TEXT = """# T

{}

### Task 1: A
```sh
make
```

{}

### Task 2: B
**Depends on**: Task 1
```sh
make test
```

{}
"""


def made(of_plan: object = None, *of_subtasks: object) -> tuple[Plan | None, list[Diagnostic]]:
    blocks = [
        f"```json fields\n{json.dumps(each)}\n```" if each is not None else ""
        for each in (of_plan, *of_subtasks, None, None)
    ]
    document, findings, _ = read(TEXT.format(*blocks[:3]).encode(), "t.md")
    plan, findings = build(document, AROUND, findings)
    return plan, [each for each in findings if each.severity is Severity.ERROR]


def good(*blocks: object) -> Plan:
    plan, errors = made(*blocks)
    assert plan is not None, errors
    return plan


def test_fields_count_more_than_what_was_read() -> None:
    plan = good(
        {"title": "Other", "metadata": {"a": "b\nc"}}, {"title": "X ✅", "env": {"A": "1\n"}}
    )
    assert (plan.title, plan.metadata) == ("Other", {"a": "b\nc"})
    assert (plan.subtasks[0].title, plan.subtasks[0].env) == ("X ✅", {"A": "1\n"})


def test_lines_are_those_of_the_block() -> None:
    step = {"id": "1", "text": "x", "action": {"kind": "manual"}}
    plan = good(None, {"steps": [step], "condition": {"language": "sh", "script": "x\n"}})
    subtask = plan.subtasks[0]
    assert subtask.condition is not None
    assert (subtask.steps[0].line, subtask.steps[0].action.line) == (10, 10)
    assert subtask.condition.line == 10


def test_an_id_is_found_under_its_new_name() -> None:
    plan = good(None, {"id": "build"}, {"id": "test"})
    assert [subtask.id for subtask in plan.subtasks] == ["build", "test"]
    assert [edge.id for edge in plan.subtasks[1].depends_on] == ["build"]


def test_fingerprints_are_of_what_counts() -> None:
    assert good(None, {"env": {"A": "1"}}).subtasks[0].fingerprint != good().subtasks[0].fingerprint
    assert good(None, {"title": "A"}).subtasks[0].fingerprint == good().subtasks[0].fingerprint


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ((None, {"titel": "x"}), "there is no field `titel`"),
        ((None, {"agent": "/bin/sh -c x"}), "there is no field `agent`"),
        ((None, {"fingerprint": "x"}), "there is no field `fingerprint`"),
        (({"subtasks": []},), "there is no field `subtasks`"),
        (({"findings": []},), "there is no field `findings`"),
        ((None, {"title": 1}), "title"),
        ((None, {"steps": [{"id": "1"}]}), "steps[0]"),
        ((None, {"id": "task_2"}), "task_2 is defined twice"),
        ((None, {"id": ""}), "empty or defined twice"),
        ((None, {"cwd": "../.."}), "outside the root"),
        ((None, {"timeout_s": -1}), "more than 0"),
        ((None, {"depends_on": [{"id": "x"}]}), "task_1 depends on x"),
        ((None, {"depends_on": [{"id": "task_2"}]}), "wait for each other"),
        (({"id": "a/b"},), "the id"),
    ],
)
def test_what_does_not_hold_is_an_error(blocks: tuple[Any, ...], said: str) -> None:
    plan, errors = made(*blocks)
    assert plan is None
    assert said in "; ".join(each.message for each in errors)
