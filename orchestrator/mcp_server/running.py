"""Runs a server until its client or a signal ends it, over standard input and output or HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orchestrator.mcp_server.server import build_server
from orchestrator.operations.project import Project


def run_stdio(opened: Callable[[], Project], *, allow_all: bool, every_name: bool) -> int:
    """Serve the client at the other end of standard input and output, until it closes them; the
    exit code."""
    build_server(opened, allow_all=allow_all, every_name=every_name).run("stdio")
    return 0


def run_http(
    opened: Callable[[], Project],
    *,
    host: str,
    port: int,
    allowed_hosts: Iterable[str],
    allow_all: bool,
    every_name: bool,
) -> int:
    """Serve whoever has the token, until a signal comes; the exit code.

    Raises:
        InputError: it cannot listen there, or nothing says by which names it is called.
        StorageError: the token's file cannot be made or read, or others can read it.
    """
    from orchestrator.mcp_server.http.serving import serve
    from orchestrator.mcp_server.http.token import token_of

    server = build_server(opened, allow_all=allow_all, every_name=every_name)
    return serve(
        server.streamable_http_app,
        host=host,
        port=port,
        token=token_of(opened().workspace),
        allowed_hosts=allowed_hosts,
    )
