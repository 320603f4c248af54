"""What a command is expected to do, read from prose: Expect bullets and their like.

`exit code 3` · `stdout contains "x"` · `stderr matches /re/` · `file dist/app.whl exists` ·
`json .status == "ok"` · `duration < 100ms` · `no output`
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from orchestrator.document.expect import (
    Comparison,
    ExitCodes,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
)
from orchestrator.document.inline import only_span, without_bold, without_emoji
from orchestrator.document.pieces import is_quotation, pieces_of
from orchestrator.document.printed import read_printed, unquoted
from orchestrator.document.values import codes_of, duration

_EXIT = re.compile(
    r"exits?(?:\s+with)?(?:\s*(?:codes?|status(?:es)?))?\s*(?:is|:|=|==)?\s*(.+)", re.I
)
_NON_ZERO = re.compile(r"(?:non-?\s?zero|not\s+(?:0|zero)|!=\s*0|>\s*0)", re.I)
_CONTAINS = re.compile(r"(?:stdout|stderr|output)\s+contains?(?=\s)", re.I)
_SUCCESS = re.compile(
    r"(?:all\s+|tests?\s+|it\s+|should\s+)*(?:pass(?:es|ed)?|succe(?:ss|eds?)|successful|ok|okay)"
    r"|(?:it\s+)?(?:(?:should|must|does|will)\s+not|doesn't|never)\s+fails?",
    re.I,
)
_FILE = re.compile(
    r"file\s+(`[^`]+`|\"[^\"]+\"|'[^']+'|\S+)\s+"
    r"(exists?|does\s+not\s+exist|doesn't\s+exist|is\s+missing|is\s+not\s+empty|is\s+non-?empty"
    r"|contains?|sha-?256)\s*:?\s*(.*)",
    re.I | re.S,
)
_PATH = r"json\s+`?(\$?(?:\.[\w-]*|\[\d+\])+)`?"
_JSON = re.compile(_PATH + r"\s*(==|!=|<=|>=|<|>)\s*(.+)", re.I | re.S)
_JSON_THERE = re.compile(
    _PATH
    + r"\s+(?:(exists|is\s+(?:present|there))|is\s+missing|(?:does\s+not|doesn't)\s+exist)\.?",
    re.I,
)
_DURATION = re.compile(r"(?:duration|time|takes)\s*(?:<=?|under|below|less\s+than)\s*(.+)", re.I)
_NEARLY = re.compile(
    r"(?:stdout|stderr|output)\s+(?:does\s+not\s|doesn't\s|contains?|equals?|matche?s?|has\s+\d)"
    r"|exits?\s+(?:codes?|status)\s*[:=]?\s*\S+$|json\s+`?\$?[.\[]|(?:contains?|equals?|matches)\s+[\"'`/“]|duration\s*[<>=]",
    re.I,
)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.I)
FORMS = (
    'write one of: `exit code 3`, `stdout contains "x"`, `stdout does not contain "x"`, '
    '`stdout equals "x"`, `stderr matches /re/`, `stdout is not empty`, `stdout has 3 lines`, '
    '`file PATH exists`, `json .key == "ok"`, `json .key exists`, `duration < 100ms`, `no output`'
)


def read_expectation(text: str, line: int) -> Expect | None:
    """What one bullet asks for, alone in an `Expect`; None if it cannot be read.

    Several in one line (`exit 2, stderr contains "x" and "y"`) are read if each of them can be.
    A text in quotes alone is contained in standard output.
    """
    span = only_span(text)
    text = (span or text).strip()
    if span is not None and is_quotation(text):
        return None  # code that begins with a quote
    pieces = pieces_of(text)
    several = _read_each(pieces, line) if len(pieces) > 1 else None
    return several if several is not None else _read_one(text, line)


def _read_one(text: str, line: int) -> Expect | None:
    for read in _READERS:
        found = read(text, line)
        if found is not None:
            return found
    return None


def _read_each(pieces: Sequence[str], line: int) -> Expect | None:
    """All pieces in one; None where one of them cannot be read, or where none asks for more
    than success."""
    both: Expect | None = None
    contains = "contains"
    for piece in pieces:
        before = _CONTAINS.match(piece)
        contains = before[0] if before else contains
        text = f"{contains} {piece}" if is_quotation(piece) else piece
        found = Expect(exit_code="non_zero") if _FAILS.fullmatch(piece) else _read_one(text, line)
        if found is not None:
            both = merged(both, found) if both is not None else found
        elif not says_success(piece):
            return None
    return both


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
        skip_code=one.skip_code if other.skip_code is None else other.skip_code,
    )


def exit_expectation(text: str) -> ExitCodes | None:
    """Exit codes as `3`, `1, 2`, `0 or 1` or `non-zero`."""
    text = text.strip().strip("`\"'").rstrip(".").strip()
    if _NON_ZERO.fullmatch(text):
        return "non_zero"
    return codes_of(re.split(r"[\s,/|]+|\bor\b", text))


def must_fail(text: str) -> bool:
    """Whether a remark beside a command says that it has to fail."""
    return _MUST_FAIL.search(text) is not None


_FAILS = re.compile(r"\W*(?:HONEYPOT|(?:must\s+|should\s+)?FAILS?)\W*", re.I)
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


def _file(text: str, line: int) -> Expect | None:
    found = _FILE.fullmatch(text)
    if found is None:
        return None
    path, rest = found[1].strip("`\"'"), found[3].strip().rstrip(".")
    asked = " ".join(found[2].lower().split())
    if asked.startswith("contain"):
        return _one_file(path, FileState.CONTAINS, line, unquoted(found[3])) if rest else None
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
    if not _is_json(value):
        return None
    path = found[1].removeprefix("$")
    return Expect(json=(JsonMatch(path=path, op=Comparison(found[2]), value=value, line=line),))


def _is_json(text: str) -> bool:
    """Whether it is JSON, which has no NaN."""
    try:
        json.loads(text, parse_constant=int)
    except (ValueError, RecursionError):
        return False
    return True


def _json_there(text: str, line: int) -> Expect | None:
    found = _JSON_THERE.fullmatch(text)
    if found is None:
        return None
    op = Comparison.EXISTS if found[2] else Comparison.MISSING
    path = found[1].removeprefix("$")
    return Expect(json=(JsonMatch(path=path, op=op, value="null", line=line),))


def _duration(text: str, line: int) -> Expect | None:
    found = _DURATION.fullmatch(text)
    seconds = duration(found[1].strip().rstrip(".")) if found else None
    return Expect(max_duration_ms=round(seconds * 1000)) if seconds else None


_READERS: tuple[Callable[[str, int], Expect | None], ...] = (
    _exit,
    read_printed,
    _file,
    _json,
    _json_there,
    _duration,
)
