"""`control_task`: stop runs, have them go on, or begin later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from mcp.server.mcpserver import Context
from msgspec.structs import replace
from pydantic import Field

from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import Controlled
from orchestrator.mcp_server.calls import as_calls
from orchestrator.mcp_server.shaping import records
from orchestrator.operations.project import Project
from orchestrator.operations.running.controlling import Action, Control, control
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import hidden

Named = Literal["cancel", "retry_failed", "retry_subtask", "reschedule"]


def make(acting: Acting) -> Callable[..., Awaitable[Controlled]]:
    """The tool."""

    async def control_task(
        ctx: Context,
        action: Named,
        task: Annotated[str | None, Field(description="Id or file.")] = None,
        run: Annotated[str | None, Field(description="Or a run.")] = None,
        runs: Annotated[list[str] | None, Field(description="Or several.")] = None,
        subtask: Annotated[str | None, Field(description="For retry_subtask.")] = None,
        at: Annotated[str | None, Field(description="For reschedule: +2h, RFC 3339.")] = None,
    ) -> Controlled:
        """Cancel runs, retry what failed, retry a subtask and all after it, or run later."""
        tasks = [task] if task else []
        named = [*([run] if run else []), *(runs or [])]
        asked = Control(
            action=Action(action),
            tasks=tasks,
            runs=named,
            subtask=subtask,
            at=at,
            only_allowed=not acting.allow_all,
        )
        return await acting.do(lambda project: act(project, asked), ctx)

    return control_task


def act(project: Project, asked: Control) -> Controlled:
    """Do it, and tell what came of it."""
    for task in asked.tasks:
        within(project, task)
    done = hidden(control(project, asked), scrub)
    told = [
        replace(each, what=as_calls(each.what), hint=as_calls(each.hint)) if each.hint else each
        for each in done
    ]
    goes_on = any(each.run for each in done)
    return Controlled(
        results=records(told), next="task_status with wait_s tells what comes of it" * goes_on
    )
