"""What is expected of printed text, read from words: one expectation, about one stream.

`stdout contains "x"` · `stderr does not match /re/` · `output is not empty` · `prints "x"` ·
`stdout has 3 lines` · `"x"`; without a stream it is standard output.
"""

from __future__ import annotations

import re

from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.document.pieces import is_quotation

_STREAM = re.compile(
    r"(stdout|stderr|output)\s+((?:does\s+not|doesn't|must\s+not|should\s+not)\s+)?"
    r"(contains?|equals?|is|matches|match)\s+(.+)",
    re.I | re.S,
)
# Without a stream quotes tell `equals`, `matches` and a negation from prose.
_BARE = re.compile(
    r"contains?\s+\S.*|(?:(?:does\s+not|doesn't)\s+(?:contain|equal|match)|equals?|matches)"
    r"\s+[\"'`/“].*",
    re.I | re.S,
)
_PRINTS = re.compile(
    r"(?:it\s+|should\s+|must\s+)*(?:prints?|shows?|outputs?|displays?)\s+([\"'`“‘].+?)"
    r"(?:\s+(?:to|on)\s+(stdout|stderr))?",
    re.I | re.S,
)
_COUNTED = re.compile(
    r"(stdout|stderr|output)\s+(?:has|is)\s+(?:exactly\s+)?(at\s+least\s+)?(\d{1,3})\s+lines?", re.I
)
_NOT_EMPTY = re.compile(r"(stdout|stderr|output)\s+(?:is\s+not|isn't|is\s+non-?)\s*empty", re.I)
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’"}
_ESCAPE = re.compile(r'\\([nrt"\\])')
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}
_MODES = {"c": MatchMode.CONTAINS, "e": MatchMode.EQUALS, "i": MatchMode.EQUALS}


def read_printed(text: str, line: int) -> Expect | None:
    """What is expected of a stream; None where that cannot be read."""
    return _nothing(text, line) or _shape(text, line) or _prints(text, line) or _stream(text, line)


def unquoted(text: str) -> str:
    """A text without its quotes; in double quotes `\\n`, `\\r`, `\\t`, `\\"` and `\\\\` are
    escapes."""
    text = text.strip()
    if len(text) >= 2 and _QUOTES.get(text[0]) == text[-1]:
        inner = text[1:-1]
        if text[0] != '"':
            return inner
        return _ESCAPE.sub(lambda found: _LETTERS.get(found[1], found[1]), inner)
    return text


def _nothing(text: str, line: int) -> Expect | None:
    words = text.lower().rstrip(".")
    if words in ("no output", "output is empty", "prints nothing"):
        return Expect(no_output=True)
    empty = TextMatch(mode=MatchMode.EQUALS, text="", line=line)
    if words in ("stdout is empty", "no stdout"):
        return _on("stdout", empty)
    if words in ("stderr is empty", "no stderr"):
        return _on("stderr", empty)
    return None


def _shape(text: str, line: int) -> Expect | None:
    """That there is something, or so many lines."""
    text = text.rstrip(".")
    if found := _NOT_EMPTY.fullmatch(text):
        return _on(found[1], TextMatch(mode=MatchMode.REGEX, text=r"\S", line=line))
    found = _COUNTED.fullmatch(text)
    if found is None:
        return None
    lines = ["* (glob)"] * int(found[3]) + ["..."] * bool(found[2])
    return _on(found[1], TextMatch(mode=MatchMode.EQUALS, text="\n".join(lines), line=line))


def _prints(text: str, line: int) -> Expect | None:
    found = _PRINTS.fullmatch(text)
    said = found[1] if found is not None else text
    if not is_quotation(said) and not (found is not None and said[0] == said[-1] == "`"):
        return None
    match = TextMatch(mode=MatchMode.CONTAINS, text=unquoted(said), line=line)
    return _on(found[2] or "stdout" if found is not None else "stdout", match)


def _stream(text: str, line: int) -> Expect | None:
    found = _STREAM.fullmatch(f"stdout {text}" if _BARE.fullmatch(text) else text)
    if found is None:
        return None
    stream, negation, verb, said = found.groups()
    negated = negation is not None
    if verb.lower().startswith("match"):
        pattern = _pattern(said.strip())
        if pattern is None:
            return None
        match = TextMatch(mode=MatchMode.REGEX, text=pattern, line=line, negated=negated)
    else:
        mode = _MODES[verb[0].lower()]
        match = TextMatch(mode=mode, text=unquoted(said), line=line, negated=negated)
    return _on(stream, match)


def _on(stream: str, match: TextMatch) -> Expect:
    if stream.lower() == "output":
        return Expect(output=(match,))
    return Expect(stderr=(match,)) if stream.lower() == "stderr" else Expect(stdout=(match,))


def _pattern(text: str) -> str | None:
    """A regular expression between slashes, quotes or bare; None if it is not one."""
    if len(text) >= 2 and text[0] == "/" and text[-1] == "/":
        text = text[1:-1].replace("\\/", "/")
    elif len(text) >= 3 and text[0] == "/" and text.endswith("/i"):
        text = "(?i)" + text[1:-2].replace("\\/", "/")
    elif _QUOTES.get(text[:1]) == text[-1:]:
        text = text[1:-1]
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return None
    return text
