"""An agent: the SDK's own client, used from tests that are not asynchronous themselves."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.client import Client
from mcp.shared.exceptions import MCPError


@dataclass(frozen=True)
class Answer:
    """What a tool answered; `progress` is what was told meanwhile."""

    failed: bool
    text: str
    data: dict[str, Any]
    seconds: float
    progress: tuple[str, ...] = ()


@dataclass
class Agent:
    """Calls tools. `heard` is all that it was ever told, as JSON."""

    portal: BlockingPortal
    client: Client
    heard: list[str] = field(default_factory=list)

    def ask(self, tool: str, **given: Any) -> Answer:
        """Call a tool, and wait for what comes of it."""
        return self.begin(tool, **given).result(timeout=60)

    def begin(self, tool: str, **given: Any) -> Future[Answer]:
        """Call a tool; the future can be cancelled, as an agent does that has had enough."""
        return self.portal.start_task_soon(self._ask, tool, given)

    def do(self, tool: str, **given: Any) -> dict[str, Any]:
        """What a tool answers that refuses nothing. The client holds it against the schema."""
        answer = self.ask(tool, **given)
        assert not answer.failed, answer.text
        return answer.data

    def refused(self, tool: str, **given: Any) -> str:
        """Why a tool refuses."""
        answer = self.ask(tool, **given)
        assert answer.failed, answer
        return answer.text

    def read(self, uri: str) -> str:
        """The text of a resource, or the error."""
        try:
            # Each is read anew: what it says changes.
            result = self.portal.call(lambda: self.client.read_resource(uri, cache_mode="bypass"))
        except MCPError as error:
            return self._hear(json.dumps({"error": str(error), "data": error.error.data}))
        return self._hear("".join(each.text for each in result.contents))

    def _hear(self, text: str) -> str:
        self.heard.append(text)
        return text

    async def _ask(self, tool: str, given: dict[str, Any]) -> Answer:
        told: list[str] = []

        async def progress(done: float, total: float | None, message: str | None) -> None:
            told.append(message or "")

        began = time.monotonic()
        result = await self.client.call_tool(tool, given, progress_callback=progress)
        took = time.monotonic() - began
        self._hear(result.model_dump_json())
        text = "".join(each.text for each in result.content)
        data = result.structured_content or {}
        return Answer(bool(result.is_error), text, data, took, tuple(told))


@contextmanager
def agent_of(
    transport: Callable[[], AbstractAsyncContextManager[Any]], mode: str
) -> Iterator[Agent]:
    """An agent at one end of a transport, until it is not needed any more."""
    with start_blocking_portal() as portal:
        client = portal.call(lambda: _made(transport, mode))
        with portal.wrap_async_context_manager(client):
            yield Agent(portal, client)


async def _made(transport: Callable[[], AbstractAsyncContextManager[Any]], mode: str) -> Client:
    # In the loop that it is used in.
    return Client(transport(), mode=mode)
