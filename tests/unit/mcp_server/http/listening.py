"""A server in a process of its own, on loopback; it ends with the test that started it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]

# The application notes what got through to it, and answers with how much that is; the last part
# of a path says how. Standard input ends with the test, and then the server does.
COUNTING = """
async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                print("the application ended in order", flush=True)
                return
    global passed
    passed += scope["method"] == "POST"
    await send({"type": "http.response.start", "status": 200,
                "headers": [(b"content-type", b"text/plain")]})
    if scope["path"].endswith("/endless"):
        while True:
            await send({"type": "http.response.body", "body": b"on", "more_body": True})
            await asyncio.sleep(0.05)
    await send({"type": "http.response.body", "body": b"%d" % passed})
passed = 0
def application_of(**given):
    return application
"""
REAL = """
from mcp.server.mcpserver import MCPServer
server = MCPServer("t")
@server.tool()
def add(a: int, b: int) -> int:
    return a + b
application_of = server.streamable_http_app
"""
_PROGRAM = """
import asyncio, os, signal, sys, threading
from pathlib import Path
from orchestrator.diagnostics import OrchestratorError
from orchestrator.mcp_server.http.serving import serve
from orchestrator.mcp_server.http.token import token_of
from orchestrator.workspace import Workspace
{application}
def end_with_the_test():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=end_with_the_test, daemon=True).start()
root, host, port, *names = sys.argv[1:]
try:
    token = token_of(Workspace(Path(root)))
    code = serve(application_of, host=host, port=int(port), token=token, allowed_hosts=names)
except OrchestratorError as error:
    print(f"error: {{error.message}}\\nnext: {{error.hint}}", file=sys.stderr)
    code = error.exit_code
sys.exit(code)
"""


def start(
    root: Path,
    application: str = COUNTING,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    names: Sequence[str] = (),
) -> subprocess.Popen[str]:
    """The server's process; whoever started it ends it."""
    program = _PROGRAM.format(application=application)
    return subprocess.Popen(
        [sys.executable, "-c", program, str(root), host, str(port), *names],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def until(lines: Iterable[str], beginning: str) -> Iterator[str]:
    """The lines as far as the first that begins so."""
    for line in lines:
        yield line
        if line.startswith(beginning):
            return


def end_of(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The exit code of a server that ends by itself, and what is left of what it said."""
    try:
        code = process.wait(timeout=30)
    finally:
        process.kill()
    return code, *process.communicate()


@dataclass
class Listening:
    """A server that listens, its port, its token, and what it said when it started."""

    process: subprocess.Popen[str]
    port: int
    token: str
    said: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/mcp"

    def ask(self, request: bytes) -> bytes:
        """Send bytes as they are; all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        return answer


@contextmanager
def listening(
    root: Path, application: str = COUNTING, *, names: Sequence[str] = ()
) -> Iterator[Listening]:
    """A server that listens on a port of its own."""
    process = start(root, application, names=names)
    try:
        assert process.stderr is not None
        said = "".join(until(process.stderr, "for clients that take it from a variable"))
        found = re.search(r"http://127\.0\.0\.1:(\d+)/mcp\n", said)
        assert found, said
        token = (root / ".orchestrator" / "mcp.token").read_text().strip()
        yield Listening(process, int(found[1]), token, said)
    finally:
        process.kill()
        process.communicate()
