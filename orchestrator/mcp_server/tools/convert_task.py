"""`convert_task`: what a task file is read as; nothing of it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from msgspec.structs import replace
from pydantic import Field

from orchestrator.diagnostics import Diagnostic
from orchestrator.document.params import text_of
from orchestrator.mcp_server.acting import Acting, within, worst_first
from orchestrator.mcp_server.answers import Converted, Record
from orchestrator.mcp_server.calls import as_calls, call
from orchestrator.mcp_server.shaping import records, slim
from orchestrator.operations.concealing import hiding
from orchestrator.operations.converting.convert import Asked, keep_conversion
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.converting.plantext import PlanText, write_converted
from orchestrator.operations.project import Project
from orchestrator.operations.running.trust import is_allowed, named
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import ActionKind, Plan, Subtask
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import hidden

_MOST_FINDINGS = 20
_MOST_SUBTASKS = 100

ORDER = Literal["sequential", "parallel", "explicit"] | None
DIALECT = Annotated[str | None, Field(description="To read the file as another.")]


def make(acting: Acting) -> Callable[..., Awaitable[Converted]]:
    """The tool."""

    async def convert_task(
        path: Annotated[str, Field(description="Task file, folder, or id of a task.")],
        order: ORDER = None,
        dialect: DIALECT = None,
    ) -> Converted:
        """Read a markdown task file into a checked plan (DAG). Runs nothing. Tells findings with
        lines, and whether a person has allowed it to run."""
        asked = Asked(order=order, dialect=dialect)
        return await acting.do(lambda project: _convert(project, acting, path, asked))

    return convert_task


def _convert(project: Project, acting: Acting, path: str, asked: Asked) -> Converted:
    found = find_task(project, within(project, path), asked)
    findings = worst_first(found.findings)
    shown_findings = (_for_agents(each) for each in findings[:_MOST_FINDINGS])
    told = hidden(tuple(shown_findings), scrub)
    more = max(len(findings) - _MOST_FINDINGS, 0) or None
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
    command = f"orchestrator allow {named(project, plan.source.path, asked)}"
    return Converted(
        task=plan.id,
        path=plan.source.path,
        subtasks=[_subtask(each) for each in shown.subtasks[:_MOST_SUBTASKS]],
        more_subtasks=max(len(plan.subtasks) - _MOST_SUBTASKS, 0) or None,
        allowed=allowed,
        findings=records(told),
        more_findings=more,
        next=_running(plan, asked) if allowed else f"a person has to allow it: {command}",
    )


def _for_agents(finding: Diagnostic) -> Diagnostic:
    return replace(finding, hint=as_calls(finding.hint)) if finding.hint else finding


def _running(plan: Plan, asked: Asked) -> str:
    given: dict[str, object] = {"task": plan.id}
    if asked.order or asked.dialect:
        # An id is looked up anew; what was asked for is not part of the file.
        given |= slim({"order": asked.order, "dialect": asked.dialect})
    if not is_catalogue(plan):
        return f"{call('execute_task', **given)} runs it"
    one = call("execute_task", **given, only=[plan.subtasks[0].id])
    return f"{one} runs one of them, and what it requires; args has what it asks for"


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
            "args": [text_of(each) for each in subtask.params],
        }
    )
