"""Text for terminals: one line, nothing hidden, nothing obeyed."""

from __future__ import annotations

from orchestrator.report.visible import visible_line


def printable(text: str) -> str:
    """The text with every control character shown, line ends and tabs too."""
    return visible_line(text)
