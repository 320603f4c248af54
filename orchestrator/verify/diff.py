"""Unified diffs for people, never so long that making one takes long; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

LINES_COMPARED = 400
CHARACTERS_OF_A_LINE = 500


def unified(expected: Sequence[str], got: Sequence[str]) -> str:
    """The difference of two texts given as lines; the heads of long ones only."""
    import difflib  # only a failed comparison pays for it

    lines = difflib.unified_diff(
        _bounded(expected), _bounded(got), "expected", "got", lineterm="", n=2
    )
    return "\n".join(lines)


def _bounded(lines: Sequence[str]) -> list[str]:
    kept = [line[:CHARACTERS_OF_A_LINE] for line in lines[:LINES_COMPARED]]
    if len(lines) > LINES_COMPARED:
        kept.append(f"… {len(lines) - LINES_COMPARED} more lines …")
    return kept
