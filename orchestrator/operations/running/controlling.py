"""Stop a run, have it go on, or begin later; one task or several, each with what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct

from orchestrator.diagnostics import InputError, OrchestratorError
from orchestrator.operations.converting.find import find_as_run, find_task, id_of
from orchestrator.operations.converting.names import means_task, other_names
from orchestrator.operations.later import appointed, call_off
from orchestrator.operations.moments import coming, in_utc
from orchestrator.operations.project import Project, RunRow
from orchestrator.operations.reporting.status import is_driven, latest_run, load_run
from orchestrator.operations.running.cancel import cancel
from orchestrator.operations.running.detach import Detached, detach, refuse_driven
from orchestrator.operations.running.trust import refuse_not_allowed
from orchestrator.run.selection import find
from orchestrator.run.status import RunOutcome, Status, Wait
from orchestrator.run.summarize import summarize

_TO_RETRY = (RunOutcome.FAILED, RunOutcome.CANCELLED, RunOutcome.INTERRUPTED, RunOutcome.RUNNING)
_FAILED = (Status.FAILED, Status.TIMED_OUT, Status.INTERRUPTED)


class Action(StrEnum):
    """What can be done to a run."""

    CANCEL = "cancel"
    RETRY_FAILED = "retry_failed"
    RETRY_SUBTASK = "retry_subtask"  # and all that comes after it
    RESCHEDULE = "reschedule"


class Control(Struct, frozen=True, kw_only=True):
    """What is to be done: to tasks by their names, to runs by their ids, or to both. `subtask` is
    for a retry of one, `at` (a moment to come) for a run that is to begin later; with
    `only_allowed` nothing runs that nobody allowed."""

    action: Action
    tasks: Sequence[str] = ()
    runs: Sequence[str] = ()
    subtask: str | None = None
    at: str | None = None
    only_allowed: bool = False


class Controlled(Struct, frozen=True, kw_only=True):
    """What came of it for one task. `what` is a line for people; where it was refused, `hint` is
    the next step. `run` is the run that goes on, `at` (RFC 3339) when one begins."""

    target: str
    done: bool
    what: str
    task: str | None = None
    run: str | None = None
    at: str | None = None
    hint: str | None = None


def control(project: Project, asked: Control) -> tuple[Controlled, ...]:
    """Do it to each of the targets; what one refuses keeps no other from it.

    Raises:
        InputError: what is asked for is not whole.
    """
    _refuse_half(asked)
    targets: list[tuple[str, Callable[[], str]]] = [
        *((task, lambda task=task: _named(project, task)) for task in asked.tasks),
        *((run, lambda run=run: _task_of(project, run)) for run in asked.runs),
    ]
    return tuple(_one(project, asked, target, task_of) for target, task_of in targets)


def _refuse_half(asked: Control) -> None:
    if not asked.tasks and not asked.runs:
        raise InputError("no task is named", hint="name a task, or a run by its id")
    if asked.action is Action.RETRY_SUBTASK and asked.subtask is None:
        raise InputError("no subtask is named", hint="name the one that is to run again")
    if asked.action is Action.RESCHEDULE and asked.at is None:
        raise InputError("no moment is named", hint="say when: +30m, +2h, 2030-01-31T10:30")


def _one(project: Project, asked: Control, target: str, task_of: Callable[[], str]) -> Controlled:
    try:
        task = task_of()
        if asked.action is Action.CANCEL:
            return Controlled(target=target, done=True, what=cancel(project, task), task=task)
        begun = _begin(project, asked, task)
    except OrchestratorError as error:
        return Controlled(target=target, done=False, what=error.message, hint=error.hint)
    return Controlled(
        target=target, done=True, what=_told(begun), task=task, run=begun.run, at=begun.at
    )


def _begin(project: Project, asked: Control, task: str) -> Detached:
    """Have the task's latest run go on, or its next one begin at a moment."""
    latest = latest_run(project, task)
    words = ["--only-allowed"] if asked.only_allowed else []
    if asked.action is Action.RESCHEDULE:
        assert asked.at is not None
        moment = in_utc(coming("at", asked.at, project.clock.now().astimezone()))
        goes_on = latest is not None and latest.state != RunOutcome.SUCCEEDED
        if asked.only_allowed:
            # Asked here too: when the moment has come, nobody may be there to be told.
            _refuse_not_allowed(project, task, goes_on=goes_on)
        # Before the other wait is over: what cannot begin is to change nothing.
        refuse_driven(project, task)
        call_off(project, task)
        words += [f"--at={moment}", *(["--resume"] if goes_on else [])]
    elif asked.action is Action.RETRY_SUBTASK:
        assert asked.subtask is not None
        _refuse_persons(project, task, asked.subtask)
        words += [f"--again={asked.subtask}"]
    else:
        _refuse_nothing_failed(project, task, latest)
        words += ["--resume"]
    return detach(project, task, [*words, "--", task])


