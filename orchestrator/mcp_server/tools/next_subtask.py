"""`next_subtask`: what is to be done by hand, claimed for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import Field

from orchestrator.asdata import as_data
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import Claimed
from orchestrator.mcp_server.shaping import records, slim
from orchestrator.operations.byhand.claiming import LEASE_S, NextSubtask
from orchestrator.operations.byhand.claiming import next_subtask as claim_next
from orchestrator.operations.project import Project


def make(acting: Acting) -> Callable[..., Awaitable[Claimed]]:
    """The tool."""

    async def next_subtask(
        task: Annotated[str, Field(description="Id or file.")],
        agent: Annotated[str | None, Field(description="Your name.")] = None,
        lease: Annotated[str | None, Field(description="Keep this claim on instead.")] = None,
        lease_s: Annotated[float, Field(gt=0, le=86_400, description="For how long.")] = LEASE_S,
    ) -> Claimed:
        """Claim the next subtask that is done by hand: what to do, why, how it is judged. Others
        do not get it while your lease lasts. Then: complete_subtask."""
        return await acting.do(lambda project: _claim(project, task, agent, lease, lease_s))

    return next_subtask


def _claim(
    project: Project, task: str, agent: str | None, lease: str | None, lease_s: float
) -> Claimed:
    name = within(project, task)
    found = claim_next(project, name, agent=agent, lease=lease, lease_s=lease_s)
    if found.claimed is None:
        return Claimed(claimed=False, why=records(found.why), next=_next(found))
    claim = slim(as_data(found.claimed))
    return Claimed(
        claimed=True,
        subtask=found.claimed.subtask,
        lease=found.claimed.lease,
        until=found.claimed.until,
        claim=claim,
        next="do it, then complete_subtask with the lease and what you made and saw as evidence",
    )


def _next(found: NextSubtask) -> str:
    if found.complete:
        return "all is complete: generate_report"
    if any(each.kind == "later" for each in found.why):
        return "control_task with cancel calls that off, then execute_task begins a run"
    if not found.run:
        return "execute_task begins a run"
    if any(each.kind == "running" for each in found.why):
        return "task_status with wait_s answers when something changes; then ask again"
    if any(each.kind == "claimed" for each in found.why):
        return "others have it: ask again when a lease has ended"
    return ""
