"""Events survive the way to JSON and back."""

from __future__ import annotations

import json

import pytest

from orchestrator.run import events as ev
from orchestrator.run.codec import event_from_data, event_to_data, to_json_dict
from orchestrator.verify.model import Artifact, Cause, CommandResult, Judgement, Outcome
from tests.unit.run.test_state import SUBTASK_EVENTS

RICH = ev.CheckFinished(
    subtask="a",
    attempt=2,
    check="check_1",
    result=CommandResult(
        outcome=Outcome.FAILED,
        started_at="2030-01-01T00:00:00Z",
        duration_ms=12,
        exit_code=3,
        reason="exit code 3, expected 0",
        judgements=(
            Judgement(what="stdout", passed=False, expected="a", got="b", diff="-a\n+b\n"),
        ),
        output="b\n",
        output_bytes=2,
    ),
)
ARTIFACT = Artifact(pattern="*.whl", path="a.whl", size=3, sha256="ff", fresh=True)
DONE = ev.SubtaskSucceeded(subtask="a", attempt=1, duration_ms=5, artifacts=(ARTIFACT,))
NOT_DONE = ev.SubtaskFailed(
    subtask="a",
    attempt=1,
    reason="r",
    duration_ms=5,
    error=Cause(type="KeyError", message="'a'", hash="0123456789abcdef"),
)


@pytest.mark.parametrize(
    "event", [*SUBTASK_EVENTS, RICH, DONE, NOT_DONE], ids=lambda event: type(event).__name__
)
def test_an_event_comes_back_as_it_was(event: ev.Event) -> None:
    data = json.loads(json.dumps(event_to_data(event)))
    assert event_from_data(ev.TYPE_NAMES[type(event)], data) == event


def test_a_line_for_other_programs_holds_every_field() -> None:
    line = to_json_dict(ev.Recorded(seq=7, time="t", run="r", event=SUBTASK_EVENTS[0]))
    assert line == {
        "seq": 7,
        "time": "t",
        "type": "subtask_started",
        "run": "r",
        "subtask": "a",
        "attempt": 1,
        "idempotency_key": "k",
        "log": "l",
        "continues": False,
        "inputs_sha256": None,
        "args_sha256": None,
        "parents": [],
        "waited_ms": 0,
        "queue": None,
    }


@pytest.mark.parametrize("kind", [ev.SubtaskFailed, ev.SubtaskTimedOut])
def test_an_end_that_was_recorded_before_there_were_causes_is_read(
    kind: type[ev.SubtaskFailed] | type[ev.SubtaskTimedOut],
) -> None:
    old = {"subtask": "a", "attempt": 1, "reason": "r", "duration_ms": 5}
    event = kind(subtask="a", attempt=1, reason="r", duration_ms=5)
    assert event_from_data(ev.TYPE_NAMES[kind], old) == event
    assert event_to_data(event) == old


@pytest.mark.parametrize(
    ("type_name", "data", "message"),
    [
        ("no_such_thing", {}, "unknown event type"),
        ("subtask_started", {"subtask": "a"}, "missing required field `attempt`"),
        ("subtask_blocked", {"subtask": "a", "because": "b", "reason": "r"}, "Expected `array`"),
        ("step_finished", {"subtask": 1, "attempt": 1, "step": "1"}, "Expected `str`, got `int`"),
    ],
)
def test_damaged_data_is_refused(type_name: str, data: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        event_from_data(type_name, data)
