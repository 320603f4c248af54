"""`mcp`: the server that agents drive this program by, on standard input and output or HTTP."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from orchestrator.cli.arguments import ROOT
from orchestrator.cli.output import errors
from orchestrator.cli.parameters import flag, option, whole_number
from orchestrator.diagnostics import InputError, MissingExtraError
from orchestrator.importing import installed
from orchestrator.operations.project import Project
from orchestrator.wiring import open_project

_HOST = "127.0.0.1"
_PORT = 8931
_TOOLS = ("few", "all")
_LACKING = "the MCP server takes the package mcp, which is not installed"
_INSTALLING = "pip install 'orchestrator[mcp]'"

GIVEN = (
    flag("--http", help="Over HTTP instead of standard input and output."),
    option("--host", value="HOST", default=_HOST, help="Where to listen [127.0.0.1]."),
    option(
        "--port",
        value="N",
        read=whole_number(0),
        default=_PORT,
        help=f"Its port [{_PORT}]; 0: any.",
    ),
    option("--allow-host", value="NAME", many=True, help="A name that it is called by, too."),
    option("--tools", value="WHICH", default="few", help="few, or all: known names too [few]."),
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
        _refuse_in_entry(host, allow_host, allow_all=allow_all)
        from orchestrator.cli.clients import install as show_entry

        words = () if tools == "few" else ("--tools", tools)
        code = show_entry(project, install, http=http, port=port, yes=yes, words=words)
        if not _is_there():
            errors().line(f"it cannot start yet: {_LACKING}; {_INSTALLING}")
        return code
    # Agents write files there, and much of this program is loaded when it is needed.
    sys.path[:] = installed(project.workspace.root)
    try:
        from orchestrator.mcp_server.running import run_http, run_stdio
    except ModuleNotFoundError as error:
        raise _lacking(error) from error
    opened = partial(_opened, project.workspace.root)
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
        errors().line("Ctrl-C ends it")
    return run_stdio(opened, allow_all=allow_all, every_name=every_name)


def _opened(root: Path) -> Project:
    # Names of files in calls mean what they mean in the project, wherever the client started this,
    # and also where the project was put anew meanwhile.
    with suppress(OSError):
        os.chdir(root)
    return open_project(root, {}, serves=True)


def _refuse_in_entry(host: str, allow_host: list[str], *, allow_all: bool) -> None:
    """Raise InputError for what no entry holds."""
    if host != _HOST or allow_host:
        raise InputError(
            "an entry is of a server on this machine, as --install writes it",
            hint="leave out --host and --allow-host; for a server elsewhere use ssh -L",
        )
    if allow_all:
        raise InputError(
            "--allow-all is for CI: an entry would turn trust off for everybody who uses it",
            hint="leave it out, and allow a task when you have looked at it: orchestrator allow",
        )


def _is_there() -> bool:
    """Whether the SDK is installed; it is not loaded for that."""
    try:
        return find_spec("mcp") is not None
    except ImportError:
        return False


def _lacking(error: ModuleNotFoundError) -> Exception:
    """What to say of a module that is not there: a part of the extra, or a bug."""
    if (error.name or "").partition(".")[0] == "orchestrator":
        return error
    return MissingExtraError(_LACKING, hint=_INSTALLING)
