"""How a verdict is said, in reports and on the screen."""

from __future__ import annotations

from orchestrator.run.summary import COMPLETE


def verdict_words(verdict: str, counted: bool) -> str:
    """`COMPLETE` or `INCOMPLETE`, and whether it is left out of the percentage."""
    words = "COMPLETE" if verdict == COMPLETE else "INCOMPLETE"
    return words if counted else f"{words} (not counted)"
