"""How long tools wait, and how they say what they refuse."""

from __future__ import annotations

import asyncio
import time
from typing import Any, NoReturn, cast

import pytest
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from orchestrator.diagnostics import HeldError
from orchestrator.mcp_server.acting import LONGEST_WAIT_S, Acting
from orchestrator.operations.project import Project


class Listening:
    """A client's end of a call."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def report_progress(self, done: float, total: float | None, message: str) -> None:
        self.told.append(message)


def waited(wait_s: float, longest_wait_s: float) -> float:
    acting = Acting(lambda: cast(Any, None), allow_all=False, longest_wait_s=longest_wait_s)
    ctx = cast(Context[Any, Any], Listening())
    began = time.monotonic()
    asyncio.run(acting.until(lambda project: 0, lambda seen: False, wait_s, ctx))
    return time.monotonic() - began


def test_nobody_waits_longer_than_clients_do() -> None:
    assert LONGEST_WAIT_S == 45
    assert 0.3 <= waited(45, longest_wait_s=0.3) < 5
    assert waited(0, longest_wait_s=45) < 5


def test_each_line_of_an_error_is_a_line() -> None:
    def refuse(project: Project) -> NoReturn:
        raise HeldError("it is run\nby \x1b[31mno. 7", hint="watch it\nor stop it")

    acting = Acting(lambda: cast(Any, None), allow_all=False)
    with pytest.raises(ToolError) as caught:
        asyncio.run(acting.do(refuse))
    first, second, *rest = str(caught.value).split("\n")
    assert (first, rest) == ("it is run", ["next: watch it", "or stop it"])
    assert second.isprintable()
