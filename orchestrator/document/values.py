"""Values of keys as people write them: each reader gives None for what has not its shape."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from orchestrator.document.inline import code_spans, only_span, unwrapped

_REMARK = re.compile(r"\([^()]*\)$")
_DURATION = re.compile(
    r"(\d+(?:\.\d+)?)\s*(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h"
    r"|days?|d)?(?![a-z])[\s,]*(?:and\s+)?",
    re.I,
)
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST_S = 366 * 86400.0
_LONGEST_ID = 200  # bytes; file systems take 255, and files are named after it with more
_NO_NAME = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_COUNT = re.compile(r"(\d{1,6})(?:\s*(?:times?|x|retries|retry))?", re.I)
_BACKOFF = re.compile(
    r"(?:exponential\s*)?(?:(\d+(?:\.\d+)?)\s*x?)?(?:[\s,]*(?:up to|max(?:imum)?|capped at|cap)"
    r"\s+(.+))?",
    re.I,
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENV_COMMA = re.compile(r",\s*(?=[A-Za-z_][A-Za-z0-9_]*\s*=)")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]i?b?|b)?", re.I)
_FACTORS = {
    "": 1.0, "b": 1.0,
    "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12,
    "ki": 2.0**10, "kib": 2.0**10, "mi": 2.0**20, "mib": 2.0**20,
    "gi": 2.0**30, "gib": 2.0**30, "ti": 2.0**40, "tib": 2.0**40,
}  # fmt: skip
_PRIORITIES = {
    "critical": "critical", "high": "high", "medium": "medium", "normal": "medium", "low": "low",
    "p0": "critical", "p1": "high", "p2": "medium", "p3": "low",
}  # fmt: skip
_YES = frozenset({"yes", "true", "on", "y", "1"})
_NO = frozenset({"no", "false", "off", "n", "0"})
_NONE = re.compile(r"(?:none|nothing|nil|no|n/?a|not applicable|[-–—]+)(?![\w/])", re.I)


def duration(text: str) -> float | None:
    """Seconds: `30s`, `1h30m`, `2 minutes`, `500ms`, a bare number; at most a year."""
    text = _REMARK.sub("", unwrapped(text)).strip()
    at, total, alone = 0, 0.0, False
    while at < len(text):
        found = _DURATION.match(text, at)
        if found is None or alone:
            return None
        unit = found[2]
        alone = unit is None
        if alone and at > 0:
            return None
        total += float(found[1]) * _SECONDS[_unit(unit)]
        at = found.end()
    return total if text and total <= _LONGEST_S else None


def _unit(unit: str | None) -> str:
    unit = (unit or "s").lower()
    return "ms" if unit.startswith(("ms", "milli")) else unit[0]


def count(text: str) -> int | None:
    """A number of times: `3`, `3 times`, `none`."""
    text = _REMARK.sub("", unwrapped(text)).strip()
    if is_none(text):
        return 0
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else None


def boolean(text: str) -> bool | None:
    """Yes or no."""
    word = _REMARK.sub("", unwrapped(text)).strip().rstrip(".").lower()
    return True if word in _YES else False if word in _NO else None


def priority(text: str) -> str | None:
    """`critical`, `high`, `medium` or `low`, from such a word or from P0 to P3."""
    words = re.findall(r"[A-Za-z]\w*", unwrapped(text))
    return _PRIORITIES.get(words[0].lower()) if words else None


def is_none(text: str) -> bool:
    """Whether a value says that there is nothing: `None`, `-`, `n/a`, `None (first task)`."""
    text = unwrapped(text).strip()
    found = _NONE.match(text)
    if found is None:
        return False
    rest = text[found.end() :].strip()
    return not rest or rest[0] in "(.,;:-–—✅" or rest.lower().startswith("required")


def pieces(text: str) -> list[str]:
    """A list on one line, split at commas outside code, quotes, brackets and braces."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    code = {at for start, end, _ in code_spans(text) for at in range(start, end)}
    out, start, depth, quote = [], 0, 0, ""
    for at, char in enumerate(text):
        if at in code:
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char == '"':
            quote = char
        elif char in "{[(":
            depth += 1
        elif char in "}])":
            depth = max(depth - 1, 0)
        elif char == "," and depth == 0:
            out.append(text[start:at])
            start = at + 1
    out.append(text[start:])
    return [piece.strip() for piece in out if piece.strip()]


