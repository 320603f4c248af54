from orchestrator.plan.model import CriteriaPolicy, Criterion
from orchestrator.report.standing import MOST_SHOWN, blocked, failures, waiting
from orchestrator.run import events as ev
from orchestrator.verify.model import Answer, Outcome
from tests.cases.report.runs import (
    checked,
    diamond,
    plan_of,
    result,
    run_started,
    started,
    step,
    subtask,
    told,
)


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


def test_a_failure_shows_its_faults_where_the_state_is_known() -> None:
    case = diamond()
    (failure,) = failures(case.plan, case.summary, case.state)
    assert [fault.name for fault in failure.faults] == ["check_1"]
    assert failure.other_reasons == ()
    (without,) = failures(case.plan, case.summary)
    assert without.faults == ()
    assert without.other_reasons == without.reasons == ("check_1: stdout is not as expected",)


def test_of_many_failures_the_first_show_their_faults() -> None:
    plan = plan_of(*(subtask(n, "x") for n in range(1, MOST_SHOWN + 4)))
    broken = result(Outcome.FAILED, reason="no")
    failed = [
        event
        for each in plan.subtasks
        for event in (
            started(each.id),
            checked(each.id, "check_1", broken),
            ev.SubtaskFailed(subtask=each.id, attempt=1, reason="no", duration_ms=1),
        )
    ]
    case = told(plan, run_started(plan), *failed)
    found = failures(plan, case.summary, case.state)
    assert [bool(each.faults) for each in found] == [True] * MOST_SHOWN + [False] * 3


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


def test_what_waits_names_what_somebody_has_to_show_besides() -> None:
    def criterion(n: int, **fields: object) -> Criterion:
        return Criterion(id=f"criterion_{n}", part="Done", text=f"T{n}", line=1, **fields)  # type: ignore[arg-type]

    steps = (
        step("1.1", "Look"),
        step("1.2", "Run", "true\n"),
        step("1.3", "Sign"),
        step("1.4", "Sing", optional=True),
    )
    criteria = (criterion(1), criterion(2, optional=True), criterion(3, checks=("check_1",)))
    for policy, said in (
        (CriteriaPolicy.REQUIRED, ("step 1.3: Sign", "criterion_1 (Done): T1")),
        (CriteriaPolicy.ADVISORY, ("step 1.3: Sign",)),
    ):
        plan = plan_of(subtask(1, "a", steps=steps, criteria=criteria), criteria_policy=policy)
        waits = ev.SubtaskWaiting(subtask="task_1", reason="step", kind="person", step="1.1")
        (item,) = waiting(plan, told(plan, run_started(plan), waits).summary)
        assert (item.step, item.open) == ("1.1", said)


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
