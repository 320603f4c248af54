from __future__ import annotations

from textwrap import dedent

import pytest

from orchestrator.cli.outline import first_line, plan_lines, preview_lines
from orchestrator.operations.running.preview import (
    Preview,
    PreviewCommand,
    PreviewProse,
    PreviewSubtask,
)
from orchestrator.plan.model import (
    Action,
    ActionKind,
    Check,
    Criterion,
    Edge,
    Order,
    Plan,
    Source,
    Step,
    Subtask,
    Why,
)

PLAN = Plan(
    id="012_ship",
    title="Ship\x1b[31m it",
    source=Source(path="docs/tasks/012_ship.md", sha256="", dialect="native"),
    order=Order.EXPLICIT,
    subtasks=(
        Subtask(
            id="task_1",
            title="Build",
            line=3,
            fingerprint="f",
            steps=(
                Step(
                    id="1.1",
                    text="Build",
                    line=5,
                    action=Action(
                        kind=ActionKind.COMMAND,
                        line=6,
                        language="bash",
                        script="# first\nmake\nls\n",
                    ),
                ),
            ),
            checks=(Check(id="check_1", line=9, language="sh", script="test -e out"),),
        ),
        Subtask(
            id="task_2",
            title="Announce",
            line=12,
            fingerprint="f",
            depends_on=(Edge(id="task_1", why=Why.EXPLICIT, line=13),),
            steps=(
                Step(
                    id="2.1",
                    text="Write it",
                    line=14,
                    action=Action(kind=ActionKind.MANUAL, line=14),
                ),
            ),
            criteria=(Criterion(id="criterion_1", part="Done", text="good", line=16),),
            approval="Publish?",
        ),
    ),
)


def test_a_plan_in_words() -> None:
    assert "\n".join(plan_lines(PLAN)) == dedent("""\
        012_ship: Ship\\x1b[31m it (docs/tasks/012_ship.md)
        2 subtasks in explicit order, 1 edge, 2 commands, 1 step for somebody

        task_1  Build  (line 3, medium)
          step 1.1: bash, line 6: make (+1 line)
          check check_1: sh, line 9: test -e out

        task_2  Announce  (line 12, medium)
          after task_1 (explicit, line 13)
          asks: Publish?
          for a person: 2.1, line 14: Write it
          1 criterion, 0 with a check""")


def test_a_run_to_come_in_words() -> None:
    command = PreviewCommand(role="cleanup", id="#1", line=9, language="sh", script="rm -r out\n")
    prose = PreviewProse(id="2.1", line=14, who="agent claude", text="Write it")
    entries = (
        PreviewSubtask(
            id="task_1", title="Build", line=3, choice="keep", why="it succeeded", after=(),
            commands=(), prose=(), approval=None, criteria=(),
        ),
        PreviewSubtask(
            id="task_2", title="Announce", line=12, choice="run", why="it failed",
            after=("task_1",), commands=(command,), prose=(prose,), approval="Publish?",
            criteria=("All know",),
        ),
    )  # fmt: skip
    coming = Preview(task="012_ship", title="Ship", jobs=1, resumes="0198-a", subtasks=entries)
    assert "\n".join(preview_lines(coming, PLAN)) == dedent("""\
        012_ship: Ship
        going on with run 0198-a, at most 1 subtask at once; nothing was run

        task_1  Build  (line 3): keep, it succeeded

        task_2  Announce  (line 12): run, it failed
          after task_1 (explicit, line 13)
          asks: Publish?
          cleanup: sh, line 9: rm -r out
          for agent claude: 2.1, line 14: Write it
          to be met: All know""")


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("", ""),
        ("# only a comment\n\n", ""),
        ("\n  make\n", "make"),
        ("a\n\n# b\nc\nd\n", "a (+2 lines)"),
        ("printf '\x1b[2J'", "printf '\\x1b[2J'"),
        ("x" * 90, "x" * 69 + "…"),
    ],
)
def test_a_script_in_a_line(script: str, shown: str) -> None:
    assert first_line(script) == shown
