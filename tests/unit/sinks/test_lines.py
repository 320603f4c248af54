import pytest

from orchestrator.run import events as ev
from orchestrator.run.fold import replay
from orchestrator.run.state import RunState, SubtaskState
from orchestrator.sinks.lines import PlainSink, describe
from orchestrator.verify.model import Attestation, Outcome
from tests.cases.report.runs import (
    CASES,
    RUN,
    at,
    diamond_plan,
    result,
    run_finished,
    run_started,
    started,
    succeeded,
)

PLAN = diamond_plan()
ID = "task_3"
LATE = result(Outcome.TIMED_OUT, reason="longer than 5 s", duration_ms=5000)
BY_ANN = {"by": "ann", "evidence": "seen", "at": "noon"}


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (run_started(PLAN), f"run {RUN} started: 5 subtasks, 2 at once"),
        (
            ev.RunResumed(plan="p", selected=(ID,), jobs=4, pid=1),
            f"run {RUN} goes on: 1 subtask, 4 at once",
        ),
        (ev.RunInterrupted(reason="killed"), f"run {RUN} was interrupted: killed"),
        (
            run_finished("failed", 66.7, 1, 5120),
            f"run {RUN} failed: 66.7% complete, exit code 1, 5.1 s",
        ),
        (started(ID), "task_3 Test: attempt 1 started"),
        (started(ID, 2, continues=True), "task_3 Test: attempt 2 goes on"),
        (
            ev.StepFinished(subtask=ID, attempt=1, step="3.1", result=result()),
            "task_3 step 3.1 succeeded in 0.8 s",
        ),
        (
            ev.CheckFinished(subtask=ID, attempt=1, check="check_1", result=LATE),
            "task_3 check_1 TIMED OUT after 5.0 s: longer than 5 s",
        ),
        (
            ev.CheckFinished(subtask=ID, attempt=1, check="style", result=result()),
            "task_3 check style succeeded in 0.8 s",
        ),
        (ev.ConditionFinished(subtask=ID, attempt=1, result=LATE), "task_3 condition is false"),
        (ev.ConditionFinished(subtask=ID, attempt=1, result=result()), "task_3 condition is true"),
        (
            ev.CompensationFinished(subtask=ID, attempt=1, index=0, result=result()),
            "task_3 compensation 1 succeeded in 0.8 s",
        ),
        (
            ev.CleanupFinished(subtask=ID, attempt=1, index=1, result=LATE),
            "task_3 cleanup 2 TIMED OUT after 5.0 s: longer than 5 s",
        ),
        (succeeded(ID), "task_3 succeeded in 1.0 s"),
        (succeeded(ID, 2), "task_3 succeeded in 1.0 s on attempt 2"),
        (
            ev.SubtaskFailed(
                subtask=ID, attempt=1, reason="exit code 1, expected 0", duration_ms=9
            ),
            "task_3 FAILED: exit code 1, expected 0 (log .orchestrator/x.log)",
        ),
        (
            ev.SubtaskTimedOut(subtask=ID, attempt=1, reason="after 5 s", duration_ms=9),
            "task_3 TIMED OUT: after 5 s (log .orchestrator/x.log)",
        ),
        (
            ev.SubtaskRetried(
                subtask=ID, attempt=1, reason="exit code 1", delay_s=2, duration_ms=9
            ),
            "task_3 attempt 1 failed: exit code 1; the next one in 2.0 s",
        ),
        (
            ev.SubtaskWaiting(subtask=ID, reason="Ring the bell", kind="person", step="3.2"),
            "task_3 is waiting: Ring the bell",
        ),
        (
            ev.SubtaskWaiting(subtask=ID, reason="Publish?", kind="approval"),
            "task_3 is waiting: Publish?",
        ),
        (
            ev.SubtaskWaiting(subtask=ID, reason="x", kind="the moon"),
            "task_3 is waiting: x",
        ),
        (
            ev.SubtaskBlocked(subtask=ID, because=("task_1", "task_2"), reason="failed"),
            "task_3 BLOCKED by task_1, task_2: failed",
        ),
        (
            ev.SubtaskSkipped(subtask=ID, reason="condition is false", selected=True),
            "task_3 skipped: condition is false",
        ),
        (ev.SubtaskSkipped(subtask=ID, reason="not selected", selected=False), None),
        (ev.SubtaskCancelled(subtask=ID, reason="by ann"), "task_3 CANCELLED: by ann"),
        (
            ev.SubtaskInterrupted(subtask=ID, attempt=1, reason="process gone"),
            "task_3 INTERRUPTED: process gone",
        ),
        (ev.SubtaskReset(subtask=ID, reason="edited"), "task_3 is to run again: edited"),
        (ev.SubtaskRemoved(subtask=ID), "task_3 is no longer in the task file"),
        (
            ev.Attested(subtask=ID, attestation=Attestation(step="3.2", **BY_ANN)),
            "task_3 step 3.2 attested by ann",
        ),
        (
            ev.Attested(subtask=ID, attestation=Attestation(criterion="criterion_1", **BY_ANN)),
            "task_3 criterion_1 attested by ann",
        ),
        (
            ev.Attested(subtask=ID, attestation=Attestation(**BY_ANN)),
            "task_3 attested by ann",
        ),
        (started("gone"), "gone: attempt 1 started"),
        (ev.Event(), None),
    ],
)
def test_each_event(event: ev.Event, line: str | None) -> None:
    state = RunState(subtasks={ID: SubtaskState(log=".orchestrator/x.log")})
    assert describe(ev.Recorded(seq=1, time=at(1), run=RUN, event=event), state, PLAN) == line


@pytest.mark.parametrize("name", CASES)
def test_a_run_is_told_one_printable_line_an_event(name: str) -> None:
    told = CASES[name]()
    lines: list[str] = []
    sink = PlainSink(lines.append, told.plan)
    for number, record in enumerate(told.records, 1):
        sink.tell(record, replay(told.records[:number]))
    sink.close()
    assert len(lines) == len(told.records)
    assert all(line.endswith("\n") for line in lines)
    # Below a failed comparison its difference stands on lines of its own.
    assert all(line.isprintable() for text in lines for line in text[:-1].split("\n"))


def test_a_closed_pipe_does_not_stop_the_run() -> None:
    def broken(_: str) -> None:
        raise BrokenPipeError

    told = CASES["diamond"]()
    PlainSink(broken, told.plan).tell(told.records[0], told.state)
