"""How tools act: an operation in a thread, its errors as an agent can read them; knows no tool."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import anyio
from anyio import to_thread
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from orchestrator.diagnostics import Diagnostic, InputError, OrchestratorError, Severity
from orchestrator.mcp_server.calls import as_calls
from orchestrator.operations.converting.convert import STANDARD_INPUT
from orchestrator.operations.converting.names import task_file
from orchestrator.operations.project import Project
from orchestrator.plan.scrub import scrub
from orchestrator.report.excerpt import brief
from orchestrator.report.visible import visible_line
from orchestrator.workspace import inside

LONGEST_WAIT_S = 45.0
"""Clients give a call a minute; what takes longer is asked for again."""

_TOLD_EVERY_S = 3.0
_PAUSE_S = 0.2
_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_MOST_FINDINGS = 5
_LONGEST_NAME = 80

T = TypeVar("T")


class Acting:
    """What every tool acts through. `opened` gives the project as its settings are now; with
    `allow_all` nobody has to allow what is run. No wait is longer than `longest_wait_s`."""

    def __init__(
        self,
        opened: Callable[[], Project],
        *,
        allow_all: bool,
        longest_wait_s: float = LONGEST_WAIT_S,
    ) -> None:
        self._opened = opened
        self._longest_wait_s = longest_wait_s
        self.allow_all = allow_all

    async def do(self, work: Callable[[Project], T], ctx: Context | None = None) -> T:
        """Do it in a thread; with `ctx` the client is told every few seconds that it goes on.

        Raises:
            ToolError: what the operation refused, with the next step.
        """
        failed: ToolError | None = None
        async with anyio.create_task_group() as telling:
            if ctx is not None:
                telling.start_soon(_tell, ctx)
            try:
                done = await to_thread.run_sync(
                    lambda: _told_errors(work, self._opened), abandon_on_cancel=True
                )
            except ToolError as error:
                # A group would wrap it, and a client has no use for that.
                failed = error
            telling.cancel_scope.cancel()
        if failed is not None:
            raise failed
        return done

    async def until(
        self,
        look: Callable[[Project], T],
        over: Callable[[T], bool],
        wait_s: float,
        ctx: Context,
    ) -> T:
        """What `look` sees when that is `over`, or the wait; the client is told meanwhile.

        Raises:
            ToolError: as `do`.
        """
        began = told = time.monotonic()
        while True:
            seen = await self.do(look)
            now = time.monotonic()
            if over(seen) or now - began >= min(wait_s, self._longest_wait_s):
                return seen
            if now - told >= _TOLD_EVERY_S:
                told = now
                await _progress(ctx, now - began)
            await anyio.sleep(_PAUSE_S)


def within(project: Project, name: str) -> str:
    """The name of a task, or the path of its file where that lies in the project.

    Raises:
        InputError: the path leads out of it, or is none.
    """
    if name == STANDARD_INPUT:
        raise InputError("- is no task here", hint="name a task file of the project")
    path = Path(name)
    root = project.workspace.root
    try:
        is_there = path.exists() or path.is_symlink()
        is_path = is_there or "/" in name or "\\" in name
        file = root / path if is_path else task_file(project, name)
        leads_out = file is not None and not inside(root, file.resolve())
    except (OSError, ValueError) as error:
        raise InputError(
            f"{brief(name, _LONGEST_NAME)} is no name of a file", hint="name a task by its id"
        ) from error
    if leads_out:
        raise InputError(
            f"{name} is outside of the project {root}",
            hint="name a task file of the project, or have a server started for that folder",
        )
    return name


def _told_errors(work: Callable[[Project], T], opened: Callable[[], Project]) -> T:
    try:
        return work(opened())
    except OrchestratorError as error:
        raise ToolError(_text(error)) from error


def _text(error: OrchestratorError) -> str:
    findings = worst_first(error.findings) if isinstance(error, InputError) else []
    lines = [
        as_calls(error.message),
        *(finding_line(each) for each in findings[:_MOST_FINDINGS]),
    ]
    if len(findings) > _MOST_FINDINGS:
        lines.append(f"and {len(findings) - _MOST_FINDINGS} more: convert_task lists them")
    if error.hint:
        lines.append(f"next: {as_calls(error.hint)}")
    told = "\n".join(lines).split("\n")
    return scrub("\n".join(map(visible_line, told)))


def worst_first(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors before warnings: where not all are told, those that keep it from running are."""
    return sorted(findings, key=lambda each: _GRAVITY.index(each.severity))


def finding_line(finding: Diagnostic) -> str:
    """A finding in a line, with its place and the next step."""
    place = f"{finding.path}:{finding.line}: " if finding.line else ""
    hint = f" ({as_calls(finding.hint)})" if finding.hint else ""
    return f"{place}{finding.severity}[{finding.code}]: {finding.message}{hint}"


async def _tell(ctx: Context) -> None:
    began = time.monotonic()
    while True:
        await anyio.sleep(_TOLD_EVERY_S)
        await _progress(ctx, time.monotonic() - began)


async def _progress(ctx: Context, seconds: float) -> None:
    await ctx.report_progress(round(seconds, 1), None, f"waiting for {seconds:.0f} s")
