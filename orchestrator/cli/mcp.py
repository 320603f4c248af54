"""`mcp`: the server that agents drive this program by, on standard input and output or HTTP."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from orchestrator.cli.arguments import ROOT
from orchestrator.cli.output import errors
from orchestrator.cli.parameters import flag, option, whole_number
from orchestrator.diagnostics import InputError, MissingExtraError
from orchestrator.wiring import open_project

_HOST = "127.0.0.1"
_PORT = 8931
_TOOLS = ("few", "all")

GIVEN = (
    flag("--http", help="Over HTTP instead of standard input and output."),
    option("--host", value="HOST", default=_HOST, help="Where to listen [127.0.0.1]."),
    option("--port", value="N", read=whole_number(0), default=_PORT, help=f"[{_PORT}]; 0 is any."),
    option("--allow-host", value="NAME", many=True, help="A name that it is called by, too."),
    option("--tools", value="WHICH", default="few", help="all: under known other names too."),
    flag("--allow-all", help="Run what nobody has allowed; for CI."),
    option("--install", value="CLIENT", help="Show the entry for claude, cursor or vscode."),
    flag("--yes", help="With --install: write it without asking."),
    ROOT,
)


def mcp(
    *,
    http: bool,
    host: str,
    port: int,
    allow_host: list[str],
    tools: str,
    allow_all: bool,
    install: str | None,
    yes: bool,
    root: Path | None,
) -> int:
    """Serve agents over the Model Context Protocol, as long as the client or a signal says."""
    if tools not in _TOOLS:
        raise InputError(f"there are no tools {tools!r}", hint=f"--tools {' or '.join(_TOOLS)}")
    project = open_project(root, {})
    if install is not None:
        from orchestrator.cli.clients import install as show_entry

        return show_entry(project, install, http=http, port=port, yes=yes)
    # Names of files in calls mean what they mean in the project, wherever the client started this.
    os.chdir(project.workspace.root)
    try:
        from orchestrator.mcp_server.running import run_http, run_stdio
    except ModuleNotFoundError as error:
        raise _lacking(error) from error
    opened = partial(open_project, project.workspace.root, {}, serves=True)
    every_name = tools == "all"
    if http:
        return run_http(
            opened,
            host=host,
            port=port,
            allowed_hosts=allow_host,
            allow_all=allow_all,
            every_name=every_name,
        )
    if sys.stdin.isatty():
        errors().line("waiting for a client on standard input; --install shows how to connect one")
    return run_stdio(opened, allow_all=allow_all, every_name=every_name)


def _lacking(error: ModuleNotFoundError) -> Exception:
    """What to say of a module that is not there: a part of the extra, or a bug."""
    if (error.name or "").partition(".")[0] == "orchestrator":
        return error
    return MissingExtraError(
        "the MCP server takes the package mcp, which is not installed",
        hint="pip install 'orchestrator[mcp]'",
    )
