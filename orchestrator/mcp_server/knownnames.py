"""Tools under the names that people know from elsewhere; each only calls one of the eight."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from orchestrator.mcp_server.acting import Acting
from orchestrator.mcp_server.answers import Controlled, Past, Reported
from orchestrator.mcp_server.tools.control_task import act
from orchestrator.mcp_server.tools.generate_report import make as make_report
from orchestrator.mcp_server.tools.history import Question, answer
from orchestrator.operations.running.controlling import Action, Control

KnownTool = Callable[..., Awaitable[object]]


def known_tools(acting: Acting) -> list[tuple[KnownTool, str]]:
    """Each tool, and the name of the one that it calls."""

    async def tasks_list(
        task: str | None = None, status: str | None = None, limit: int = 20
    ) -> Past:
        """history list."""
        asked = Question(query="list", task=task, status=status, limit=limit)
        return await acting.do(lambda project: answer(project, asked))

    async def tasks_by_trace(trace_id: str) -> Past:
        """history trace."""
        asked = Question(query="trace", trace_id=trace_id)
        return await acting.do(lambda project: answer(project, asked))

    async def tasks_last_failed(limit: int = 5) -> Past:
        """history last_failed."""
        asked = Question(query="last_failed", limit=limit)
        return await acting.do(lambda project: answer(project, asked))

    async def get_task_result(
        task: str, subtask: str | None = None, run: str | None = None
    ) -> Past:
        """history result."""
        asked = Question(query="result", task=task, subtask=subtask, run=run)
        return await acting.do(lambda project: answer(project, asked))

    async def retry_failed_task(task: str) -> Controlled:
        """control_task retry_failed."""
        return await _control(acting, Action.RETRY_FAILED, tasks=[task])

    async def reschedule_task(task: str, at: str) -> Controlled:
        """control_task reschedule."""
        return await _control(acting, Action.RESCHEDULE, tasks=[task], at=at)

    async def bulk_cancel_tasks(
        tasks: list[str] | None = None, runs: list[str] | None = None
    ) -> Controlled:
        """control_task cancel, of several."""
        return await _control(acting, Action.CANCEL, tasks=tasks or [], runs=runs or [])

    async def task_history_report(task: str, run: str | None = None) -> Reported:
        """generate_report."""
        return await make_report(acting)(task=task, run=run)

    return [
        (tasks_list, "history"),
        (tasks_by_trace, "history"),
        (tasks_last_failed, "history"),
        (get_task_result, "history"),
        (retry_failed_task, "control_task"),
        (reschedule_task, "control_task"),
        (bulk_cancel_tasks, "control_task"),
        (task_history_report, "generate_report"),
    ]


async def _control(
    acting: Acting,
    action: Action,
    *,
    tasks: list[str],
    runs: list[str] | None = None,
    at: str | None = None,
) -> Controlled:
    asked = Control(
        action=action, tasks=tasks, runs=runs or (), at=at, only_allowed=not acting.allow_all
    )
    return await acting.do(lambda project: act(project, asked))
