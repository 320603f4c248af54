"""Takes an attempt's secrets out of what it prints and says; what is looked for is not known here.

Most attempts have none, and then nothing of the search is loaded. Text that is shown loses
well-known tokens too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orchestrator.plan.tokens import scrub

if TYPE_CHECKING:
    from orchestrator.engines.secretsearch import MaskedStream, Search


class Masker:
    """All values; makes a `MaskedStream` for each stream."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._search: Search | None = None
        self.learn(secrets)

    def __bool__(self) -> bool:
        return self._search is not None

    def learn(self, secrets: Iterable[str]) -> None:
        """Look for these values too, from the next stream and text on."""
        more = tuple(secrets)
        if more:
            from orchestrator.engines.secretsearch import search_for

            known = self._search.sought if self._search else ()
            self._search = search_for(known, more)

    def stream(self) -> MaskedStream:
        """A new stream, with nothing held back."""
        from orchestrator.engines.secretsearch import NOTHING, MaskedStream

        return MaskedStream(self._search or NOTHING)

    def text(self, text: str) -> str:
        """The text without secrets, and without what has the shape of a well-known token."""
        if text and self._search is not None:
            text = self._masked(text)
        return scrub(text)

    def _masked(self, text: str) -> str:
        stream = self.stream()
        try:
            data, errors = text.encode("utf-8", "surrogateescape"), "surrogateescape"
        except UnicodeEncodeError:
            data, errors = text.encode("utf-8", "surrogatepass"), "surrogatepass"
        return (stream.feed(data) + stream.end()).decode("utf-8", errors)
