from orchestrator.report.standing import blocked, failures, waiting
from orchestrator.run import events as ev
from orchestrator.verify.model import Answer
from tests.cases.report.runs import diamond, plan_of, run_started, started, step, subtask, told


def test_failures_name_their_line_and_log() -> None:
    case = diamond()
    (failure,) = failures(case.plan, case.summary)
    assert (failure.id, failure.line, failure.exit_code, failure.allowed) == (
        "task_3",
        30,
        0,
        False,
    )
    assert failure.log is not None
    assert failure.log.endswith("task_3.2.log")


def test_an_allowed_failure_is_one_all_the_same() -> None:
    plan = plan_of(subtask(1, "Try", allow_failure=True))
    failed = ev.SubtaskFailed(subtask="task_1", attempt=1, reason="no", duration_ms=1)
    case = told(plan, run_started(plan), started("task_1"), failed)
    assert [failure.allowed for failure in failures(plan, case.summary)] == [True]


def test_the_blocked_name_what_blocks_them() -> None:
    case = diamond()
    (item,) = blocked(case.plan, case.summary)
    assert item.id == "task_4"
    assert [(other.id, other.status) for other in item.by] == [("task_3", "failed")]


def test_the_pending_name_what_they_are_held_up_by() -> None:
    plan = plan_of(subtask(1, "a"), subtask(2, "b"), subtask(3, "c", 1, 2))
    case = told(
        plan,
        run_started(plan),
        ev.SubtaskWaiting(subtask="task_1", reason="approve", kind="approval"),
        ev.SubtaskSkipped(subtask="task_2", reason="condition", selected=True),
    )
    (item,) = blocked(plan, case.summary)
    assert (item.id, [other.id for other in item.by]) == ("task_3", ["task_1"])


def test_what_waits_says_for_whom_and_what_is_to_be_answered() -> None:
    plan = plan_of(
        subtask(1, "a", approval="Publish?", steps=(step("1.1", "Write"),)),
        subtask(2, "b", steps=(step("2.1", "Ring the bell"),)),
        subtask(3, "c"),
    )
    case = told(
        plan,
        run_started(plan),
        ev.SubtaskWaiting(subtask="task_1", reason="approval", kind="approval"),
        ev.SubtaskWaiting(subtask="task_2", reason="step", kind="person", step="2.1"),
        ev.SubtaskWaiting(subtask="task_3", reason="the agent is busy", kind="agent"),
    )
    found = [(item.waits_for, item.step, item.what) for item in waiting(plan, case.summary)]
    assert found[:2] == [("approval", None, "Publish?"), ("person", "2.1", "Ring the bell")]
    assert found[2][:2] == ("agent", None)
    assert found[2][2].startswith("the agent is busy")


def test_what_has_its_answer_waits_for_nothing_more() -> None:
    plan = plan_of(subtask(1, "a", approval="Publish?", steps=(step("1.1", "Write"),)))
    answer = Answer(approved=True, by="ann", at="noon")
    case = told(
        plan,
        run_started(plan),
        ev.SubtaskWaiting(subtask="task_1", reason="approval", kind="approval"),
        ev.Answered(subtask="task_1", answer=answer),
    )
    (item,) = waiting(plan, case.summary)
    assert (item.waits_for, item.step) == ("nothing", None)
    assert item.what == "it can go on: what it waited for is there"
