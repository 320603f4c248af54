"""How values appear in a judgement: one line, quoted and short; compares nothing."""

from __future__ import annotations

import json

from orchestrator.verify.seen import Conceal

SHOWN_CHARACTERS = 200


def shorten(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    """The text, or its head and tail with the count of characters between them."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} … {len(text) - 2 * half} more characters … {text[-half:]}"


def readable(text: str) -> str:
    """Text that anything can store: bytes that were no UTF-8 become U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def quoted(text: str, conceal: Conceal) -> str:
    """Printed text on one line, in quotes, control characters escaped."""
    # Secrets go first: a secret that shortening has cut in two would not be found any more.
    return json.dumps(shorten(conceal(readable(text))), ensure_ascii=False)
