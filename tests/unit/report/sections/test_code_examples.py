import pytest

from orchestrator.plan.model import Check
from orchestrator.report.sections.code_examples import code_examples
from orchestrator.run import events as ev
from orchestrator.verify.model import Outcome
from tests.cases.report.materials import material
from tests.cases.report.runs import (
    checked,
    plan_of,
    result,
    started,
    step,
    stepped,
    subtask,
    succeeded,
)

PLAN = plan_of(
    subtask(
        1,
        "Build",
        steps=(step("1.1", "Make", "make\n"), step("1.2", "Say", "echo done\n")),
        checks=(Check(id="check_1", line=9, language="python", script="assert built()\n"),),
    )
)
DONE = (
    started("task_1"),
    stepped("task_1", "1.1", result()),
    stepped("task_1", "1.2", result(proves=False)),
    checked("task_1", "check_1", result()),
    ev.CleanupFinished(subtask="task_1", attempt=1, index=0, result=result()),
    succeeded("task_1"),
)


def test_scripts_that_succeeded_and_proved_something() -> None:
    found = code_examples(material(PLAN, *DONE))
    assert [(one.kind, one.id, one.language, one.script) for one in found] == [
        ("step", "1.1", "bash", "make\n"),
        ("check", "check_1", "python", "assert built()\n"),
    ]


def test_what_failed_is_no_example() -> None:
    failed = stepped("task_1", "1.1", result(Outcome.FAILED))
    assert code_examples(material(PLAN, started("task_1"), failed)) == ()


@pytest.mark.parametrize(
    "after",
    [
        ev.SubtaskReset(subtask="task_1", reason="edited"),
        ev.SubtaskCancelled(subtask="task_1", reason="rolled back", voided=True),
    ],
)
def test_what_counts_no_more_is_no_example(after: ev.Event) -> None:
    assert code_examples(material(PLAN, *DONE, after)) == ()
