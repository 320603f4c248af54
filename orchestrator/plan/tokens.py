"""What looks like a secret by itself; knows no declared one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from msgspec import Struct

from orchestrator.plan.tokenshapes import IN_CONTEXT, TOKENS, Rule

MASK = "***"
# Bytes of a declared value, at least; a shorter one would be found in half of all words.
SHORTEST = 4
# How the excerpts of a log say it.
_GAP_WORDS = "bytes left out …"
_TORN = "word that is cut off"
_LONGEST_TORN = 4000
_SHORTEST_TORN = 10
_MASKED = re.compile(r"\[(?:email|ip|uuid|card)\]")
_SHORTEST_TEXT = 12
_LINE = 200
# What every token has, and few lines of prose: so many of its characters one after the other.
_RUN = re.compile(r"[A-Za-z0-9_~+/=.:%-]{12}")
_Marks = tuple[tuple[str, Rule], ...]
_MARKS: _Marks = tuple((mark, rule) for rule in TOKENS for mark in rule.marks)
_MARKS_IN_CONTEXT: _Marks = tuple((mark, rule) for rule in IN_CONTEXT for mark in rule.marks)


class Token(Struct, frozen=True):
    """A place in a text that looks like a secret: offsets, and whose token it is."""

    start: int
    end: int
    name: str


def hide_tokens(text: str) -> str:
    """The text with `***` in place of what looks like a secret."""
    if len(text) < _SHORTEST_TEXT:
        return text
    return _hidden_line(text) if len(text) < _LINE else _hidden(text)


@lru_cache(maxsize=1024)
def _hidden_line(text: str) -> str:
    # The same few lines are shown again and again.
    return _hidden(text)


def _hidden(text: str) -> str:
    out, at = [], 0
    for token in sorted(tokens_in(text), key=lambda each: (each.start, each.end)):
        if token.end > at:
            mask = "…" if token.name == _TORN else MASK
            out += [text[at : max(token.start, at)], mask if token.start >= at else ""]
            at = token.end
    return "".join([*out, text[at:]]) if out else text


def tokens_in(text: str) -> Iterator[Token]:
    """Everything in the text that looks like a secret, in no order, perhaps overlapping."""
    if _RUN.search(text) is not None:
        yield from _of(text, _MARKS)
    yield from _of(text, _MARKS_IN_CONTEXT)
    yield from _ends_of_keys(text)
    yield from _torn(text)


def unmistakable_in(text: str) -> Iterator[Token]:
    """Those that are tokens whatever stands around them."""
    yield from _of(text, _MARKS)


def _of(text: str, marks: _Marks) -> Iterator[Token]:
    lower: str | None = None
    found: dict[str, Rule] = {}
    for mark, rule in marks:
        if rule.any_case and lower is None:
            lower = text.lower()
        if mark in (lower if rule.any_case and lower is not None else text):
            found[rule.pattern] = rule
    for rule in found.values():
        for match in _compiled(rule.pattern, rule.any_case).finditer(text):
            if rule.asks is None or rule.asks(match):
                yield Token(*_span(match), rule.name)


def _span(match: re.Match[str]) -> tuple[int, int]:
    """What is to be taken out: a named part, else all of it."""
    named = match.groupdict()
    part = next((name for name in ("secret", "quoted", "bare") if named.get(name)), 0)
    return match.span(part)


@cache
def _compiled(pattern: str, any_case: bool) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if any_case else 0)


def _ends_of_keys(text: str) -> Iterator[Token]:
    """The lines before the end of a private key whose beginning was left out."""
    if "PRIVATE KEY" not in text:
        return
    for match in re.finditer(r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY", text):
        start = match.start()
        for line in reversed(text[max(0, start - 20_000) : start].splitlines(keepends=True)):
            shortest = 0 if start == match.start() else 16
            if not re.fullmatch(rf"[-+|> \t]*[A-Za-z0-9+/=]{{{shortest},}}\s*", line):
                break
            start -= len(line)
        if start < match.start():
            yield Token(start, match.start(), "private key")


def _torn(text: str) -> Iterator[Token]:
    """The words on both sides of a gap where the middle of what was printed is left out: each
    may be a piece of a token, or of an address, that nobody can tell any more."""
    if _GAP_WORDS not in text:
        return
    for gap in re.finditer(rf"\n… \d+ {_GAP_WORDS}\n", text):
        before = text[max(0, gap.start() - _LONGEST_TORN) : gap.start()]
        before = "" if before[-1:].isspace() else "".join(before.rsplit(maxsplit=1)[-1:])
        after = text[gap.end() : gap.end() + _LONGEST_TORN]
        after = "" if after[:1].isspace() else "".join(after.split(maxsplit=1)[:1])
        # What has been masked is whole, and so is what stands beyond it.
        before, after = _MASKED.split(before)[-1], _MASKED.split(after)[0]
        places = ((gap.start() - len(before), gap.start()), (gap.end(), gap.end() + len(after)))
        for (start, end), word in zip(places, (before, after), strict=True):
            if "@" in word or (len(word) > _SHORTEST_TORN and any(map(str.isdigit, word))):
                yield Token(start, end, _TORN)
