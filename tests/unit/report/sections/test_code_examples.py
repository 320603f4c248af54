import pytest

from orchestrator.plan.model import Check
from orchestrator.report.sections.code_examples import code_examples
from orchestrator.run import events as ev
from orchestrator.verify.model import Attestation, EvidenceFile, Outcome
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
    ("name", "language"),
    [("parse.py", "python"), ("RUN.SH", "bash"), ("notes", "text"), (None, "text")],
)
def test_attested_code_says_by_whom_and_stays_what_it_is(name: str | None, language: str) -> None:
    file = EvidenceFile(name=name, path="e/x", size=1, sha256="0") if name else None
    word = Attestation(by="ann", evidence="x = 1", at="noon", kind="code", file=file)
    events = (ev.Attested(subtask="task_1", attestation=word),)
    (found,) = code_examples(material(PLAN, *events))
    assert (found.kind, found.id, found.text) == ("attested", "", "ann, noon")
    assert (found.language, found.script, found.file) == (language, "x = 1", file)


def test_after_a_validation_steps_stay_examples_and_a_failed_check_is_none() -> None:
    validation = ev.ValidationStarted(subtask="task_1", attempt=2, idempotency_key="k", log="l")
    failed = checked("task_1", "check_1", result(Outcome.FAILED), 2)
    found = code_examples(material(PLAN, *DONE, validation, failed))
    assert [one.id for one in found] == ["1.1"]


@pytest.mark.parametrize(
    "after",
    [
        ev.SubtaskReset(subtask="task_1", reason="edited"),
        ev.SubtaskCancelled(subtask="task_1", reason="rolled back", voided=True),
    ],
)
def test_what_counts_no_more_is_no_example(after: ev.Event) -> None:
    assert code_examples(material(PLAN, *DONE, after)) == ()
