"""Builds the server: its tools, resources and prompt; listens to nobody."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, redirect_stdout

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations

from orchestrator import __version__
from orchestrator.mcp_server.acting import Acting
from orchestrator.mcp_server.answers import without_titles
from orchestrator.mcp_server.called import CalledTool
from orchestrator.mcp_server.knownnames import known_tools
from orchestrator.mcp_server.prompts import add_prompt
from orchestrator.mcp_server.resources import add_resources
from orchestrator.mcp_server.tools import (
    complete_subtask,
    control_task,
    convert_task,
    execute_task,
    generate_report,
    history,
    next_subtask,
    task_status,
)
from orchestrator.operations.project import Project

_INSTRUCTIONS = (
    "Runs markdown task files as DAGs; nothing is called done without proof. Usual way: "
    "convert_task, a person allows it, execute_task, then next_subtask and complete_subtask until "
    "nothing is left, generate_report."
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
_DESTROYS = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=True)

_TOOLS = (
    (convert_task.make, _WRITES),
    (execute_task.make, _DESTROYS),
    (task_status.make, _READS),
    (next_subtask.make, _WRITES),
    (complete_subtask.make, _DESTROYS),
    (control_task.make, _DESTROYS),
    (generate_report.make, _WRITES),
    (history.make, _READS),
)


def build_server(
    opened: Callable[[], Project], *, allow_all: bool = False, every_name: bool = False
) -> MCPServer:
    """A server for the project that `opened` gives, anew for each call. With `allow_all` nobody has
    to allow what is run; with `every_name` the tools are there under the names of others too."""
    acting = Acting(opened, allow_all=allow_all)
    tools = [_tool(make(acting), hints) for make, hints in _TOOLS]
    if every_name:
        hints_of = {each.name: each.annotations for each in tools}
        tools += [_tool(each, hints_of[called]) for each, called in known_tools(acting)]
    server = MCPServer(
        "orchestrator",
        version=__version__,
        instructions=_INSTRUCTIONS,
        tools=tools,
        log_level="WARNING",
        lifespan=_printing_aside,
    )
    add_resources(server, acting)
    add_prompt(server)
    return server


@asynccontextmanager
async def _printing_aside(server: MCPServer) -> AsyncIterator[None]:
    """What anything prints goes to standard error while it serves. It would be kept otherwise until
    the program ends, when standard output is the client's once more."""
    with redirect_stdout(sys.stderr):
        yield


def _tool(function: Callable[..., object], hints: ToolAnnotations | None) -> Tool:
    # A docstring is wrapped for people; agents pay for each blank.
    description = " ".join((function.__doc__ or "").split())
    tool = CalledTool.from_function(function, description=description, annotations=hints)
    without_titles(tool.parameters)
    return tool
