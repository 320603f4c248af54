"""More edges than a plan can hold, and modes that lead a long way."""

from __future__ import annotations

import pytest

from orchestrator.document.model import Document
from orchestrator.document.parse import read
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.edges import MAX_EDGES

AROUND = Surroundings(root="/w", folder="/w", stem="x")


def parsed(count: int, body: str) -> Document:
    text = "".join(
        f"### Task {n}: A\n\n{body.format(n - 1, n + 1)}\n\n" for n in range(1, count + 1)
    )
    return read(f"# T\n\n{text}".encode(), "x.md")[0]


def codes(document: Document) -> list[str]:
    return [one.code for one in build(document, AROUND)[1] if one.severity == "error"]


def test_everything_after_everything_is_refused_where_it_is_too_much() -> None:
    count = int((2 * MAX_EDGES) ** 0.5) + 10
    plan, findings = build(parsed(count, "Depends on: all previous"), AROUND)
    assert plan is None
    told = [one for one in findings if one.code == "too-many-edges"]
    assert len(told) == 1
    assert told[0].line is not None
    assert told[0].line > 3 * count


def test_everything_after_everything_is_planned_where_it_is_not() -> None:
    assert codes(parsed(200, "Depends on: all previous")) == []


def test_modes_that_point_at_the_next_one_lead_any_way() -> None:
    document = parsed(3000, "**Execution Mode**: PARALLEL (with Task {1})")
    assert codes(document) == ["unknown-reference"]


@pytest.mark.long
def test_modes_that_point_at_the_one_before_share_what_that_one_waits_for() -> None:
    plan, _ = build(parsed(3000, "**Execution Mode**: PARALLEL"), AROUND)
    assert plan is not None
    assert not any(subtask.depends_on for subtask in plan.subtasks)
