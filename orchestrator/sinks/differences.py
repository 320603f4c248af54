"""What a failed comparison printed beside what was expected, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.run.events import Event
from orchestrator.sinks.safe import printable
from orchestrator.verify.model import CommandResult

MOST_LINES = 40
# One line instead of another: the reason of the failure shows both.
_SAID_ALREADY = 3
_SHORT = 200
_HEAD = 2  # the names of both sides, which the line above the difference says already


def differences(event: Event) -> Iterator[str]:
    """The unified diffs of what an event tells of, indented; of long ones the head."""
    result = getattr(event, "result", None)
    if not isinstance(result, CommandResult):
        return
    for judgement in result.judgements:
        if judgement.passed or not judgement.diff:
            continue
        lines = judgement.diff.splitlines()[_HEAD:]
        if len(lines) <= _SAID_ALREADY and len(judgement.diff) < _SHORT:
            continue
        yield f"  {printable(judgement.what)}: - expected, + got"
        yield from (f"  | {printable(line)}" for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield f"  | … {len(lines) - MOST_LINES} more lines …"
