"""Plans, reports and logs by URI, for clients that read resources; each has a tool too."""

from __future__ import annotations

from collections.abc import Callable

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.cutting import piece_of, piece_of_log
from orchestrator.operations.concealing import hiding
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.logs import logs_of
from orchestrator.operations.reporting.report import report_text
from orchestrator.operations.reporting.status import load_run
from orchestrator.plan.codec import to_json
from orchestrator.plan.shown import hidden

_SCHEME = "orchestrator"


def add_resources(server: MCPServer, acting: Acting) -> None:
    """Add them to the server."""

    @server.resource(f"{_SCHEME}://plan/{{task}}", mime_type="application/json")
    async def plan(task: str) -> str:
        """The plan of a task as JSON."""
        return await _read(acting, lambda project: _plan(project, task))

    @server.resource(f"{_SCHEME}://report/{{task}}", mime_type="text/markdown")
    async def report(task: str) -> str:
        """The final summary of a task's latest run."""
        return await _read(acting, lambda project: _report(project, task, None))

    @server.resource(f"{_SCHEME}://report/{{task}}/{{subtask}}", mime_type="text/markdown")
    async def subtask_report(task: str, subtask: str) -> str:
        """The report of one subtask of a task's latest run."""
        return await _read(acting, lambda project: _report(project, task, subtask))

    @server.resource(f"{_SCHEME}://log/{{run}}/{{subtask}}", mime_type="text/plain")
    async def log(run: str, subtask: str) -> str:
        """The end of what a subtask of a run printed last."""
        return await _read(acting, lambda project: _log(project, run, subtask))


async def _read(acting: Acting, work: Callable[[Project], str]) -> str:
    try:
        return await acting.do(work)
    except ToolError as error:
        raise ResourceError(str(error)) from error


def _plan(project: Project, task: str) -> str:
    found = find_task(project, within(project, task))
    if found.plan is None:
        raise InputError(f"{found.path} has errors", hint="convert_task lists them")
    return _cut(to_json(hidden(found.plan, hiding(project, found.plan))))


def _report(project: Project, task: str, subtask: str | None) -> str:
    name = within(project, task)
    return _cut(report_text(project, name, format_="md", subtask=subtask, run=None))


def _log(project: Project, run: str, subtask: str) -> str:
    loaded = load_run(project, "", run)
    file = logs_of(project, loaded.plan.id, subtask, loaded.state.run)[0]
    piece = piece_of_log(file.path, None, hiding(project, loaded.plan))
    if piece.start == 0:
        return piece.text
    more = f"run {loaded.state.run}, subtask {subtask} and cursor, a byte to read from"
    return (
        f"(bytes {piece.start} to {piece.end} of {piece.size}: history result with {more})\n"
        f"{piece.text}"
    )


def _cut(text: str) -> str:
    piece, further = piece_of(text, None)
    if further is None:
        return text
    return f"{piece}\n(characters 0 to {further} of {len(text)}: the tools give it in pieces)\n"
