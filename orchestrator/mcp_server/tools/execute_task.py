"""`execute_task`: a run begins, or goes on, in a process of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from mcp.server.mcpserver import Context
from pydantic import Field

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import RunStatus
from orchestrator.mcp_server.shaping import status_answer
from orchestrator.mcp_server.tools.convert_task import DIALECT, ORDER
from orchestrator.mcp_server.tools.task_status import WAIT
from orchestrator.operations.converting.convert import Asked
from orchestrator.operations.converting.find import find_as_run, find_task
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import load_run
from orchestrator.operations.running.detach import Detached, detach
from orchestrator.operations.running.trust import refuse_not_allowed
from orchestrator.plan.model import Plan
from orchestrator.run.status import RunOutcome


def make(acting: Acting) -> Callable[..., Awaitable[RunStatus]]:
    """The tool."""

    async def execute_task(
        ctx: Context,
        task: Annotated[str, Field(description="Id or file.")],
        only: Annotated[list[str] | None, Field(description="These subtasks alone.")] = None,
        resume: Annotated[bool, Field(description="Go on with the latest run.")] = False,
        jobs: Annotated[int | None, Field(ge=1, description="At most so many at once.")] = None,
        agent: Annotated[str | None, Field(description="Who does prose steps; none: you.")] = None,
        args: Annotated[
            dict[str, str] | None, Field(description="Values that subtasks ask for.")
        ] = None,
        order: ORDER = None,
        dialect: DIALECT = None,
        wait_s: WAIT = 0,
    ) -> RunStatus:
        """Run a task that a person allowed; answers with the run's id. The run goes on without
        you. Steps by hand wait: do them with next_subtask."""
        words = [
            *(f"--only={each}" for each in only or ()),
            *(["--resume"] if resume else []),
            *([f"--jobs={jobs}"] if jobs else []),
            *([f"--agent={agent}"] if agent else []),
            *([f"--order={order}"] if order else []),
            *([f"--dialect={dialect}"] if dialect else []),
            *(f"--arg={name}={value}" for name, value in (args or {}).items()),
        ]
        asked = Asked(order=order, agent=agent, dialect=dialect)
        begun = await acting.do(
            lambda project: _begin(project, acting, task, asked, words, resume=resume), ctx
        )

        def look(project: Project) -> RunStatus:
            return status_answer(project, load_run(project, begun.task, begun.run))

        return await acting.until(look, lambda seen: seen.state != RunOutcome.RUNNING, wait_s, ctx)

    return execute_task


def _begin(
    project: Project, acting: Acting, task: str, asked: Asked, words: list[str], *, resume: bool
) -> Detached:
    name = within(project, task)
    plan = plan_to_run(project, name, asked, resume=resume, allow_all=acting.allow_all)
    if not acting.allow_all:
        words = [*words, "--only-allowed"]
    return detach(project, plan.id, [*words, "--", name])


def plan_to_run(
    project: Project, name: str, asked: Asked, *, resume: bool, allow_all: bool
) -> Plan:
    """The plan of what is to be run, which a person allowed.

    Raises:
        InputError: the file has errors, or nobody has.
    """
    found = (find_as_run if resume else find_task)(project, name, asked)
    if found.plan is None:
        raise InputError(
            f"{found.path} has errors",
            hint="mend them in the file; convert_task lists all",
            findings=found.findings,
        )
    if not allow_all:
        refuse_not_allowed(project, found.plan, asked)
    return found.plan
