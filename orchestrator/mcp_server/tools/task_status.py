"""`task_status`: where a run stands, or when that changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from mcp.server.mcpserver import Context
from pydantic import Field

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import RunStatus
from orchestrator.mcp_server.cutting import number_of
from orchestrator.mcp_server.shaping import PAGE, page_of, records, status_answer
from orchestrator.operations.converting.convert import shown
from orchestrator.operations.converting.names import task_files
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import LoadedRun, latest_runs, load_run, standing
from orchestrator.run.status import RunOutcome
from orchestrator.run.summarize import summarize

_FILES = 10
WAIT = Annotated[float, Field(ge=0, le=45, description="Seconds to wait for a change.")]


def make(acting: Acting) -> Callable[..., Awaitable[RunStatus]]:
    """The tool."""

    async def task_status(
        ctx: Context,
        task: Annotated[str | None, Field(description="Id or file; none: latest runs.")] = None,
        run: Annotated[str | None, Field(description="Another run than the latest.")] = None,
        wait_s: WAIT = 0,
        cursor: Annotated[str | None, Field(description="Next page.")] = None,
    ) -> RunStatus:
        """Where a run stands: state, percent complete, what is not complete and why."""
        if task is None and run is None:
            return await acting.do(lambda project: _latest(project, cursor))
        loaded = await changed(acting, ctx, lambda project: load(project, task, run), wait_s)
        return await acting.do(lambda project: status_answer(project, loaded, cursor))

    return task_status


def load(project: Project, task: str | None, run: str | None) -> LoadedRun:
    """The run that is meant, of that task if one is named.

    Raises:
        InputError: there is none.
    """
    loaded = load_run(project, within(project, task or ""), run)
    if task and run and loaded.plan.id != load_run(project, task).plan.id:
        raise InputError(
            f"run {run} is one of {loaded.plan.id}, not of {task}", hint="leave out one of the two"
        )
    return loaded


async def changed(
    acting: Acting, ctx: Context, look: Callable[[Project], LoadedRun], wait_s: float
) -> LoadedRun:
    """The run when something of it has changed, or it has ended, or the wait is over."""
    first = await acting.do(look)
    if not wait_s:
        return first
    before = standing(summarize(first.plan, first.state))

    def over(seen: LoadedRun) -> bool:
        running = seen.state.outcome is RunOutcome.RUNNING
        return not running or standing(summarize(seen.plan, seen.state)) != before

    return await acting.until(look, over, wait_s, ctx)


def _latest(project: Project, cursor: str | None) -> RunStatus:
    start = number_of(cursor)
    # One more than the page has tells whether there is another.
    is_there = project.workspace.database.exists()
    found = latest_runs(project, start + PAGE + 1) if is_there else []
    rows, further = page_of(found, cursor, PAGE)
    keep = ("run", "task", "state", "complete", "percent", "started_at", "ended_at")
    return RunStatus(
        runs=[
            {name: row[name] for name in keep if row.get(name) is not None} for row in records(rows)
        ],
        cursor=further,
        next="" if found else f"no run yet: convert_task, then execute_task{_task_files(project)}",
    )


def _task_files(project: Project) -> str:
    """What there is to begin with."""
    files = [shown(project, path) for path in task_files(project)]
    more = f" and {len(files) - _FILES} more" if len(files) > _FILES else ""
    return f"; task files: {', '.join(files[:_FILES])}{more}" if files else ""
