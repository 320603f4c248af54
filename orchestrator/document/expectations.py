"""What a command is expected to do, read from prose: Expect bullets and their like.

`exit code 3` · `stdout contains "x"` · `stderr matches /re/` · `file dist/app.whl exists` ·
`json .status == "ok"` · `duration < 100ms` · `no output`
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

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
from orchestrator.document.inline import only_span, without_bold, without_emoji
from orchestrator.document.values import duration

_EXIT = re.compile(
    r"exits?(?:\s+with)?(?:\s*(?:codes?|status(?:es)?))?\s*(?:is|:|=|==)?\s*(.+)", re.I
)
_NON_ZERO = re.compile(r"(?:non-?\s?zero|not\s+(?:0|zero)|!=\s*0|>\s*0)", re.I)
_STREAM = re.compile(
    r"(stdout|stderr|output)\s+(contains?|equals?|is|matches|match)\s+(.+)", re.I | re.S
)
# Without a stream it is standard output; quotes tell `equals` and `matches` from prose.
_BARE = re.compile(r"(?:contains?\s+\S.*|(?:equals?\s+|matches\s+)[\"'`/“].*)", re.I | re.S)
_SUCCESS = re.compile(
    r"(?:all\s+|tests?\s+|it\s+|should\s+)*(?:pass(?:es|ed)?|succe(?:ss|eds?)|successful|ok|okay)",
    re.I,
)
_FILE = re.compile(
    r"file\s+(`[^`]+`|\"[^\"]+\"|'[^']+'|\S+)\s+"
    r"(exists?|does\s+not\s+exist|doesn't\s+exist|is\s+missing|is\s+not\s+empty|is\s+non-?empty"
    r"|contains?|sha-?256)\s*:?\s*(.*)",
    re.I | re.S,
)
_JSON = re.compile(r"json\s+`?(\$?(?:\.[\w-]*|\[\d+\])+)`?\s*(==|!=|<=|>=|<|>)\s*(.+)", re.I | re.S)
_DURATION = re.compile(r"(?:duration|time|takes)\s*(?:<=?|under|below|less\s+than)\s*(.+)", re.I)
_NEARLY = re.compile(
    r"(?:stdout|stderr|output)\s+(?:contains?|equals?|matche?s?)\b"
    r"|exits?\s+(?:codes?|status)\s*[:=]?\s*\S+$|json\s+`?\$?[.\[]|(?:contains?|equals?|matches)\s+[\"'`/“]|duration\s*[<>=]",
    re.I,
)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.I)
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’"}
_ESCAPE = re.compile(r'\\([nt"\\])')
_MODES = {"c": MatchMode.CONTAINS, "e": MatchMode.EQUALS, "i": MatchMode.EQUALS}

FORMS = (
    'write one of: `exit code 3`, `stdout contains "x"`, `stdout equals "x"`, '
    '`stderr matches /re/`, `file PATH exists`, `json .key == "ok"`, `duration < 100ms`, '
    "`no output`"
)


def read_expectation(text: str, line: int) -> Expect | None:
    """What one bullet asks for, alone in an `Expect`; None if it cannot be read.

    Several in one line (`exit 2, stderr contains "x"`) are read if each of them can be.
    """
    text = (only_span(text) or text).strip()
    for read in _READERS:
        found = read(text, line)
        if found is not None:
            return found
    first, comma, rest = text.partition(", ")
    if not comma:
        return None
    one, other = read_expectation(first, line), read_expectation(rest, line)
    return merged(one, other) if one is not None and other is not None else None


def nearly_expectation(text: str) -> bool:
    """Whether a text that cannot be read begins as an expectation does, so that it is none by
    mistake and no prose."""
    return _NEARLY.match(text) is not None


def says_success(text: str) -> bool:
    """Whether a remark asks for nothing but what exit code 0 says."""
    return _SUCCESS.fullmatch(without_bold(without_emoji(text)).strip(" .!")) is not None


def merged(one: Expect, other: Expect) -> Expect:
    """Everything that either asks for; where only one can hold, `other` does."""
    return Expect(
        exit_code=one.exit_code if other.exit_code is None else other.exit_code,
        stdout=one.stdout + other.stdout,
        stderr=one.stderr + other.stderr,
        output=one.output + other.output,
        files=one.files + other.files,
        json=one.json + other.json,
        max_duration_ms=(
            one.max_duration_ms if other.max_duration_ms is None else other.max_duration_ms
        ),
        no_output=one.no_output or other.no_output,
    )


def exit_expectation(text: str) -> ExitCodes | None:
    """Exit codes as `3`, `1, 2`, `0 or 1` or `non-zero`."""
    text = text.strip().strip("`\"'").rstrip(".").strip()
    if _NON_ZERO.fullmatch(text):
        return "non_zero"
    parts = [part for part in re.split(r"[\s,/|]+|\bor\b", text) if part]
    if not parts or any(not part.isdecimal() or int(part) > 255 for part in parts):
        return None
    return tuple(dict.fromkeys(int(part) for part in parts))


def must_fail(text: str) -> bool:
    """Whether a remark beside a command says that it has to fail."""
    return _MUST_FAIL.search(text) is not None


_MUST_FAIL = re.compile(
    r"\bHONEYPOT\b|\b(?:should|must|has\s+to|needs\s+to|expected\s+to)\s+FAIL\b"
    r"|\bexpected:\s*FAIL(?:S|URE)?\b|^\W*FAILS?\W*$",
    re.I,
)


def _exit(text: str, line: int) -> Expect | None:
    if _NON_ZERO.fullmatch(text):
        return Expect(exit_code="non_zero")
    found = _EXIT.fullmatch(text)
    codes = exit_expectation(found[1]) if found else None
    return Expect(exit_code=codes) if codes is not None else None


def _nothing(text: str, line: int) -> Expect | None:
    words = text.lower().rstrip(".")
    if words in ("no output", "output is empty", "prints nothing"):
        return Expect(no_output=True)
    empty = (TextMatch(mode=MatchMode.EQUALS, text="", line=line),)
    if words in ("stdout is empty", "no stdout"):
        return Expect(stdout=empty)
    if words in ("stderr is empty", "no stderr"):
        return Expect(stderr=empty)
    return None


def _stream(text: str, line: int) -> Expect | None:
    found = _STREAM.fullmatch(f"stdout {text}" if _BARE.fullmatch(text) else text)
    if found is None:
        return None
    if found[2].lower().startswith("match"):
        pattern = _pattern(found[3].strip())
        if pattern is None:
            return None
        match = TextMatch(mode=MatchMode.REGEX, text=pattern, line=line)
    else:
        expected = _unquoted(found[3])
        match = TextMatch(mode=_MODES[found[2][0].lower()], text=expected, line=line)
    stream = found[1].lower()
    if stream == "output":
        return Expect(output=(match,))
    return Expect(stderr=(match,)) if stream == "stderr" else Expect(stdout=(match,))


def _file(text: str, line: int) -> Expect | None:
    found = _FILE.fullmatch(text)
    if found is None:
        return None
    path, rest = found[1].strip("`\"'"), found[3].strip().rstrip(".")
    asked = " ".join(found[2].lower().split())
    if asked.startswith("contain"):
        return _one_file(path, FileState.CONTAINS, line, _unquoted(found[3])) if rest else None
    if asked.startswith("sha"):
        digest = rest.strip("`\"'= ").lower()
        good = _SHA256.fullmatch(digest)
        return _one_file(path, FileState.SHA256, line, digest) if good else None
    if rest:
        return None
    if asked.startswith("exist"):
        return _one_file(path, FileState.EXISTS, line)
    empty = asked in ("is not empty", "is non-empty", "is nonempty")
    return _one_file(path, FileState.NOT_EMPTY if empty else FileState.MISSING, line)


def _one_file(path: str, state: FileState, line: int, value: str | None = None) -> Expect:
    return Expect(files=(FileMatch(path=path, is_=state, value=value, line=line),))


def _json(text: str, line: int) -> Expect | None:
    found = _JSON.fullmatch(text)
    if found is None:
        return None
    value = found[3].strip().strip("`")
    if len(value) > 1 and value[0] == value[-1] == "'":
        value = json.dumps(value[1:-1])
    try:
        json.loads(value)
    except ValueError:
        return None
    path = found[1].removeprefix("$")
    return Expect(json=(JsonMatch(path=path, op=Comparison(found[2]), value=value, line=line),))


def _duration(text: str, line: int) -> Expect | None:
    found = _DURATION.fullmatch(text)
    seconds = duration(found[1].strip().rstrip(".")) if found else None
    return Expect(max_duration_ms=round(seconds * 1000)) if seconds else None


def _unquoted(text: str) -> str:
    """A text without its quotes; in double quotes `\\n`, `\\t`, `\\"` and `\\\\` are escapes."""
    text = text.strip()
    if len(text) >= 2 and _QUOTES.get(text[0]) == text[-1]:
        inner = text[1:-1]
        if text[0] != '"':
            return inner
        escapes = {"n": "\n", "t": "\t"}
        return _ESCAPE.sub(lambda found: escapes.get(found[1], found[1]), inner)
    return text


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


_READERS: tuple[Callable[[str, int], Expect | None], ...] = (
    _nothing,
    _exit,
    _stream,
    _file,
    _json,
    _duration,
)
