"""`next_subtask`: what is to be done by hand, claimed for a while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import Field

from orchestrator.asdata import as_data
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import Claimed
from orchestrator.mcp_server.calls import call
from orchestrator.mcp_server.following import after_claim, helping
from orchestrator.mcp_server.shaping import slim
from orchestrator.operations.byhand.claiming import LEASE_S
from orchestrator.operations.byhand.claiming import next_subtask as claim_next
from orchestrator.operations.byhand.claims import Claim
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
        return Claimed(
            claimed=False, why=helping(found.why), next=after_claim(found.task, found.why)
        )
    claim = slim(as_data(found.claimed))
    return Claimed(
        claimed=True,
        subtask=found.claimed.subtask,
        lease=found.claimed.lease,
        until=found.claimed.until,
        claim=claim,
        next=_handing_in(found.claimed),
    )


def _handing_in(claim: Claim) -> str:
    """How it is handed in: of one thing in a text, of several each by its name."""
    parts = [*(step.id for step in claim.to_do), *claim.to_attest]
    given = dict.fromkeys(parts, "…") if len(parts) > 1 else "…"
    words = call(
        "complete_subtask",
        task=claim.task,
        subtask=claim.subtask,
        lease=claim.lease,
        evidence=given,
    )
    return f"do it, then {words}, in place of … what you made and saw"
