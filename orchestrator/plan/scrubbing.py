"""Scrubs a text that comes in pieces, so that nothing slips through between two of them."""

from __future__ import annotations

from orchestrator.plan.personal import personal_in
from orchestrator.plan.scrub import scrub
from orchestrator.plan.tokens import tokens_in

# No token is longer, but for a private key, which has an end of its own.
_LONGEST = 8_192
_LONGEST_KEY = 20_000
_BEGIN, _END = "-----BEGIN ", "-----END "


class Scrubber:
    """Gives whole lines, or as much of a very long one as holds whole tokens."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """What can be shown now that this has come."""
        self._held += text
        end = self._safe_end()
        out, self._held = self._held[:end], self._held[end:]
        return scrub(out)

    def end(self) -> str:
        """The rest: nothing more will come."""
        out, self._held = self._held, ""
        return scrub(out)

    def _safe_end(self) -> int:
        held = self._held
        end = held.rfind("\n") + 1
        if len(held) - end > _LONGEST:
            end = len(held) - _LONGEST
            places = [(each.start, each.end) for each in tokens_in(held)]
            places += [(each.start, each.end) for each in personal_in(held)]
            end = min((start for start, stop in places if start < end < stop), default=end)
        begin = held.rfind(_BEGIN, 0, end)
        is_open = begin >= 0 and held.find(_END, begin) < 0 and len(held) - begin < _LONGEST_KEY
        return begin if is_open else end
