"""What stays of a printed text when all is taken out that differs from one time to the next.

Places, times, ids and counts become a word in angle brackets; what says why something failed
stays: words, names, status and exit codes, names of errors. Knows no error by its look. The
same text comes out when it goes in again.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Of a longer line nobody reads more, and a search in it may take long.
LONGEST_LINE = 1000
_ROUNDS = 4

# Control sequences, titles and links of terminals (ECMA-48); what is left of a torn one goes too.
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[@-Z\\^_]?)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\ufeff]")

_FILE_ALONE_SAYS_LITTLE = frozenset(
    {"__init__.py", "__main__.py", "index.js", "index.ts", "index.mjs", "mod.rs"}
)
_TEMPORARY = frozenset({"tmp", "temp", "T"})
_DRAWN = re.compile(r"tmp[a-z0-9_]{8}")
_NAME = r"[^\s/\\:'\"`<>|()\[\]{},;*?!=]{0,255}"
_QUOTED_NAME = r"[^\n/\\'\"`<>|]{0,255}"
_OF_PODS = "bcdfghjklmnpqrstvwxz2456789"
_METHODS = "".join(f"(?<!{name} )" for name in ("GET", "PUT", "POST", "HEAD", "PATCH", "DELETE"))
# `/a/b c/d` where a quote tells its end, `/a/b/c`, `~/a`, `C:\a\b`, `file:///a/b`, `../a/b`.
_PATHS = re.compile(
    rf"(?P<quote>['\"`])(?P<quoted>(?:~|\.\.?|[A-Za-z]:)?[/\\](?:{_QUOTED_NAME}[/\\]){{0,40}}"
    rf"{_QUOTED_NAME})(?P=quote)"
    rf"|(?<![\w./\\~:>-]){_METHODS}"
    rf"(?P<bare>(?:file://)?(?:~|[A-Za-z]:)?[/\\](?:{_NAME}[/\\])*{_NAME}"
    rf"|(?:\.\.?/)+(?=[\w.]))"
    # Behind the name of a program.
    rf"|(?<=[a-z]:)(?P<told>~?/(?!/)(?:{_NAME}/)+{_NAME})"
)
_HOME = re.compile(r"(?:/home|/Users|/export/home)/[^/]+|/root|~|[A-Za-z]:\\Users\\[^\\]+")

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}(?!\w)|[+-]\d\d:?\d\d))?"
_UNIT_OF_TIME = (
    "(?:[nuµμm]?s|secs?|(?:milli|micro)?seconds?|mins?|minutes?|m|hrs?|hours?|h|days?|d)"
)
_TURNS = (
    "lines?|ln|columns?|cols?|char(?:acter)?|pos(?:ition)?|offset|row|pid|ppid|process|port|thread"
    "|worker|goroutine|job|attempt|retry|try|fd|uid|gid|id|iteration|epoch|build|session|request"
)
_COUNTED = (
    "passed|failed|skipped|deselected|warnings?|errors?|problems?|rows?|records?|items?|files?"
    "|lines?|tests?|requests?|messages?|entries|objects?|chars?|characters|words|tokens?"
    "|connections?|retries|attempts?|times|sub-exceptions?|more|others?|frames|modules?|packages?"
)
# What a shell says of a command that a signal ended.
_ENDED = (
    "(?:Killed|Terminated|Aborted|Hangup|Segmentation fault|Bus error|Illegal instruction"
    "|Floating point exception|Trace/breakpoint trap)"
)
_WORD, _END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"

_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _number(found: re.Match[str]) -> str:
    """Short numbers may say what it was (a status, an index); long ones are ids, ports, sizes."""
    whole, _, rest = found[0].partition(".")
    long = sum(map(str.isdigit, whole)) > 3 or len(rest) > 2
    return "<n>" if long else found[0]


def _rule(into: str | Callable[[re.Match[str]], str], *patterns: str) -> _Rule:
    return re.compile("|".join(patterns), re.MULTILINE), into


_RULES = (
    # What others have masked is what it would have been here.
    _rule(r"<\1>", r"\[(email|ip|uuid|card|phone|path|id)\](?::\d{1,5})?"),
    _rule("<uuid>", r"(?<![\w-])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![\w-])"),
    _rule(
        "<email>",
        r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,7}"
        r"\.[A-Za-z]{2,24}(?![\w-])",
    ),
    # ISO 8601 and like it; RFC 2822, the common log format, syslog; a time alone.
    _rule(
        "<time>",
        rf"(?<![\w.])\d{{4}}[-/]\d\d[-/]\d\d(?:[T ]{_CLOCK}{_ZONE})?(?!\w)",
        # in a file's name
        r"(?<![A-Za-z0-9.])\d{4}-\d\d-\d\d[T_-]\d\d[._-]\d\d[._-]\d\d(?:[._-]\d{3,9})?Z?"
        r"(?![A-Za-z0-9])",
        rf"(?<!\w)(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d{{1,2}}[ /-]{_MONTH}[ /-]\d{{2,4}}"
        rf"|{_MONTH} +\d{{1,2}})[: ]{_CLOCK}{_ZONE}(?: \d{{4}})?(?!\w)",
        rf"(?<!\w){_MONTH} \d{{1,2}}, \d{{4}},? {_CLOCK}(?: [AP]M)?{_ZONE}(?!\w)",
        rf"(?<![\w.:])\d{{1,2}}:\d\d:\d\d(?:[.,]\d{{1,9}})?(?: [AP]M)?{_ZONE}(?![\w:])",
    ),
    _rule(
        "<ip>",
        r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}|/\d{1,2})?(?![\w.]*\w)",
        r"(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])",
        r"(?<![\w:.])(?=[a-f:]*\d)(?:[0-9a-f]{1,4}:){1,6}:"
        r"(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?(?![\w:])",
        r"\[?(?<![\w:])::1(?![\w:])\]?(?::\d{1,5})?",
    ),
    # Addresses of objects; eight digits from 8 or C on are codes of errors.
    _rule("<address>", r"(?<!\w)0[xX](?![89a-cA-C][0-9A-Fa-f]{7}(?!\w))[0-9A-Fa-f]{5,}(?!\w)"),
    _rule("", r"(?<=[\w )])\s?\+0[xX][0-9A-Fa-f]+(?!\w)"),
    _rule("@<address>", r"(?<=\w)@[0-9a-f]{5,16}(?!\w)"),
    # Places in files, and whatever else has a number by its turn.
    _rule(r"\1", r"(?<=\w)(\.[A-Za-z]\w{0,9})(?:(?::\d+)+(?!\w)|\(\d+(?:,\d+)?\))"),
    _rule(r"\1", r"(\.[A-Za-z]\w{0,9})(?::\[\d+,\d+\]| \d+:\d+(?:-\d+)?(?::\d+)?(?!\w))"),
    _rule(r"\1", r"(?<!\w)(localhost|[Mm]akefile|Dockerfile)(?::\d+)+(?!\w)"),
    _rule("", r"^ *\d+:\d+(?= +(?:error|warning)\b)"),
    # Whose turn it was: of a step of an image, of a process, of a line that is shown.
    _rule("", r"^#\d+ (?:\d+\.\d+ )?", r"^==\d+==", r"(?<=^│ )\s*\d+:(?= )"),
    _rule("", rf"(?<=: )\d+ (?={_ENDED}\b)"),
    _rule(r"\1", r"^((?:ba|da|z|k|a)?sh: |[\w.-]{1,200}\.\w{1,8}: )(?:(?:line )?\d+: )+"),
    _rule(
        r"\1\2<n>",
        rf"(?i:(?<![\w<])({_TURNS})((?: number)?[ =:#-]{{1,3}})\d+(?:[-–]\d+)?(?!\w))",
    ),
    _rule(
        r"\1<n>",
        r"(?i:(?<![\w<])((?:request|host|trace|correlation)[ _-]?id[\"']?[ =:\"']{1,4}))"
        r"[\w+/-]{6,}=*",
        r"(?i:(?<![\w<])((?:request|session|build|job|id)[ =:#-]{1,3}))"
        r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,}(?!\w)",
    ),
    _rule("<n>", r"(?<=\w)\[\d+\](?=:)", r"(?<=<time> )\[\d+\]", r"(?<=' )\(\d+\)(?= panicked)"),
    # The end of a digest, and not so many days or bits.
    _rule("<n>", rf"{_WORD}\d{{6,}}[bd]{_END}"),
    # How long, how much, how far.
    _rule("<time>", rf"(?<![\w.])(?:\d+(?:\.\d+)? ?{_UNIT_OF_TIME}(?!\w) ?)+(?<! )"),
    _rule(
        "<size>",
        r"(?<![\w.])(?!0(?![\d.]))\d+(?:\.\d+)? ?"
        r"(?:(?:[kKMGT]i?)?(?:[bB]|bytes?|bits?)(?:/s)?|it/s)(?!\w)",
    ),
    _rule(
        "<n>",
        r"(?<![\w.])\d+(?:\.\d+)? ?%",
        r"(?<![\w/.])\d+/\d+(?![\w/])",
        rf"(?<![\w.,-])[1-9]\d*(?= (?:more )?(?:{_COUNTED})(?![\w-]))",
    ),
    # Names that are drawn by lot: temporary files, ULIDs, digests, tokens.
    _rule(
        "<tmp>",
        rf"{_WORD}tmp(?:[a-z0-9][a-z0-9_]{{7}}|\.[A-Za-z0-9]{{6,12}}"
        rf"|[-_](?=[a-z]*\d)\w{{4,12}}){_END}",
        r"(?<!\w)cc[A-Za-z0-9]{6}(?=\.[os](?!\w))",
        # of a pod: of its set, and its own
        rf"(?<=[a-z0-9]-)(?=[a-z]*\d)[{_OF_PODS}]{{6,10}}-[{_OF_PODS}]{{5}}(?![\w-])",
    ),
    _rule(
        "<n>",
        rf"{_WORD}(?=[0-7])[0-9A-HJKMNP-TV-Z]{{26}}{_END}",
        rf"{_WORD}(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{{7,}}{_END}",
        rf"{_WORD}(?=[A-F]*\d)(?=\d*[A-F])[0-9A-F]{{8,}}{_END}",
        rf"{_WORD}(?=(?:[A-Za-z]{{0,40}}\d){{3}})(?=[A-Z0-9]{{0,64}}[a-z])(?=[a-z0-9]{{0,64}}[A-Z])"
        rf"[A-Za-z0-9]{{20,}}{_END}",
    ),
    _rule(_number, rf"{_WORD}(?<!\.)(?<![A-Z]-)(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?{_END}"),
    _rule("<bar>", r"[▀-▟⠀-⣿━╸╺╾╼]+|[\[|(][ =#>.·*-]{3,}[\])|]"),
    _rule(" ", r"[^\S\n]+"),
)


def plain(text: str) -> str:
    """The text as it is read: no colours, no control characters, of a line that was written over
    what it was last, and no more of a line than anybody reads."""
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    if "\r" in text:
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    text = _CONTROL.sub("", text)
    return "\n".join(line[:LONGEST_LINE].rstrip() for line in text.split("\n"))


def normal(text: str) -> str:
    """The text without what differs from one time to the next; plain text comes in."""
    for _ in range(_ROUNDS):
        before, text = text, _once(text)
        if text == before:
            break
    return text


def normal_path(path: str) -> str:
    """The last name of a path, with its folder where the name alone says little."""
    trimmed = path.removeprefix("file://").rstrip("/\\")
    if _HOME.fullmatch(trimmed):
        return "~"
    parts = [part for part in re.split(r"[/\\]", trimmed) if part]
    if not parts:
        return path[:1]
    is_lot = len(parts) == 2 and parts[0] in _TEMPORARY and "." not in parts[1]
    if is_lot or (len(parts) == 1 and parts[0] in _TEMPORARY):
        return "<tmp>"
    # As Python draws it; without its folder `tmp_results` could be a name that somebody gave.
    if trimmed.startswith("/") and _DRAWN.fullmatch(parts[-1]):
        return "<tmp>"
    if parts[-1] in _FILE_ALONE_SAYS_LITTLE and len(parts) > 1:
        return "/".join(parts[-2:])
    return parts[-1]


def _once(text: str) -> str:
    text = _PATHS.sub(_path, text)
    for pattern, into in _RULES:
        text = pattern.sub(into, text)
    return "\n".join(line.strip() for line in text.split("\n"))


def _path(found: re.Match[str]) -> str:
    quoted = found["quoted"]
    if quoted is not None:
        return f"{found['quote']}{normal_path(quoted)}{found['quote']}"
    bare = found["bare"] or found["told"]
    if bare.startswith("."):
        return ""
    name = bare.rstrip(".:")
    return normal_path(name) + bare[len(name) :]