def _refuse_not_allowed(project: Project, task: str, *, goes_on: bool) -> None:
    found = (find_as_run if goes_on else find_task)(project, task)
    if found.plan is not None:
        refuse_not_allowed(project, found.plan)


def _refuse_nothing_failed(project: Project, task: str, latest: RunRow | None) -> None:
    if latest is None:
        raise InputError(f"there is no run of {task}", hint="run it: execute_task")
    driven = latest.state == RunOutcome.RUNNING and is_driven(project, task, latest.run)
    if latest.state not in _TO_RETRY and not driven:
        raise InputError(
            f"nothing to retry: the latest run of {task} is {latest.state}",
            hint="retry_subtask runs one subtask again, execute_task begins another run",
        )

    loaded = load_run(project, task)
    rows = summarize(loaded.plan, loaded.state).subtasks
    ended_badly = any(row.status in _FAILED or row.can_go_on for row in rows)
    refused = [row.id for row in rows if row.rejected]
    if latest.state == RunOutcome.FAILED and refused and not ended_badly:
        raise _is_refused(task, refused[0])


def _refuse_persons(project: Project, task: str, subtask: str) -> None:
    """Raise InputError where nothing runs until a person approves."""
    if latest_run(project, task) is None:
        raise InputError(f"there is no run of {task}", hint="run it: execute_task")
    loaded = load_run(project, task)
    try:
        wanted = set(find(loaded.plan, subtask))
    except InputError:
        return  # who is to run it says so, without the secrets in it
    for row in summarize(loaded.plan, loaded.state).subtasks:
        if row.id in wanted and row.rejected:
            raise _is_refused(task, row.id)
        if row.id in wanted and row.waits_for == Wait.APPROVAL:
            raise InputError(
                f"{row.id} waits for an approval, which is a person's to give",
                hint=f"ask for it: {_approve(task, row.id)}",
            )


def _is_refused(task: str, subtask: str) -> InputError:
    return InputError(
        f"nothing to retry: {subtask} was refused by a person",
        hint=f"who may still approve: {_approve(task, subtask)}",
    )


def _approve(task: str, subtask: str) -> str:
    return f"orchestrator approve {shlex.quote(task)} {shlex.quote(subtask)}"


def _named(project: Project, name: str) -> str:
    """The id of the task of that name.

    Raises:
        InputError: it names none, nor any that has run or is to be run.
    """
    task = id_of(project, name)
    is_known = latest_run(project, task) is not None or appointed(project, task) is not None
    if not is_known and not means_task(project, name):
        raise InputError(f"there is no task {name}", hint=other_names(project, name))
    return task


def _task_of(project: Project, run: str) -> str:
    """The task whose latest run that is.

    Raises:
        InputError: there is no such run, or a later one.
    """
    records = project.records()
    try:
        row = records.run(run)
        latest = None if row is None else records.latest_run(row.task)
    finally:
        records.close()
    if row is None or latest is None:
        raise InputError(f"there is no run {run}", hint="`task_status` lists the latest runs")
    if latest.run != row.run:
        raise InputError(
            f"run {row.run} is over: a later one of {row.task} is {latest.run}",
            hint="name that, or the task",
        )
    return row.task


def _told(begun: Detached) -> str:
    if begun.run is None:
        return f"{begun.task} is to be run at {begun.at}: process {begun.pid} waits for that"
    return f"run {begun.run} of {begun.task} goes on in process {begun.pid}"
