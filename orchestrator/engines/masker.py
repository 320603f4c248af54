"""Takes an attempt's secrets out of what it prints and says; what is looked for is not known here.

Most attempts have none, and then nothing of the search is loaded. Text that is shown loses
well-known tokens too, and what points to a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orchestrator.plan.scrub import scrub
from orchestrator.plan.tokens import hide_tokens

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
        """A text for people: without secrets, without what has the shape of a well-known token
        or points to a person."""
        return scrub(self._without_declared(text))

    def exact(self, text: str) -> str:
        """A text that has to work as it is, such as a path or a value for other steps: without
        secrets and tokens alone."""
        return hide_tokens(self._without_declared(text))

    def _without_declared(self, text: str) -> str:
        return self._masked(text) if text and self._search is not None else text

    def _masked(self, text: str) -> str:
        stream = self.stream()
        try:
            data, errors = text.encode("utf-8", "surrogateescape"), "surrogateescape"
        except UnicodeEncodeError:
            data, errors = text.encode("utf-8", "surrogatepass"), "surrogatepass"
        return (stream.feed(data) + stream.end()).decode("utf-8", errors)
