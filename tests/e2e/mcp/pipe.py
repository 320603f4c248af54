"""The server at the other end of a pipe, spoken to in lines written by hand."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.e2e.mcp.serving import Trusting
from tests.e2e.project import COMMAND

LEGACY = "2025-06-18"


class Pipe:
    """A server; `lines` are all that it ever wrote to standard output, as bytes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.lines: list[bytes] = []
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._last = 0

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            # What is no JSON is found by whoever looks at the lines.
            if line.startswith(b"{"):
                self._answers.put(json.loads(line))

    def send(self, line: bytes) -> None:
        """A line as it is."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:
        """A notification."""
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def begin(self, method: str, **params: Any) -> int:
        """A request; its id."""
        self._last += 1
        request = {"jsonrpc": "2.0", "id": self._last, "method": method, "params": params}
        self.send(json.dumps(request).encode())
        return self._last

    def answer(self, id_: int, within_s: float = 30.0) -> dict[str, Any]:
        """The answer to a request; what else comes before is passed by."""
        until = time.monotonic() + within_s
        while True:
            found = self._answers.get(timeout=max(until - time.monotonic(), 0.001))
            if found.get("id") == id_ and "method" not in found:
                return found

    def ask(self, method: str, within_s: float = 30.0, **params: Any) -> dict[str, Any]:
        """The result of a request."""
        answer = self.answer(self.begin(method, **params), within_s)
        assert "result" in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def call(self, tool: str, **given: Any) -> dict[str, Any]:
        """What a tool answers."""
        return self.ask("tools/call", name=tool, arguments=given)

    def shake_hands(self) -> dict[str, Any]:
        """As clients did before there was anything newer."""
        told = self.ask(
            "initialize",
            protocolVersion=LEGACY,
            capabilities={},
            clientInfo={"name": "by hand", "version": "0"},
        )
        self.tell("notifications/initialized")
        return told

    def end(self) -> int:
        """Close standard input, as a client does that leaves; the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(timeout=30)
        self._reader.join(timeout=10)
        return code


@contextmanager
def piped(project: Trusting, *arguments: str, env: dict[str, str] | None = None) -> Iterator[Pipe]:
    """A server that is started for this alone."""
    command: Sequence[str] = [*COMMAND, "mcp", *arguments]
    with (project.beside / "piped.log").open("ab") as told:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            cwd=project.root,
            # Buffered as it is for users, whatever the tests run in.
            env=project.environment({"PYTHONUNBUFFERED": "", **(env or {})}),
            start_new_session=True,
        )
    try:
        yield Pipe(process)
    finally:
        process.kill()
        process.wait()
        for each in (process.stdin, process.stdout):
            if each is not None and not each.closed:
                each.close()
