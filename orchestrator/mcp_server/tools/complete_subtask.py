"""`complete_subtask`: evidence in, checks run, verdict out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from mcp.server.mcpserver import Context
from pydantic import Field

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.acting import LONGEST_WAIT_S, Acting, within
from orchestrator.mcp_server.answers import Completed
from orchestrator.mcp_server.calls import as_calls
from orchestrator.mcp_server.following import after_run
from orchestrator.mcp_server.shaping import records
from orchestrator.operations.byhand.completing import Completing
from orchestrator.operations.byhand.completing import complete_subtask as complete
from orchestrator.operations.byhand.handing import Handed
from orchestrator.operations.concealing import hiding
from orchestrator.operations.converting.convert import AS_IT_SAYS
from orchestrator.operations.converting.find import asked_as_run, find_task
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun, load_run
from orchestrator.operations.running.trust import refuse_not_allowed
from orchestrator.plan.shown import hidden
from orchestrator.run.status import RunOutcome, Status

Kind = Literal["research", "code", "limitation", "resource"]
_BY = "an agent over MCP"
_WAIT_S = 30.0


def make(acting: Acting) -> Callable[..., Awaitable[Completed]]:
    """The tool."""

    async def complete_subtask(
        ctx: Context,
        task: Annotated[str, Field(description="Id or file.")],
        subtask: Annotated[str, Field(description="Its id.")],
        evidence: Annotated[
            str | dict[str, str],
            Field(
                description="What was made and seen, or a file of the project; for several "
                'steps and criteria {"1.2": "…", "criterion_1": "…"}.'
            ),
        ],
        step: Annotated[str | None, Field(description="The step it is of.")] = None,
        criterion: Annotated[str | None, Field(description="The criterion it is of.")] = None,
        kind: Annotated[Kind | None, Field(description="For the report alone.")] = None,
        lease: Annotated[str | None, Field(description="From next_subtask.")] = None,
    ) -> Completed:
        """Hand in evidence for a subtask; its checks run, the verdict comes back with reasons.
        Saying it is done is no evidence."""
        handed = Handed(evidence=evidence, step=step, criterion=criterion, kind=kind, by=_BY)
        return await acting.do(
            lambda project: _complete(project, acting, task, subtask, handed, lease), ctx
        )

    return complete_subtask


def _complete(
    project: Project, acting: Acting, task: str, subtask: str, handed: Handed, lease: str | None
) -> Completed:
    loaded = load_run(project, within(project, task))
    if not acting.allow_all:
        _refuse_not_allowed(project, loaded, task)
    words = () if acting.allow_all else ("--only-allowed",)
    done = complete(
        project,
        loaded.plan.id,
        subtask,
        handed,
        lease=lease,
        wait_s=min(_WAIT_S, LONGEST_WAIT_S),
        words=words,
    )
    done = hidden(done, hiding(project, loaded.plan))
    return Completed(
        subtask=done.subtask.id,
        verdict=done.subtask.verdict,
        complete=done.complete,
        status=str(done.subtask.status),
        accepted=list(done.accepted),
        # What kept the run from going on is said by what it would have been called with.
        reasons=[as_calls(each) if each in done.notes else each for each in done.reasons],
        evidence_missing=records(done.still_open),
        checks=records(done.subtask.checks),
        run_state=str(done.summary.state),
        percent=done.summary.percent,
        next=_next(load_run(project, loaded.plan.id, loaded.state.run), done, lease),
    )


def _refuse_not_allowed(project: Project, loaded: LoadedRun, task: str) -> None:
    """What the run was begun by is held to it, and what the file says now: the run goes on by
    that."""
    asked = asked_as_run(AS_IT_SAYS, loaded.state)
    refuse_not_allowed(project, loaded.plan, asked)
    try:
        now = find_task(project, task, asked).plan
    except InputError:
        return  # without its file nothing goes on
    if now is not None:
        refuse_not_allowed(project, now, asked)


def _next(loaded: LoadedRun, done: Completing, lease: str | None) -> str:
    is_running = done.summary.state == RunOutcome.RUNNING
    if done.complete or (is_running and done.subtask.status in (Status.RUNNING, Status.PENDING)):
        return after_run(loaded, done.summary)
    if done.notes:
        return after_run(loaded, done.summary)
    if done.is_dropped:
        then = after_run(loaded, done.summary)
        return f"nothing of {done.subtask.id} lacks evidence now, so that none was kept; {then}"
    again = f"complete_subtask again with {'that lease and ' if lease else ''}evidence"
    if not done.still_open:
        return f"mend what the reasons say, then {again}"
    parts = ", ".join(f'"{part.id}": "…"' for part in done.still_open)
    return f"mend what the reasons say, then {again} {{{parts}}}"
