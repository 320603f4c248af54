"""Values of keys as people write them; each is read back as it was, or not written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from orchestrator.document import values
from orchestrator.document.inline import only_span

_UNITS = ((3600, "h"), (60, "m"), (1, "s"))
_BYTES = ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))


def duration(seconds: float) -> str | None:
    """`90s`, `5m`, `1h30m`, `250ms`."""
    tries = [_whole(int(seconds))] if seconds < 10**9 and seconds == int(seconds) else []
    tries += [f"{seconds * 1000:.0f}ms", f"{seconds!r}s"]
    return next((text for text in tries if values.duration(text) == seconds), None)


def _whole(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds}s"
    out = ""
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        out += f"{count}{unit}" if count else ""
    return out


def backoff(factor: float, cap: float | None) -> str | None:
    """`2x`, `2x up to 1m`."""
    limit = duration(cap) if cap is not None else ""
    text = f"{factor:g}x" + (f" up to {limit}" if limit else "")
    return text if values.backoff(text) == (factor, cap) else None


def words(names: Sequence[str]) -> str | None:
    """Names with commas between."""
    text = ", ".join(names)
    return text if values.names([text]) == tuple(names) else None


def globs(patterns: Sequence[str]) -> str | None:
    """Patterns, in code spans where they need them."""
    plain = ", ".join(patterns)
    spans = ", ".join(f"`{each}`" for each in patterns)
    return next((each for each in (plain, spans) if values.globs([each]) == tuple(patterns)), None)


def pairs(env: Mapping[str, str]) -> list[str] | None:
    """`NAME=value` for each variable."""
    texts = [f"{name}={value}" for name, value in env.items()]
    quoted = [f'{name}="{value}"' for name, value in env.items()]
    for tried in (texts, quoted):
        if values.env_pairs(tried) == dict(env) and not any(map(spans_lines, tried)):
            return tried
    return None


def resources(amounts: Mapping[str, float]) -> str | None:
    """`cpu 2, memory 1GiB`."""
    text = ", ".join(f"{name} {_amount(amount)}" for name, amount in amounts.items())
    return text if values.resources([text]) == dict(amounts) else None


def _amount(amount: float) -> str:
    size = next(((size, unit) for size, unit in _BYTES if amount and amount % size == 0), None)
    if size is not None:
        return f"{amount / size[0]:.0f}{size[1]}"
    return f"{amount:.0f}" if amount == int(amount) else repr(amount)


def span(script: str) -> str | None:
    """A command line in a code span."""
    line = script.removesuffix("\n")
    runs = {len(run) for run in re.findall("`+", line)}
    marks = "`" * next(count for count in range(1, len(runs) + 2) if count not in runs)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    text = f"{marks}{pad}{line}{pad}{marks}"
    return text if only_span(text) == line and not spans_lines(line) else None


def one_line(text: str) -> str | None:
    """A text that can stand behind a key."""
    return text if text and text == text.strip() and not spans_lines(text) else None


def spans_lines(text: str) -> bool:
    """Whether a text is more than a line of a file can hold."""
    return any(char in text for char in "\n\r\0")
