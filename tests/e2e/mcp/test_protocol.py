"""What comes in may be anything, what goes out is the protocol and nothing else."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.shared.exceptions import MCPDeprecationWarning

from tests.e2e.mcp.pipe import LEGACY, Pipe, piped
from tests.e2e.mcp.serving import Http, Trusting, serving

LINES = 1000
DEEP = 100_000
HUGE = 8_000_000
NOISY = """\
# Task 001: Noisy
### Task 1: Prints
```sh
echo to output; echo to errors >&2; printf '{"jsonrpc": "2.0"' ; exit 3
```
"""
# Put before all that a child of the tests imports: something prints, and a tool crashes.
STRAY = """
import builtins
take = builtins.__import__
def bring(name, *rest, **more):
    made = take(name, *rest, **more)
    if name == "orchestrator.operations.history.stats":
        def stats_of(*given):
            print("a stray line on standard output")
            raise ZeroDivisionError("with ghp_" + "a1B2" * 9)
        made.stats_of = stats_of
    return made
builtins.__import__ = bring
"""

_FIXED: tuple[bytes, ...] = (
    b"", b" ", b"\t", b"{", b"}", b"[", b"]", b"[]", b"{}", b"null", b"true", b"0", b'""', b"NaN",
    b"hello", b"\x00", b"\x00" * 5000, b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xef\xbb\xbf{}",
    b'{"jsonrpc": "2.0"', b'{"jsonrpc": "2.0"}', b'{"jsonrpc": "2.0", "id": 1}',
    b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', b'{"id": 1, "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": null, "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": true, "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": 1e400, "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": "\\ud800", "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": "\xff", "method": "ping"}',
    b'{"jsonrpc": "2.0", "id": "a", "method": 7}',
    b'{"jsonrpc": "2.0", "id": "b", "method": ""}',
    b'{"jsonrpc": "2.0", "id": "c", "method": "no/such"}',
    b'{"jsonrpc": "2.0", "id": "d", "method": "tools/call"}',
    b'{"jsonrpc": "2.0", "id": "e", "method": "tools/call", "params": []}',
    b'{"jsonrpc": "2.0", "id": "f", "method": "tools/call", "params": "x"}',
    b'{"jsonrpc": "2.0", "id": "g", "method": "tools/call", "params": {"name": 3}}',
    b'{"jsonrpc": "2.0", "id": "h", "method": "tools/call", "params": {"name": "no"}}',
    b'{"jsonrpc": "2.0", "id": "i", "method": "tools/call",'
    b' "params": {"name": "task_status", "arguments": "x"}}',
    b'{"jsonrpc": "2.0", "id": "j", "method": "tools/call",'
    b' "params": {"name": "task_status", "arguments": {"task": "\\ud800"}}}',
    b'{"jsonrpc": "2.0", "id": "k", "method": "tools/call",'
    b' "params": {"name": "task_status", "arguments": {"task": "\\u0000"}}}',
    b'{"jsonrpc": "2.0", "id": "l", "method": "resources/read", "params": {"uri": "\\u0000"}}',
    b'{"jsonrpc": "2.0", "id": "m", "method": "resources/read",'
    b' "params": {"uri": "orchestrator://plan/%00%ff"}}',
    b'{"jsonrpc": "2.0", "id": "n", "method": "prompts/get", "params": {"name": "work_a_task"}}',
    b'{"jsonrpc": "2.0", "id": 99999, "result": {}}',
    b'{"jsonrpc": "2.0", "id": 99999, "error": {"code": 1, "message": "x"}}',
    b'{"jsonrpc": "2.0", "id": "x", "error": 7}',
    b'{"jsonrpc": "2.0", "method": "no/such"}',
    b'{"jsonrpc": "2.0", "method": "notifications/cancelled"}',
    b'{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": []}}',
    b'{"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progress": "x"}}',
    b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]',
    b"[" * DEEP, b"[" * DEEP + b"]" * DEEP, b'{"a":' * DEEP,
    b'{"jsonrpc": "2.0", "id": "o", "method": "ping", "params": ' + b'{"a":' * 5000 + b"1"
    + b"}" * 5000 + b"}",
    b"x" * HUGE, b'{"jsonrpc": "2.0", "id": "p", "method": "' + b"y" * HUGE,
    b'{"jsonrpc": "2.0", "id": ' + b"9" * 5000 + b', "method": "ping"}',
)  # fmt: skip


def malformed(number: int, choice: random.Random) -> Iterator[bytes]:
    """Lines that are no request: the known traps, then a request that something happened to."""
    yield from _FIXED
    right = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": "z",
            "method": "tools/call",
            "params": {"name": "task_status", "arguments": {"task": "001"}},
        }
    ).encode()
    for _ in range(number - len(_FIXED)):
        line = bytearray(right)
        match choice.randrange(4):
            case 0:
                del line[choice.randrange(1, len(line)) :]
            case 1:
                line[choice.randrange(len(line))] = choice.choice(b'\x00\xff\x80"{}[],:\\')
            case 2:
                at = choice.randrange(len(line))
                line[at:at] = choice.randbytes(8).replace(b"\n", b"").replace(b"\r", b"")
            case _:
                line = bytearray(choice.randbytes(200).replace(b"\n", b"").replace(b"\r", b""))
        yield bytes(line)


def refuse_noise(lines: list[bytes]) -> None:
    """Each line is one message of JSON-RPC."""
    for line in lines:
        assert line.endswith(b"\n"), line[-200:]
        message = json.loads(line.decode("utf-8"))
        assert message["jsonrpc"] == "2.0", line
        assert {"method", "result", "error"} & message.keys(), line


def test_a_thousand_malformed_lines_and_a_ping(trusting: Trusting) -> None:
    seed = random.randrange(2**32)
    with piped(trusting) as pipe:
        pipe.shake_hands()
        sent = 0
        for line in malformed(LINES, random.Random(seed)):
            pipe.send(line)
            sent += 1
        began = time.monotonic()
        pipe.ask("ping", within_s=20)
        took = time.monotonic() - began
        print(f"{sent} lines, ping {took * 1000:.0f} ms after the last, seed {seed}")
        assert took < 1, f"seed {seed}"
        # It still does what it is for.
        assert pipe.call("task_status")["structuredContent"]["next"].startswith("no run yet")
        assert pipe.end() == 0
        refuse_noise(pipe.lines)


def test_malformed_lines_before_any_handshake(trusting: Trusting) -> None:
    with piped(trusting) as pipe:
        for line in malformed(len(_FIXED), random.Random(0)):
            pipe.send(line)
        assert pipe.shake_hands()["protocolVersion"] == LEGACY
        pipe.ask("ping")
        assert pipe.end() == 0
        refuse_noise(pipe.lines)


@pytest.mark.long
def test_malformed_bodies_and_a_ping(trusting: Trusting) -> None:
    with serving("http", trusting) as http:
        assert isinstance(http, Http)
        accept = {"Accept": "application/json, text/event-stream"}
        headers = {**http.headers, **accept, "Content-Type": "application/json"}
        codes = set()
        with httpx2.Client(headers=headers, timeout=20) as client:
            for body in malformed(len(_FIXED) + 20, random.Random(0)):
                if len(body) == HUGE:
                    continue
                codes.add(client.post(http.url, content=body).status_code)
        assert codes <= {200, 202, 400, 404, 413}, codes
        with http.agent("legacy") as agent:
            began = time.monotonic()
            with pytest.warns(MCPDeprecationWarning):
                agent.portal.call(agent.client.send_ping)
            assert time.monotonic() - began < 1


def everything(pipe: Pipe) -> Iterator[dict[str, Any]]:
    """A call of each tool, resource and the prompt, most of which say something is wrong."""
    for each in pipe.ask("tools/list")["tools"]:
        given = {"path": "x"} if each["name"] == "convert_task" else {"task": "001"}
        yield pipe.call(each["name"], **given)
    for path in ("plan/001", "report/001", "report/001/task_1", "log/none/task_1"):
        yield pipe.answer(pipe.begin("resources/read", uri=f"orchestrator://{path}"))
    yield pipe.ask("prompts/get", name="work_a_task", arguments={"task": "001"})


def test_nothing_else_is_on_standard_output(trusting: Trusting, tmp_path: Path) -> None:
    trusting.task("001_noisy", NOISY)
    (tmp_path / "stray").mkdir()
    (tmp_path / "stray" / "sitecustomize.py").write_text(STRAY)
    path = f"{tmp_path / 'stray'}:{trusting.environment()['PYTHONPATH']}"
    with piped(trusting, "--allow-all", "--tools", "all", env={"PYTHONPATH": path}) as pipe:
        pipe.shake_hands()
        run = pipe.call("execute_task", task="001", wait_s=20)["structuredContent"]
        assert run["state"] == "failed"
        log = pipe.call("history", query="result", task="001", subtask="task_1")
        assert "to output\nto errors\n" in log["structuredContent"]["log"]
        crashed = pipe.call("history", query="stats")
        assert crashed["isError"]
        assert crashed["content"][0]["text"] == "Error executing tool history"
        assert len(list(everything(pipe))) == 21
        waiting = pipe.begin("tools/call", name="task_status", arguments={"wait_s": 45})
        assert pipe.answer(waiting)
        assert pipe.end() == 0
        refuse_noise(pipe.lines)
    told = (trusting.beside / "piped.log").read_text()
    assert "a stray line on standard output" in told
    assert "ZeroDivisionError" in told
