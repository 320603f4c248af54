"""Which subtasks only stand for others."""

from __future__ import annotations

from typing import Any

import pytest

from orchestrator.plan.gathering import gathered_by
from orchestrator.plan.model import Criterion
from tests.builders import check, command_step, prose_step, subtask


def test_one_that_asks_for_nothing_stands_for_what_it_requires() -> None:
    assert gathered_by(subtask("all", "a", "b", steps=())) == ("a", "b")
    assert gathered_by(subtask("alone", steps=())) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"steps": (command_step(),)},
        {"steps": (prose_step(),)},
        {"checks": (check(),)},
        {"criteria": (Criterion(id="criterion_1", part="Done", text="it is", line=1),)},
        {"outputs": ("out/*",)},
        {"approval": "Publish?"},
    ],
)
def test_one_that_asks_for_more_does_not(more: dict[str, Any]) -> None:
    assert gathered_by(subtask("all", "a", **{"steps": (), **more})) == ()
