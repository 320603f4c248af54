"""The table of transitions and what it refuses."""

from __future__ import annotations

import copy

import pytest

from orchestrator.asdata import as_data
from orchestrator.run import events as ev
from orchestrator.run.fold import IllegalTransitionError, apply
from orchestrator.run.state import RunState, SubtaskState
from orchestrator.run.status import TRANSITIONS, Status
from orchestrator.verify.model import Answer, CommandResult, Outcome

RESULT = CommandResult(
    outcome=Outcome.SUCCEEDED, started_at="2030-01-01T00:00:00Z", duration_ms=1, output_bytes=7
)
SUBTASK_EVENTS: list[ev.SubtaskEvent] = [
    ev.SubtaskStarted(subtask="a", attempt=1, idempotency_key="k", log="l"),
    ev.StepFinished(subtask="a", attempt=1, step="1", result=RESULT),
    ev.CheckFinished(subtask="a", attempt=1, check="check_1", result=RESULT),
    ev.ConditionFinished(subtask="a", attempt=1, result=RESULT),
    ev.CompensationFinished(subtask="a", attempt=1, index=0, result=RESULT),
    ev.CleanupFinished(subtask="a", attempt=1, index=0, result=RESULT),
    ev.SubtaskSucceeded(subtask="a", attempt=1, duration_ms=1),
    ev.SubtaskFailed(subtask="a", attempt=1, reason="r", duration_ms=1),
    ev.SubtaskTimedOut(subtask="a", attempt=1, reason="r", duration_ms=1),
    ev.SubtaskRetried(subtask="a", attempt=1, reason="r", delay_s=1.0, duration_ms=1),
    ev.SubtaskWaiting(subtask="a", reason="r", kind="person"),
    ev.SubtaskBlocked(subtask="a", because=("b",), reason="r"),
    ev.SubtaskSkipped(subtask="a", reason="r", selected=True),
    ev.SubtaskCancelled(subtask="a", reason="r"),
    ev.SubtaskInterrupted(subtask="a", attempt=1, reason="r"),
    ev.SubtaskReset(subtask="a", reason="r"),
]


def record(event: ev.Event, seq: int = 1) -> ev.Recorded:
    return ev.Recorded(seq=seq, time="2030-01-01T00:00:00Z", run="r", event=event)


def test_every_status_has_a_row() -> None:
    assert set(TRANSITIONS) == set(Status)


@pytest.mark.parametrize("event", SUBTASK_EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("status", list(Status))
def test_an_event_moves_as_the_table_says_or_changes_nothing(
    status: Status, event: ev.SubtaskEvent
) -> None:
    state = RunState(subtasks={"a": SubtaskState(status=status)})
    before = copy.deepcopy(as_data(state))
    following = TRANSITIONS[status].get(type(event))
    if following is None:
        with pytest.raises(IllegalTransitionError, match=r"a: .* is not possible"):
            apply(state, record(event))
        assert as_data(state) == before
    else:
        apply(state, record(event))
        assert state.of("a").status is following


@pytest.mark.parametrize(
    "event",
    [
        ev.SubtaskReset(subtask="a", reason="it failed"),
        ev.SubtaskStarted(subtask="a", attempt=2, idempotency_key="k2", log="m"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_reset_and_a_new_attempt_forget_the_results_of_the_last_one(
    event: ev.SubtaskEvent,
) -> None:
    retried = SUBTASK_EVENTS[9]
    state = RunState()
    for seq, earlier in enumerate([SUBTASK_EVENTS[0], SUBTASK_EVENTS[1], retried], 1):
        apply(state, record(earlier, seq))
    assert (list(state.of("a").steps), state.of("a").log_bytes) == (["1"], 7)
    apply(state, record(event, 4))
    assert (state.of("a").steps, state.of("a").log_bytes) == ({}, 0)


def test_an_attempt_that_goes_on_keeps_them() -> None:
    state = RunState()
    waits = ev.SubtaskWaiting(subtask="a", reason="r", kind="person", attempt=1, step="2")
    again = ev.SubtaskStarted(subtask="a", attempt=2, idempotency_key="k2", log="m", continues=True)
    for event in (SUBTASK_EVENTS[0], SUBTASK_EVENTS[1], waits, again):
        apply(state, record(event))
    assert list(state.of("a").steps) == ["1"]
    assert state.of("a").waiting_step is None


def test_evidence_for_an_edited_definition_is_void() -> None:
    from orchestrator.verify.model import Attestation

    word = Attestation(by="me", evidence="seen", at="2030-01-01T00:00:00Z", step="1")
    for edited, left in ((False, 1), (True, 0)):
        state = RunState()
        apply(state, record(ev.Attested(subtask="a", attestation=word)))
        apply(state, record(ev.SubtaskReset(subtask="a", reason="r", edited=edited)))
        assert len(state.of("a").attestations) == left


_SUCCESS = ev.SubtaskSucceeded(subtask="a", attempt=1, duration_ms=1)
_VALIDATION = ev.ValidationStarted(subtask="a", attempt=2, idempotency_key="k2", log="m")
_REGRESSION = ev.SubtaskFailed(subtask="a", attempt=2, reason="r", duration_ms=1, regression=True)
_ROLLED_BACK = ev.SubtaskCancelled(subtask="a", reason="r", voided=True)


@pytest.mark.parametrize(
    ("events", "answers"),
    [
        ([], 1),
        ([SUBTASK_EVENTS[7]], 1),
        ([SUBTASK_EVENTS[14]], 1),
        ([_SUCCESS], 0),
        ([_SUCCESS, _ROLLED_BACK], 0),
        ([_SUCCESS, _VALIDATION, _REGRESSION], 0),
    ],
    ids=["not ended", "failed", "interrupted", "succeeded", "rolled back", "regression"],
)
def test_an_approval_holds_until_a_success(events: list[ev.SubtaskEvent], answers: int) -> None:
    state = RunState()
    said = Answer(approved=True, by="Ann", at="2030-01-01T00:00:00Z")
    apply(state, record(ev.Answered(subtask="a", answer=said)))
    if events:
        apply(state, record(SUBTASK_EVENTS[0]))
    for event in (*events, SUBTASK_EVENTS[15]):
        apply(state, record(event))
    assert len(state.of("a").answers) == answers
