"""Blocks that say fields of the plan as they are, for what no words can say.

    ```json fields
    {"title": "Fix the ✅", "env": {"MOTTO": "one\\ntwo"}}
    ```

Reads only that it is JSON; which fields there are, the plan knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.diagnostics import Findings
from orchestrator.document.info import Info, read_info
from orchestrator.document.model import Fields
from orchestrator.document.strictjson import load
from orchestrator.document.tree import Block, Fence

_LANGUAGE, _WORD = "json", "fields"
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_DEEPEST = 50
_HINT = 'write an object such as {"title": "Build"}'


def without_fields(
    blocks: Sequence[Block], findings: Findings
) -> tuple[tuple[Block, ...], Fields | None, frozenset[int]]:
    """The other blocks, what the fields among them say, and the lines where they stand."""
    fences = [
        block for block in blocks if isinstance(block, Fence) and _says(read_info(block.info))
    ]
    if not fences:
        return tuple(blocks), None, frozenset()
    for again in fences[1:]:
        findings.error(
            "bad-fields",
            f"fields are said twice, here and on line {fences[0].line}",
            again.line,
            hint="put them into one block",
        )
    lines = {line for fence in fences for line in range(fence.line, fence.last + 1)}
    others = tuple(block for block in blocks if block not in fences)
    return others, _read(fences[0], findings), frozenset(lines)


def tell_inside(findings: Findings, fence: Fence, info: Info) -> None:
    """Say of such a block inside a list or a quotation that it is not read."""
    if _says(info):
        findings.warning(
            "fields-not-read",
            "fields inside a list or a quotation are not read",
            fence.line,
            fence.column,
            hint="begin the block at the start of a line, below the last item",
        )


def _says(info: Info) -> bool:
    return info.language == _LANGUAGE and _WORD in info.words


def _read(fence: Fence, findings: Findings) -> Fields | None:
    # What ends too early is told of on a line that has something.
    text = fence.content.rstrip()
    try:
        if _nests_deeply(text):
            raise ValueError("it nests too deeply")
        data = load(text)
    except (ValueError, RecursionError) as error:
        line = fence.line + (getattr(error, "lineno", 0) if text else 0)
        message = getattr(error, "msg", str(error))
        findings.error("bad-fields", f"these fields are no JSON: {message}", line, hint=_HINT)
        return None
    if not isinstance(data, dict):
        findings.error("bad-fields", "these fields are no object", fence.line, hint=_HINT)
        return None
    return Fields(line=fence.line, values=data)


def _nests_deeply(text: str) -> bool:
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0)
        if depth > _DEEPEST:
            return True
    return False
