"""Properties of every run: each subtask once, never too early, never too many at once."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.asdata import as_data
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.codec import event_from_data, event_to_data
from orchestrator.run.fold import apply, replay
from orchestrator.run.state import RunState
from orchestrator.run.status import Status
from tests.builders import plan, subtask
from tests.fakes import Scripted
from tests.unit.run.test_driver import Run


@st.composite
def dags(draw: st.DrawFn) -> Plan:
    """A random DAG of up to 12 subtasks; edges lead backwards in the file."""
    count = draw(st.integers(1, 12))
    subtasks = []
    for position in range(count):
        earlier = st.sets(st.integers(0, position - 1), max_size=4) if position else st.just(set())
        subtasks.append(subtask(f"s{position}", *(f"s{each}" for each in sorted(draw(earlier)))))
    return plan(*subtasks)


@st.composite
def scripts(draw: st.DrawFn) -> dict[str, Scripted]:
    """How each subtask ends, and how long it takes."""
    ends = st.builds(
        Scripted,
        exit_code=st.sampled_from([0, 0, 0, 1]),
        duration_s=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
    )
    return {f"s{position}": draw(ends) for position in range(12)}


@given(dags(), scripts(), st.integers(1, 5))
@settings(max_examples=150, deadline=None)
def test_every_subtask_runs_once_after_its_dependencies_within_the_slots(
    made: Plan, script: dict[str, Scripted], jobs: int
) -> None:
    run = Run(made, script, jobs=jobs)
    state = run.drive()
    started = run.started()
    assert len(started) == len(set(started))
    assert run.engine.at_once <= jobs
    succeeded: set[str] = set()
    for record in run.journal.records:
        event = record.event
        if isinstance(event, ev.SubtaskStarted):
            needed = {
                edge.id
                for each in made.subtasks
                if each.id == event.subtask
                for edge in each.depends_on
            }
            assert needed <= succeeded
        elif isinstance(event, ev.SubtaskSucceeded):
            succeeded.add(event.subtask)
    # What did not run is blocked, and only by something that did not end well.
    for each in made.subtasks:
        seen = state.of(each.id)
        if each.id in started:
            assert seen.status in (Status.SUCCEEDED, Status.FAILED)
        else:
            assert seen.status is Status.BLOCKED
            assert not {state.of(cause).status for cause in seen.blocked_by} & {Status.SUCCEEDED}


@given(dags(), scripts(), st.data())
@settings(max_examples=100, deadline=None)
def test_replaying_any_prefix_gives_the_state_that_was(
    made: Plan, script: dict[str, Scripted], data: st.DataObject
) -> None:
    run = Run(made, script)
    run.drive()
    records = run.journal.records
    cut = data.draw(st.integers(0, len(records)))
    live = RunState()
    for record in records[:cut]:
        apply(live, record)
    stored = [
        ev.Recorded(
            seq=record.seq,
            time=record.time,
            run=record.run,
            event=event_from_data(
                ev.TYPE_NAMES[type(record.event)],
                json.loads(json.dumps(event_to_data(record.event))),
            ),
        )
        for record in records[:cut]
    ]
    assert as_data(replay(stored)) == as_data(live)


@given(dags(), scripts(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_resume_from_any_cut_never_runs_a_recorded_success_again(
    made: Plan, script: dict[str, Scripted], data: st.DataObject
) -> None:
    run = Run(made, script)
    run.drive()
    cut = data.draw(st.integers(1, len(run.journal.records)))
    run.journal.records = run.journal.records[:cut]
    done = {
        id_
        for id_, seen in replay(run.journal.records).subtasks.items()
        if seen.status is Status.SUCCEEDED
    }
    state = run.go_on()
    assert not done & set(run.started())
    assert {each.id for each in made.subtasks} == {
        id_ for id_, seen in state.subtasks.items() if seen.status is Status.SUCCEEDED
    }
