"""Tells code blocks that are never closed: what they swallow is read as code, and lost as text.

An error, unless one stands outside every subtask and nothing that it swallows would be read as
anything but text.
"""

from __future__ import annotations

import re

from orchestrator.document.headings import task_title
from orchestrator.document.labels import bold_pair, meaning_of, plain_label
from orchestrator.document.nodes import Found, Page
from orchestrator.document.tree import Fence, every_block

_BOX = re.compile(r"(?:[-*+]|\d+[.)])\s+(?:\*\*)?`?\[[^\]]?\]")
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*?)[\s#]*$")


def tell_unclosed(page: Page, found: Found | None) -> None:
    """Add an error for each of them, or a warning where nothing is lost."""
    fences = [block for block in every_block(page.blocks) if isinstance(block, Fence)]
    for fence in fences:
        if fence.closed or fence.info is None:
            continue
        harmless = found is not None and not _is_owned(fence, found) and not _swallows(fence)
        tell = page.source.findings.warning if harmless else page.source.findings.error
        tell(
            "unclosed-fence",
            f"the code block opened with “{fence.mark}” is never closed",
            fence.line,
            fence.column,
            hint=f"close it with “{fence.mark}”, indented like its opening line",
        )


def _is_owned(fence: Fence, found: Found) -> bool:
    return any(node.span.line <= fence.line <= node.last for node in found.nodes)


def _swallows(fence: Fence) -> bool:
    """Whether it holds a box, a subtask's heading or the label of a part with a meaning."""
    return any(_means_something(line.strip()) for line in fence.content.split("\n"))


def _means_something(line: str) -> bool:
    heading = _HEADING.match(line)
    if heading is not None:
        text = heading["text"]
        return task_title(text) is not None or meaning_of(text).special
    pair = bold_pair(line)
    label = pair[0] if pair is not None else plain_label(line)
    return _BOX.match(line) is not None or (label is not None and meaning_of(label).special)
