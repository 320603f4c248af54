"""How long an agent waits: the server's start, and each question about a long past, over MCP.

Usage: python -m bench.answers [--attempts N]

The past is that of `bench.past`. The server is a process of its own, called over standard input
and output by the SDK's client; each question is asked several times over. Printed are the median
and the longest of them, and of some starts until `initialize` was answered.
"""

from __future__ import annotations

import getopt
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.past import fill
from tests.e2e.mcp.agent import Agent
from tests.e2e.mcp.serving import Stdio, Trusting

_STARTS = 5
_ROUNDS = 11


def main(arguments: Sequence[str]) -> int:
    """Make a past, and print how long each answer took."""
    given = dict(getopt.getopt(list(arguments), "", ["attempts="])[0])
    with tempfile.TemporaryDirectory() as folder:
        project = Trusting(Path(folder))
        database = project.root / ".orchestrator/state.db"
        database.parent.mkdir()
        runs = fill(database, int(given.get("--attempts", "100000")))
        print("median  longest")
        _print([_start(project) for _ in range(_STARTS)], "start until initialize is answered")
        with Stdio(project).agent() as agent:
            for tool, words in _questions(runs[-1]):
                asked = [_seconds(agent, tool, words) for _ in range(_ROUNDS)]
                _print(asked, f"{tool} {words or ''}")
    return 0


def _questions(run: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("task_status", {}),
        ("task_status", {"run": run}),
        ("history", {"query": "list"}),
        ("history", {"query": "list", "status": "failed"}),
        ("history", {"query": "trace", "run": run}),
        ("history", {"query": "last_failed"}),
        ("history", {"query": "errors"}),
        ("history", {"query": "result", "run": run}),
        ("history", {"query": "stats"}),
    ]


def _start(project: Trusting) -> float:
    began = time.perf_counter()
    with Stdio(project).agent():
        return time.perf_counter() - began


def _seconds(agent: Agent, tool: str, words: dict[str, Any]) -> float:
    began = time.perf_counter()
    agent.do(tool, **words)
    return time.perf_counter() - began


def _print(seconds: list[float], what: str) -> None:
    print(f"{median(seconds) * 1000:6.0f} {max(seconds) * 1000:8.0f} ms  {what}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
