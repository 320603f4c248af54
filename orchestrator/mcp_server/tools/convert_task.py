"""`convert_task`: what a task file is read as; nothing of it runs."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import Field

from orchestrator.diagnostics import Severity
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import Converted, Record
from orchestrator.mcp_server.shaping import records, slim
from orchestrator.operations.concealing import hiding
from orchestrator.operations.converting.convert import Asked, keep_conversion
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.converting.plantext import PlanText, write_converted
from orchestrator.operations.project import Project
from orchestrator.operations.running.trust import is_allowed
from orchestrator.plan.model import ActionKind, Subtask
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import hidden

_MOST_FINDINGS = 20
_MOST_SUBTASKS = 100
_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def make(acting: Acting) -> Callable[..., Awaitable[Converted]]:
    """The tool."""

    async def convert_task(
        path: Annotated[str, Field(description="Task file, folder, or id of a task.")],
        order: Annotated[str | None, Field(description="sequential, parallel or explicit.")] = None,
    ) -> Converted:
        """Read a markdown task file into a checked plan (DAG). Runs nothing. Tells findings with
        lines, and whether a person has allowed it to run."""
        return await acting.do(lambda project: _convert(project, acting, path, order))

    return convert_task


def _convert(project: Project, acting: Acting, path: str, order: str | None) -> Converted:
    found = find_task(project, within(project, path), Asked(order=order))
    findings = sorted(found.findings, key=lambda each: _GRAVITY.index(each.severity))
    told = hidden(tuple(findings[:_MOST_FINDINGS]), scrub)
    more = max(len(findings) - _MOST_FINDINGS, 0)
    plan = found.plan
    if plan is None:
        return Converted(
            path=found.path,
            findings=records(told),
            more_findings=more,
            next="mend the errors in the file, then convert it again",
        )
    project.workspace.prepare()
    text = PlanText(plan, found.sha256)
    write_converted(project, text)
    keep_conversion(project, found, text.sha256)
    shown = hidden(plan, hiding(project, plan))
    allowed = acting.allow_all or is_allowed(project, plan)
    ask = f"a person has to allow it: orchestrator allow {shlex.quote(plan.source.path)}"
    return Converted(
        task=plan.id,
        path=plan.source.path,
        subtasks=[_subtask(each) for each in shown.subtasks[:_MOST_SUBTASKS]],
        more_subtasks=max(len(plan.subtasks) - _MOST_SUBTASKS, 0),
        allowed=allowed,
        findings=records(told),
        more_findings=more,
        next="execute_task runs it" if allowed else ask,
    )


def _subtask(subtask: Subtask) -> Record:
    kinds = [step.action.kind for step in subtask.steps]
    return slim(
        {
            "id": subtask.id,
            "title": subtask.title,
            "after": [edge.id for edge in subtask.depends_on],
            "commands": sum(kind is ActionKind.COMMAND for kind in kinds) or None,
            "by_hand": sum(kind is not ActionKind.COMMAND for kind in kinds) or None,
            "checks": len(subtask.checks) or None,
            "criteria": len(subtask.criteria) or None,
            "approval": bool(subtask.approval) or None,
        }
    )
