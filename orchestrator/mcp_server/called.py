"""A tool as it is called: what is wrong with its arguments, in words that an agent can act on."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from pydantic import ValidationError

from orchestrator.plan.scrub import scrub


class CalledTool(Tool):
    """One of the SDK's, but that it names arguments and does not say again what stood in them."""

    async def run(
        self,
        arguments: dict[str, Any],
        context: Context[Any, Any],
        convert_result: bool = False,
    ) -> Any:
        """Run it.

        Raises:
            ToolError: the arguments are wrong, or the tool refuses.
        """
        try:
            return await super().run(arguments, context, convert_result)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            wrong = error.__cause__.errors(include_url=False, include_input=False)
            lines = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong]
            raise ToolError(
                scrub("\n".join([f"{self.name} cannot be called so", *lines]))
            ) from None
