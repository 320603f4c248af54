"""How a standing looks: one name for colour and symbol, and words; knows no markup.

Colour alone never says how something stands: whoever shows a look shows its symbol or words.
"""

from __future__ import annotations

from msgspec import Struct

from orchestrator.run.summary import COMPLETE


class Look(Struct, frozen=True, kw_only=True):
    """`name` is that of the style and the symbol, `words` say it, `sign` is one character."""

    name: str
    words: str
    sign: str


# In the order in which they are counted: what is done, what is wrong, what is to come.
LOOKS = {
    look.name: look
    for look in (
        Look(name="complete", words="complete", sign="✓"),
        Look(name="failed", words="failed", sign="✗"),
        Look(name="stopped", words="stopped", sign="■"),
        Look(name="unproved", words="unproved", sign="?"),
        Look(name="waiting", words="waiting", sign="‖"),
        Look(name="running", words="running", sign="▶"),
        Look(name="blocked", words="blocked", sign="⊘"),
        Look(name="pending", words="pending", sign="…"),
        Look(name="skipped", words="skipped", sign="–"),
        Look(name="plain", words="not run", sign="○"),
    )
}
_BY_STATUS = {
    "succeeded": "unproved",
    "timed_out": "failed",
    "cancelled": "stopped",
    "interrupted": "stopped",
    "attested": "complete",
}


def look_of(status: str | None, verdict: str | None) -> Look:
    """The look of a subtask or step; None where it has no status."""
    if verdict == COMPLETE:
        return LOOKS["complete"]
    return LOOKS.get(_BY_STATUS.get(status or "plain", status or "plain"), LOOKS["plain"])


def words_of(status: str | None, verdict: str | None) -> str:
    """The standing in words: `complete`, `timed out`, `succeeded, unproved`."""
    if verdict == COMPLETE:
        return "complete"
    if status == "succeeded":
        return "succeeded, unproved"
    return (status or "not run").replace("_", " ")
