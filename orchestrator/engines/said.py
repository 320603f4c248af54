"""What an agent says of its work, read from what it printed; believes none of it.

Forms are those of the tools' own documentation: Claude Code's `--output-format json` (a
result object) and `stream-json` (one message a line, the result last), and the object of
Gemini CLI's `--output-format json`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from orchestrator.engines.agents import Reads

# Characters of what is kept for reports.
LONGEST = 4000
_LONGEST_ERROR = 500
# A banner may stand before the JSON; output that has none is not searched for ever.
_MOST_FALSE_STARTS = 100
# Turns and dollars of this size were never used.
_NO_COUNT = 1e9


class Said(Struct, frozen=True, kw_only=True):
    """The agent's own words, the error that it reports, and what it used, in words."""

    text: str
    error: str | None = None
    notes: tuple[str, ...] = ()


def read_said(reads: Reads, printed: bytes) -> Said | None:
    """What the standard output says; None when it has not the form that can be read."""
    read = _READERS.get(reads)
    if read is None:
        return None
    found: Said | None = None
    # The last of them counts: what comes before a result are messages on the way to it.
    for value in _objects(printed.decode("utf-8", "replace")):
        found = read(value) or found
    return found


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text, of a long one head and tail; at most so many characters."""
    text = text.strip()
    if len(text) <= longest:
        return text
    half = longest // 2 - 30
    left_out = len(text) - 2 * half
    return f"{text[:half]}\n… {left_out} characters left out …\n{text[-half:]}"


def in_a_line(text: str) -> str:
    """An error as a reason tells it."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_ERROR else f"{words[:_LONGEST_ERROR]}…"


def _claude(message: Mapping[str, Any]) -> Said | None:
    if message.get("type") != "result":
        return None
    subtype, result = message.get("subtype"), _text(message.get("result"))
    failed = message.get("is_error") is True or str(subtype).startswith("error")
    error = result or _text(message.get("errors")) or str(subtype) if failed else None
    notes = []
    turns, cost = message.get("num_turns"), message.get("total_cost_usd")
    if _is_number(turns):
        notes.append("1 turn" if turns == 1 else f"{turns} turns")
    if _is_number(cost):
        notes.append(f"cost ${cost:.4f}")
    return Said(text=result, error=error, notes=tuple(notes))


def _gemini(message: Mapping[str, Any]) -> Said | None:
    if "response" not in message and "error" not in message:
        return None
    error = message.get("error")
    if isinstance(error, Mapping) and "message" in error:
        error = error["message"]
    failed = error is not None
    return Said(
        text=_text(message.get("response")),
        error=(_text(error) or "without a word") if failed else None,
    )


_READERS: Mapping[Reads, Callable[[Mapping[str, Any]], Said | None]] = {
    Reads.CLAUDE_JSON: _claude,
    Reads.GEMINI_JSON: _gemini,
}


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects of the text, each of which starts a line; those of an array too."""
    import json
    import re

    decoder, start = json.JSONDecoder(), re.compile(r"^[ \t]*(?=[{\[])", re.MULTILINE)
    position = false_starts = 0
    while (found := start.search(text, position)) and false_starts < _MOST_FALSE_STARTS:
        try:
            value, position = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            position, false_starts = found.end() + 1, false_starts + 1
            continue
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, dict):
                yield each


def _text(value: object) -> str:
    """A value as text: itself, or as JSON where it is something else."""
    if value is None or isinstance(value, str):
        return _sound(value or "")
    import json

    return _sound(json.dumps(value, ensure_ascii=False))


def _sound(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can spell and no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _is_number(value: Any) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and 0 <= value < _NO_COUNT
