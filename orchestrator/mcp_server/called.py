"""A tool as it is called: what is wrong with its arguments, in words that an agent can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from pydantic import ValidationError

from orchestrator.plan.scrub import scrub
from orchestrator.report.excerpt import brief
from orchestrator.report.visible import visible_line

_KINDS = {
    "array": "a list of texts",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object of texts",
    "string": "a text",
}
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
}
_LONGEST_NAME = 60


class CalledTool(Tool):
    """One of the SDK's, but that it names arguments and says what each has to be, never again what
    stood in it. An argument that it does not have is refused: whoever gave it meant something."""

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
        known: Mapping[str, Any] = self.parameters.get("properties", {})
        strangers = [name for name in arguments if name not in known]
        if strangers:
            raise self._refusal(f"it has no argument `{_name(each)}`" for each in strangers)
        try:
            return await super().run(arguments, context, convert_result)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            wrong = error.__cause__.errors(include_url=False, include_input=False)
            # What may be of several kinds is wrong once for each.
            names = dict.fromkeys(str(each["loc"][0]) for each in wrong)
            missing = {str(each["loc"][0]) for each in wrong if each["type"] == "missing"}
            lines = [
                f"`{name}` is missing: {_shape(known[name])}"
                if name in missing
                else f"`{name}` has to be {_shape(known[name])}"
                for name in names
            ]
            raise self._refusal(lines) from None

    def _refusal(self, lines: Iterator[str] | list[str]) -> ToolError:
        needed = self.parameters.get("required", ())
        known = self.parameters.get("properties", {})
        takes = ", ".join(f"{name} (needed)" if name in needed else name for name in known)
        told = [f"{self.name} cannot be called so", *lines, f"next: call it with {takes}"]
        return ToolError(scrub("\n".join(told)))


def _shape(schema: Mapping[str, Any]) -> str:
    """What a value has to be, by its schema."""
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if "anyOf" in schema:
        return " or ".join(_shape(each) for each in schema["anyOf"] if each.get("type") != "null")
    bounds = [f"{words} {schema[bound]:g}" for bound, words in _BOUNDS.items() if bound in schema]
    kind = _KINDS[schema["type"]]
    return f"{kind}, {' and '.join(bounds)}" if bounds else kind


def _name(text: str) -> str:
    return visible_line(brief(text, _LONGEST_NAME))
