"""What a resume would do with a recorded run; reads the store, writes nothing."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from orchestrator.operations.project import Project, Records, RunRow
from orchestrator.operations.records import state_of
from orchestrator.operations.running.inputs import inputs_digest
from orchestrator.operations.running.opening import close_interrupted, ticks_as_attested
from orchestrator.operations.running.options import Arguments
from orchestrator.plan.codec import from_own_json
from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.run.again import only_again
from orchestrator.run.fold import apply
from orchestrator.run.resume import Choice, Decision, decide_resume
from orchestrator.run.state import RunState


class Ruling(Struct, frozen=True, kw_only=True):
    """Of the `latest` run, which is to go on: the plan that counts from now on, with `notes` on
    why where that may surprise, and the `old` one, by which it went so far."""

    latest: RunRow
    plan: Plan
    old: Plan
    notes: tuple[str, ...] = ()


class Resumption(Struct, frozen=True, kw_only=True):
    """`recorded` is the run as the store has it; `state` is that once `lost`, the events that
    tell of a process that is gone, is applied. `attested` is what ticks give."""

    recorded: RunState
    state: RunState
    lost: tuple[ev.Event, ...]
    decisions: tuple[Decision, ...]
    attested: tuple[ev.Attested, ...]


def rule(records: Records, latest: RunRow, plan: Plan) -> Ruling:
    """Which plan counts when the run goes on: the file's, but that of before where the file is
    as the run itself left it."""
    recorded = state_of(records.about_run(latest.run))
    old = from_own_json(records.plan(recorded.plan))
    if recorded.changed_file != plan.source.sha256:
        return Ruling(latest=latest, plan=plan, old=old)
    note = (
        f"warning: {plan.source.path} was changed while it was run, and not since: what it was "
        "before counts. To take it as it is now, look at the change, and start a new run"
    )
    return Ruling(latest=latest, plan=old, old=old, notes=(note,))


def plan_resumption(
    project: Project,
    records: Records,
    ruling: Ruling,
    selected: frozenset[str],
    *,
    ticks: bool,
    arguments: Arguments,
    again: frozenset[str] = frozenset(),
    unless_done: bool = False,
) -> Resumption:
    """Decide for each subtask of the plan what becomes of it when the run goes on; with `again`
    these alone run again, and what comes after them; with `unless_done` not those of them whose
    success stands."""
    latest, plan = ruling.latest, ruling.plan
    recorded = state_of(records.events(latest.run))
    state = state_of(records.events(latest.run))
    lost = tuple(close_interrupted(state))
    for seq, event in enumerate(lost, start=state.seq + 1):
        apply(state, ev.Recorded(seq=seq, time=latest.started_at, run=latest.run, event=event))
    now = project.clock.now()
    root = project.workspace.root
    ticked = tuple(ticks_as_attested(plan, state, now)) if ticks else ()
    decisions = decide_resume(
        ruling.old,
        plan,
        state,
        selected=selected,
        inputs={subtask.id: inputs_digest(root, subtask) for subtask in plan.subtasks},
        arguments=arguments.digests,
        unknown=arguments.unknown,
        attested_now=frozenset(
            (each.subtask, each.attestation.step)
            for each in ticked
            if each.attestation.step is not None
        ),
        gone=_gone(root, state),
    )
    if again:
        kept = {each.subtask for each in decisions if each.choice is Choice.KEEP}
        decisions = only_again(plan, state, decisions, again - kept if unless_done else again)
    if ticks:
        # Evidence for an edited definition is void, so its ticks count anew.
        void = frozenset(each.subtask for each in decisions if each.edited)
        ticked = tuple(ticks_as_attested(plan, state, now, void=void))
    return Resumption(
        recorded=recorded,
        state=state,
        lost=lost,
        decisions=tuple(decisions),
        attested=ticked,
    )


def _gone(root: Path, state: RunState) -> dict[str, str]:
    """For each subtask an output that it had made and that is not there now."""
    missing = {
        id_: next((each.path for each in seen.artifacts if not (root / each.path).exists()), None)
        for id_, seen in state.subtasks.items()
    }
    return {id_: path for id_, path in missing.items() if path is not None}
