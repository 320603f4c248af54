"""What people say to a run while it goes on."""

from __future__ import annotations

from orchestrator.run import events as ev
from orchestrator.run.fold import replay
from orchestrator.run.status import RunOutcome, Status
from orchestrator.run.summarize import summarize
from orchestrator.verify.model import Answer, Attestation
from tests.builders import command_step, plan, prose_step, subtask
from tests.fakes import Scripted
from tests.runs import Run, statuses

AT = "2030-01-01T00:00:00Z"


def attested(id_: str, step: str | None = None, criterion: str | None = None) -> ev.Attested:
    word = Attestation(by="ann", evidence="seen", at=AT, step=step, criterion=criterion)
    return ev.Attested(subtask=id_, attestation=word)


def answered(id_: str, *, approved: bool) -> ev.Answered:
    return ev.Answered(subtask=id_, answer=Answer(approved=approved, by="ann", at=AT))


def test_evidence_lets_a_waiting_subtask_go_on_at_once() -> None:
    of = plan(
        subtask("a", steps=(prose_step(),)),
        subtask("b", "a"),
        subtask("long"),
    )
    run = Run(of, {"long": Scripted(duration_s=30.0)})
    run.inbox.posted.append(attested("a", "1"))
    run.inbox.not_before = 3
    state = run.drive()
    assert state.outcome is RunOutcome.SUCCEEDED
    assert summarize(of, state).complete
    # It went on while the long one still ran.
    ended = {each: state.of(each).ended_at or "" for each in ("b", "long")}
    assert ended["b"] < ended["long"]


def test_a_step_in_the_middle_goes_on_after_what_was_done() -> None:
    of = plan(subtask("a", steps=(command_step(), prose_step("2"), command_step("3"))))
    run = Run(of)
    run.inbox.posted.append(attested("a", "2"))
    run.inbox.not_before = 1
    state = run.drive()
    assert state.of("a").status is Status.SUCCEEDED
    assert [work.done_steps for work in run.engine.started] == [frozenset(), frozenset({"1", "2"})]


def test_an_approval_that_comes_lets_it_run() -> None:
    run = Run(plan(subtask("a", approval="Really?"), subtask("b", "a")))
    run.inbox.posted.append(answered("a", approved=True))
    assert statuses(run.drive()) == {"a": "succeeded", "b": "succeeded"}


def test_a_rejection_ends_it_and_blocks_what_depends_on_it() -> None:
    run = Run(plan(subtask("a", approval="Really?"), subtask("b", "a"), subtask("c")))
    run.inbox.posted.append(answered("a", approved=False))
    run.inbox.not_before = 1
    state = run.drive()
    assert statuses(state) == {"a": "cancelled", "b": "blocked", "c": "succeeded"}
    assert state.of("a").reason == "rejected by ann"
    assert state.exit_code == 1


def test_what_was_rejected_stays_so_until_it_is_approved() -> None:
    run = Run(plan(subtask("a", approval="Really?"), subtask("b", "a")))
    run.inbox.posted.append(answered("a", approved=False))
    run.drive()
    assert statuses(run.go_on()) == {"a": "cancelled", "b": "blocked"}
    assert run.started() == []
    run.inbox.posted.append(answered("a", approved=True))
    run.go_on()
    assert statuses(run.go_on()) == {"a": "succeeded", "b": "succeeded"}


def test_what_was_said_at_the_last_moment_is_recorded() -> None:
    of = plan(subtask("a"))
    run = Run(of)
    run.inbox.posted.append(attested("a", criterion="criterion_1"))
    state = run.drive()
    assert [word.criterion for word in state.of("a").attestations] == ["criterion_1"]


def test_an_answer_of_the_wrong_step_wakes_nobody() -> None:
    run = Run(plan(subtask("a", steps=(prose_step(), prose_step("2")))))
    run.inbox.posted.append(attested("a", "2"))
    state = run.drive()
    assert state.of("a").status is Status.WAITING
    assert replay(run.journal.records).of("a").waiting_step == "1"
