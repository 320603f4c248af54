"""What is expected of a command, in words for who is to meet it; judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct

from orchestrator.document.expect import (
    Comparison,
    ExitCodes,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
    TextMatch,
)


class Expected(Struct, frozen=True, kw_only=True):
    """One expectation. `text` is the expected text where it has several lines."""

    words: str
    text: str | None = None


_MODES = {
    MatchMode.EQUALS: "is",
    MatchMode.CONTAINS: "contains",
    MatchMode.REGEX: "matches the regular expression",
    MatchMode.GLOB: "matches the shell pattern",
    MatchMode.JSON: "is the same JSON as",
    MatchMode.JSON_CONTAINS: "is JSON that holds all of",
}

_OF_LINES = {
    MatchMode.EQUALS: " (a line ... stands for any lines, (regex) or (glob) ends a pattern)",
}


def expected_of(expect: Expect) -> tuple[Expected, ...]:
    """Everything that is expected, the exit code first."""
    return tuple(_each(expect))


def _each(expect: Expect) -> Iterator[Expected]:
    yield Expected(words=_exit_code(expect.exit_code))
    for match in expect.stdout:
        yield _text("standard output", match)
    for match in expect.stderr:
        yield _text("standard error", match)
    for match in expect.output:
        yield _text("standard output or standard error", match)
    for wanted in expect.json:
        yield Expected(words=f"standard output is JSON in which {_value(wanted)}")
    for file in expect.files:
        yield Expected(words=f"the file {file.path} {_file(file)}")
    if expect.max_duration_ms is not None:
        yield Expected(words=f"it takes less than {expect.max_duration_ms} ms")
    if expect.no_output:
        yield Expected(words="it prints nothing")


def _exit_code(codes: ExitCodes | None) -> str:
    if codes == "non_zero":
        return "it fails by itself: an exit code other than 0, 126 and 127"
    return f"exit code {' or '.join(str(code) for code in codes or (0,))}"


def _value(wanted: JsonMatch) -> str:
    if wanted.op in (Comparison.EXISTS, Comparison.MISSING):
        return f"{wanted.path} is {'there' if wanted.op is Comparison.EXISTS else 'missing'}"
    return f"{wanted.path} {wanted.op} {wanted.value}"


def _text(stream: str, match: TextMatch) -> Expected:
    if match.mode is MatchMode.SIMILARITY:
        return Expected(
            words=f"{stream} is like this text (at least {match.threshold} of 1)", text=match.text
        )
    text = match.text.rstrip("\n") if match.mode is MatchMode.EQUALS else match.text
    words = f"{stream} {_MODES[match.mode]}"
    if match.negated:
        words = f"it is not so that {words}"
    if "\n" not in text:
        return Expected(words=f"{words} {_quoted(text)}")
    return Expected(words=f"{words} this text{_OF_LINES.get(match.mode, '')}", text=text)


def _file(match: FileMatch) -> str:
    match match.is_:
        case FileState.EXISTS:
            return "exists"
        case FileState.MISSING:
            return "does not exist"
        case FileState.NOT_EMPTY:
            return "is not empty"
        case FileState.CONTAINS:
            return f"contains {_quoted(match.value or '')}"
        case FileState.SHA256:
            return f"has the SHA-256 {match.value}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
