from orchestrator.report.attempts import Attempt, attempts_of
from orchestrator.run import events as ev
from orchestrator.verify.model import Outcome
from tests.cases.report import runs
from tests.cases.report.runs import plan_of, result, started, step, stepped, subtask, succeeded

OLD = plan_of(subtask(1, "Build", steps=(step("1.1", "Old", "old\n"),)))
NEW = plan_of(subtask(1, "Build", steps=(step("1.1", "New", "new\n"),)))
FAILED = result(Outcome.FAILED, reason="exit code 1")
FIRST_FAILS = (
    runs.run_started(OLD, "old"),
    started("task_1"),
    stepped("task_1", "1.1", FAILED),
    ev.SubtaskFailed(
        subtask="task_1", attempt=1, reason="exit code 1", duration_ms=900, exit_code=1
    ),
)


def attempts(*events: ev.Event, **plans) -> tuple[Attempt, ...]:
    return attempts_of(NEW, runs.told(NEW, *events).records, plans)["task_1"]


def test_every_attempt_keeps_its_own_commands() -> None:
    first, second = attempts(
        runs.run_started(NEW, "new"),
        started("task_1"),
        stepped("task_1", "1.1", FAILED),
        ev.SubtaskRetried(
            subtask="task_1",
            attempt=1,
            reason="late",
            delay_s=0,
            duration_ms=900,
            exit_code=None,
            timed_out=True,
        ),
        started("task_1", 2),
        stepped("task_1", "1.1", result(), 2),
        succeeded("task_1", 2),
    )
    assert (first.number, first.outcome, first.reason) == (1, "timed_out", "late")
    assert [run.result for run in first.commands] == [FAILED]
    assert (second.number, second.outcome, second.duration_ms) == (2, "succeeded", 1000)
    assert second.commands[0].script == "new\n"
    assert not first.superseded


def test_an_attempt_from_before_an_edit_does_not_show_the_new_script() -> None:
    events = (*FIRST_FAILS, runs.run_resumed(NEW, "new"))
    (unset,) = attempts(*events)
    assert unset.commands[0].script is None
    events = (*events, ev.SubtaskReset(subtask="task_1", reason="edited"))
    (unknown,) = attempts(*events)
    assert unknown.superseded
    assert unknown.commands[0].script is None
    (known,) = attempts(*events, old=OLD)
    assert known.commands[0].script == "old\n"


def test_a_success_that_an_edit_elsewhere_kept_shows_its_script() -> None:
    (kept,) = attempts(
        runs.run_started(OLD, "old"),
        started("task_1"),
        stepped("task_1", "1.1", result()),
        succeeded("task_1"),
        runs.run_resumed(NEW, "new"),
    )
    assert kept.commands[0].script == "new\n"


def test_a_waiting_attempt_goes_on_under_its_number() -> None:
    (attempt,) = attempts(
        runs.run_started(NEW, "new"),
        started("task_1"),
        stepped("task_1", "1.1", result()),
        ev.SubtaskWaiting(subtask="task_1", reason="for ann", kind="person", attempt=1),
        started("task_1", continues=True),
        stepped("task_1", "1.2", result()),
    )
    assert attempt.outcome == "running"
    assert [run.id for run in attempt.commands] == ["1.1", "1.2"]
    assert attempt.commands[1].script is None


def test_an_end_without_a_duration_is_measured_by_the_records() -> None:
    (attempt,) = attempts(
        runs.run_started(NEW, "new"),
        started("task_1"),
        ev.SubtaskInterrupted(subtask="task_1", attempt=1, reason="gone"),
    )
    assert (attempt.outcome, attempt.duration_ms) == ("interrupted", 1000)


def test_a_validation_is_told_apart_and_a_regression_named() -> None:
    validation = ev.ValidationStarted(
        subtask="task_1", attempt=2, idempotency_key="k", log="task_1.2.log"
    )
    before = (
        runs.run_started(NEW, "new"),
        started("task_1"),
        stepped("task_1", "1.1", result()),
        succeeded("task_1"),
        validation,
    )
    first, second = attempts(*before, succeeded("task_1", 2))
    assert (first.validation, first.name, first.ending) == (False, "attempt 1", "succeeded")
    assert (second.validation, second.name, second.ending) == (True, "validation 2", "succeeded")
    assert not second.regression

    def failed(*, regression: bool) -> Attempt:
        end = ev.SubtaskFailed(
            subtask="task_1", attempt=2, reason="no", duration_ms=1, regression=regression
        )
        return attempts(*before, end)[1]

    assert failed(regression=True).ending == "failed, a regression"
    assert failed(regression=False).ending == "failed"


def test_words_about_a_regression_make_none() -> None:
    end = ev.SubtaskFailed(subtask="task_1", attempt=1, reason="regression: said", duration_ms=1)
    (attempt,) = attempts(runs.run_started(NEW, "new"), started("task_1"), end)
    assert not attempt.regression


def test_mending_belongs_to_the_attempt_that_follows() -> None:
    mend = result(agent="helper", said="done")
    (attempt,) = attempts(
        runs.run_started(NEW, "new"),
        started("task_1"),
        ev.MendFinished(subtask="task_1", attempt=1, result=mend),
        stepped("task_1", "1.1", result()),
    )
    assert [(run.kind, run.id, run.result.agent) for run in attempt.commands] == [
        ("mend", "", "helper"),
        ("step", "1.1", None),
    ]


def test_a_removed_subtask_and_a_late_event_leave_nothing() -> None:
    plan = plan_of(subtask(2, "Other"))
    records = runs.told(plan, *FIRST_FAILS, ev.SubtaskRemoved(subtask="task_1")).records
    assert attempts_of(plan, records, {}) == {"task_2": ()}
