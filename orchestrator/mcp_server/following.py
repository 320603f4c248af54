"""What an agent does next, by how a run stands: calls of tools, and commands of a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orchestrator.mcp_server.answers import Record
from orchestrator.mcp_server.calls import as_calls, call
from orchestrator.operations.byhand.claiming import is_open
from orchestrator.operations.byhand.unclaimed import Hindrance, hindrances
from orchestrator.operations.reporting.status import LoadedRun
from orchestrator.plan.catalogue import as_asked
from orchestrator.run.status import RunOutcome
from orchestrator.run.summary import RunSummary

ALL_COMPLETE = "all is complete: generate_report"

_CUT_OFF = (RunOutcome.INTERRUPTED, RunOutcome.CANCELLED)
_GOES_ON_BY_ITSELF = "task_status with wait_s answers when something changes"


def after_run(loaded: LoadedRun, summary: RunSummary) -> str:
    """What to do about a run as it stands."""
    if summary.complete:
        return ALL_COMPLETE
    by_hand = {row.id for row in summary.subtasks if is_open(loaded.plan, row)}
    if summary.state == RunOutcome.RUNNING:
        meanwhile = "; next_subtask gives what is done by hand meanwhile" if by_hand else ""
        return f"it goes on: {_GOES_ON_BY_ITSELF}{meanwhile}"
    plan = as_asked(loaded.plan, loaded.state.selected)
    parts = []
    if summary.state in _CUT_OFF:
        parts.append(f"{call('execute_task', task=summary.task, resume=True)} goes on with it")
    elif by_hand:
        parts.append("next_subtask gives the next one that is done by hand")
    for each in hindrances(plan, summary, ()):
        left = [id_ for id_ in each.subtasks if id_ not in by_hand]
        # What waits for its turn is taken up when the run goes on, whatever it waits for.
        # And what lacks a proof may only stand for others that do.
        waits = each.kind in ("answered", "not_run", "unproved") and bool(parts)
        if left and not waits:
            told = _told(summary.task, each, left)
            parts.insert(0, told) if each.kind == "failed" else parts.append(told)
    return "; ".join(parts)


def after_claim(task: str, why: Sequence[Hindrance]) -> str:
    """What to do where there is nothing to claim."""
    kinds = [each.kind for each in why]
    if "complete" in kinds:
        return ALL_COMPLETE
    if "later" in kinds:
        return "control_task with cancel calls that off, then execute_task begins a run"
    if "no_run" in kinds:
        return "execute_task begins a run"
    if "running" in kinds:
        return f"{_GOES_ON_BY_ITSELF}; then ask again"
    others = ["others have it: ask again when a lease has ended"] if "claimed" in kinds else []
    told = (_told(task, each, each.subtasks) for each in why if each.kind != "claimed")
    return "; ".join([*others, *told])


def helping(why: Iterable[Hindrance]) -> list[Record]:
    """What stands in the way, as records: with the `call` that helps, or the `command` of a
    person."""
    rows = []
    for each in why:
        helps = as_calls(each.command) if each.command else None
        name = "command" if helps == each.command else "call"
        told = {"kind": each.kind, "text": each.text, "subtasks": list(each.subtasks)}
        rows.append({key: value for key, value in {**told, name: helps}.items() if value})
    return rows


def _told(task: str, each: Hindrance, ids: Sequence[str]) -> str:
    named = ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
    helps = as_calls(each.command or "")
    if each.kind == "failed":
        seen = call("history", query="result", task=task, subtask=ids[0])
        again = call("control_task", action="retry_failed", task=task)
        return f"{named} failed: see {seen}; mend the cause, then {again}"
    if each.kind == "approval":
        on = call("execute_task", task=task, resume=True)
        return f"{named} waits for a person's approval: ask for it ({each.command}), then {on}"
    if each.kind == "rejected":
        return f"{named} was refused by a person, who may still approve: {each.command}"
    if each.kind == "unproved":
        on = call("execute_task", task=task, resume=True)
        return f"{each.text}: add a check to the file, have a person allow it anew, then {on}"
    return f"{each.text}: {helps}" if helps else each.text
