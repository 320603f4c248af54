"""Looks into a line of inline markdown: code spans, bold, emoji, links; linear in its length."""

from __future__ import annotations

import re

_BACKTICKS = re.compile("`+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_EMOJI = (
    "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u3030\u303d\ufe0f\u200d\u20e3"
    "\ufffd\U0001f000-\U0001faff]"
)
_LEADING = re.compile(f"(?:{_KEYCAP}|{_EMOJI}|\\s)+")
_TRAILING = re.compile(f"(?:{_KEYCAP}|{_EMOJI}|\\s)+$")
_ANY_EMOJI = re.compile(f"{_KEYCAP}|{_EMOJI}")
_RUN = re.compile(f"(?:{_KEYCAP}|{_EMOJI})+")


def code_spans(text: str) -> list[tuple[int, int, str]]:
    """Start, end and content of every code span, in order."""
    runs = [(found.start(), found.end()) for found in _BACKTICKS.finditer(text)]
    following: dict[int, int] = {}
    partner: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = following.get(length)
        following[length] = index
    spans: list[tuple[int, int, str]] = []
    index = 0
    while index < len(runs):
        closing = partner[index]
        if closing is None:
            index += 1
            continue
        content = text[runs[index][1] : runs[closing][0]]
        if content.strip() and content.startswith(" ") and content.endswith(" "):
            content = content[1:-1]
        spans.append((runs[index][0], runs[closing][1], content))
        index = closing + 1
    return spans


def only_span(text: str) -> str | None:
    """The content of the one code span that is all of `text`, else None."""
    text = text.strip()
    if not text.startswith("`"):
        return None
    spans = code_spans(text)
    if len(spans) == 1 and spans[0][0] == 0 and spans[0][1] == len(text):
        return spans[0][2].strip() or None
    return None


def masked(text: str) -> str:
    """`text` with code spans blanked out, character for character."""
    out, at = [], 0
    for start, end, _ in code_spans(text):
        out += [text[at:start], "\0" * (end - start)]
        at = end
    return "".join(out) + text[at:]


def without_bold(text: str) -> str:
    """`text` without `**` outside code spans, and without `__` or `*` around the whole."""
    if "**" in text:
        out, at = [], 0
        for start, end, _ in code_spans(text):
            out += [text[at:start].replace("**", ""), text[start:end]]
            at = end
        text = "".join(out) + text[at:].replace("**", "")
    text = text.strip()
    if not text.startswith(("*", "_")):
        return text
    for mark in ("__", "*", "_"):
        inner = text[len(mark) : -len(mark)]
        if inner and text == mark + inner + mark and mark not in inner:
            text = inner.strip()
    return text


def without_links(text: str) -> str:
    """`text` with each link replaced by what it shows."""
    return _LINK.sub(r"\1", text) if "](" in text else text


def without_emoji(text: str) -> str:
    """`text` without any emoji, spaces tidied."""
    return " ".join(_ANY_EMOJI.sub(" ", text).split())


def emoji_runs(text: str) -> list[tuple[int, int]]:
    """Start and end of each run of emoji with nothing between them, in order."""
    return [found.span() for found in _RUN.finditer(text)]


def peel_emoji(text: str) -> tuple[str, str, str]:
    """Leading emoji, the text between, trailing emoji; none of them with spaces around."""
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    rest = text[start:]
    end = len(rest)
    if rest and _ANY_EMOJI.search(rest[-1]) is not None:
        trailing = _TRAILING.search(rest[-40:])
        end = len(rest) - len(trailing.group()) if trailing else end
    return text[:start].strip(), rest[:end].strip(), rest[end:].strip()


def unwrapped(value: str) -> str:
    """A key's value without a code span or bold around the whole."""
    value = value.strip()
    span = only_span(value)
    return span if span is not None else without_bold(value)