def names(texts: list[str]) -> tuple[str, ...] | None:
    """Names of variables or locks, each one word."""
    found = [unwrapped(piece).strip("\"'") for text in texts for piece in pieces(text)]
    if not found or any(not name or len(name.split()) != 1 for name in found):
        return None
    return tuple(found)


def variables(texts: list[str]) -> tuple[str, ...] | None:
    """Names of environment variables."""
    found = names(texts)
    if found is None or any(_NAME.fullmatch(name) is None for name in found):
        return None
    return found


def globs(texts: list[str]) -> tuple[str, ...] | None:
    """Paths or globs; with code spans those alone count, a remark beside them does not."""
    found: list[str] = []
    for text in texts:
        spans = [content.strip() for _, _, content in code_spans(text)]
        found += spans or [piece.strip("\"'") for piece in pieces(text)]
        if not spans and any(len(piece.split()) > 1 for piece in pieces(text)):
            return None
    return tuple(found) if found else None


def env_pairs(texts: list[str]) -> dict[str, str] | None:
    """`A=1, B=2` or one pair an item; values may be quoted."""
    pairs: dict[str, str] = {}
    for text in texts:
        span = only_span(text)
        for piece in _ENV_COMMA.split(span if span is not None else text.strip()):
            pair = unwrapped(piece)
            mark = ":" if len(texts) > 1 and "=" not in pair else "="
            name, equals, value = pair.partition(mark)
            if not equals or _NAME.fullmatch(name.strip()) is None:
                return None
            value = value.strip()
            if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            pairs[name.strip()] = value
    return pairs or None


def exit_codes(text: str) -> tuple[int, ...] | None:
    """Exit codes: `1`, `exit 75`, `1, 2`, `1 or 2`."""
    text = re.sub(r"^exit(?:\s*(?:codes?|status))?[\s:=]*", "", unwrapped(text), flags=re.I)
    return codes_of(re.split(r"[\s,/|]+|\bor\b|\band\b", text))


def codes_of(parts: Iterable[str]) -> tuple[int, ...] | None:
    """The exit codes that all of the parts are, each once; empty parts are none."""
    codes = [exit_code(part) for part in parts if part]
    known = [code for code in codes if code is not None]
    return tuple(dict.fromkeys(known)) if known and len(known) == len(codes) else None


def exit_code(text: str) -> int | None:
    """An exit code, 0 to 255; a number of many digits is none, and costs nothing to read."""
    digits = text.lstrip("0")[:4] or text[:1]
    return int(digits) if text.isdecimal() and int(digits) < 256 else None


def identifier(text: str) -> str | None:
    """The id of a task; it names files, so it holds neither separators nor control characters."""
    text = text.strip()
    if not text or text in (".", "..") or _NO_NAME.search(text) or len(text.encode()) > _LONGEST_ID:
        return None
    return text


def backoff(text: str) -> tuple[float, float | None] | None:
    """Factor and cap in seconds: `2x up to 60s`, `exponential`, `1.5`."""
    text = " ".join(unwrapped(text).split())
    if text.lower() in ("none", "constant", "fixed", "no"):
        return 1.0, None
    found = _BACKOFF.fullmatch(text)
    if found is None or not (found[1] or text.lower().startswith("exponential")):
        return None
    factor = float(found[1] or 2)
    cap = duration(found[2]) if found[2] else None
    if not 1 <= factor <= 1000 or (found[2] and cap is None):
        return None
    return factor, cap


def resources(texts: list[str]) -> dict[str, float] | None:
    """`cpu 2, memory 1GiB`: sizes in bytes, everything else as counted; a bare name is one."""
    found: dict[str, float] = {}
    for text in texts:
        for piece in pieces(unwrapped(text)):
            words = [word for word in re.split(r"[\s:=]+", piece) if word]
            if len(words) == 2 and words[0][0].isdigit():
                words.reverse()
            amount = _amount(words[1]) if len(words) == 2 else 1.0 if len(words) == 1 else None
            if amount is None or re.fullmatch(r"[A-Za-z][\w.-]*", words[0]) is None:
                return None
            found[words[0].lower()] = amount
    return found or None


def _amount(text: str) -> float | None:
    found = _AMOUNT.fullmatch(text)
    amount = float(found[1]) * _FACTORS[(found[2] or "").lower()] if found else math.inf
    return amount if amount < math.inf else None
