"""How other programs than Python say why they failed, one rule a shape; knows no test runner.

Each rule finds its lines in the whole text, colours already out of it. What is told of one
failure after it by those who only pass it on (make, npm) counts where nothing else is found.
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from orchestrator.verify.cause.normalise import normal_path

# Calls that count for telling one cause from another, from where it happened outwards.
FRAMES = 5


class Shape(Struct, frozen=True, kw_only=True):
    """Lines to be looked for where `cue` occurs at all.

    Of the named groups in `pattern`, `message` is what happened; `type` names it, else `type` of
    the rule does; `where` is a file, and `more` a line, that belongs to it, and `calls` the lines
    of the calls under way, which `call` reads. The last in the text counts, or the `first`, where
    all others follow from it. One that `passes_on` only tells of what another has said.
    """

    cue: str
    pattern: str
    type: str = ""
    call: str = ""
    first: bool = False
    passes_on: bool = False


class Told(Struct, frozen=True, kw_only=True):
    """What a shape says: `places` are the file or the calls, `end` is the offset after it."""

    type: str
    message: str
    places: tuple[str, ...] = ()
    end: int = 0
    is_stack: bool = False
    passes_on: bool = False


# The name of an exception as Java, JavaScript and C# spell it.
_NAME = r"(?:[\w$]{1,80}\.){0,12}[A-Z][\w$]{0,80}"
_IN_FILE = r"(?P<where>\S{1,200}?)"
_SHAPES = (
    # JavaScript, Java, Kotlin, C#: the exception, perhaps more lines, and then where
    Shape(
        cue="at ",
        pattern=r"[ \t]*(?:Caused by: |(?:error: )?Uncaught (?:\(in promise\) )?"
                r"|Unhandled exception\. "
                r"|Exception in thread \"[^\"\n]{0,100}\" )?"
                rf"(?P<type>{_NAME})(?: \[\w{{1,80}}\])?(?:: (?P<message>.*))?\n"
                r"(?:(?P<more>[ \t]+- waiting for .*)\n"
                r"|(?![ \t]+at |[\w$.]{0,200}(?:Error|Exception)\b).*\n){0,8}?"
                r"(?P<calls>(?:[ \t]+(?:at|\.\.\.) .*(?:\n|\Z)){1,200})",
        call=r"[ \t]+at (.*)",
    ),
    # Go and Rust
    Shape(
        cue="panic: ", type="panic", first=True,
        pattern=r"panic: (?P<message>.*)(?:\n\n?goroutine .*\n(?P<calls>(?:.+\n){0,200}))?",
        call=r"(\S+)\(.*\)",
    ),
    Shape(
        cue="fatal error: ", type="panic",
        pattern=r"fatal error: (?P<message>.*)\n\ngoroutine .*",
    ),
    Shape(
        cue="panicked at ", type="panic",
        pattern=r"thread '.{0,200}' (?:\(\d+\) )?panicked at (?:'(?P<old>.*)', )?"
                rf"{_IN_FILE}(?::\d+){{0,2}}:?"
                r"(?:\n(?P<message>(?!note: ).*)(?P<more>(?:\n +(?:left|right): .*){0,2}))?",
    ),
    # What ends a program of C or C++, and errors that no process outlives
    Shape(
        cue="Assertion ", type="assertion",
        pattern=r"(?:.{0,200}: )?(?P<where>\S{1,200}:\d+): (?P<message>.*Assertion .* failed\.)",
    ),
    Shape(
        cue="terminate called", type="terminate",
        pattern=r"terminate called after throwing an instance of '(?P<type>[^'\n]{1,200})'"
                r"(?:\n +what\(\): +(?P<message>.*))?",
    ),
    Shape(
        cue="Fatal Python error", type="fatal_error", pattern=r"Fatal Python error: (?P<message>.*)"
    ),
    # Ruby and PHP
    Shape(
        cue="Error)",
        pattern=rf"{_IN_FILE}:\d+:in .{{1,200}}?: (?P<message>.*)"
                r" \((?P<type>[\w:]{1,200}Error)\)",
    ),
    Shape(
        cue="PHP Fatal", type="fatal_error",
        pattern=r"PHP Fatal error: +(?:Uncaught (?P<type>[\w\\]{1,200}): )?(?P<message>.*?)"
                r"(?: in (?P<where>/\S+):\d+)?",
    ),
    # Compilers and what looks for faults as they do; the first error brings the others with it
    Shape(
        cue="error: ", type="compile_error", first=True,
        pattern=r"(?P<where>[^\s:][^:\n]{0,200}):\d+:(?:\d+:)? (?:fatal )?error: (?P<message>.*)"
                r"(?P<more>(?<=symbol)(?:\n.*){2}\n +symbol: .*)?",
    ),
    Shape(
        cue="error: [GHC", type="compile_error", first=True,
        pattern=r"(?P<where>[^\s:][^:\n]{0,200}):\d+:\d+: error: \[GHC-\d+\].*\n +(?P<message>.*)",
    ),
    Shape(
        cue="): error ", type="compile_error", first=True,
        pattern=rf"{_IN_FILE}\(\d+(?:,\d+){{0,3}}\): (?:fatal )?error "
                r"(?P<message>(?!TS)[A-Z]{1,5}\d{2,5}: .*?)(?: \[[^\]\n]*\])?",
    ),
    Shape(
        cue="\nstack traceback:\n", type="error",
        pattern=rf"(?:lua[\w.]*: )?{_IN_FILE}:\d+: (?P<message>.*)\nstack traceback:",
    ),
    Shape(
        cue="error TS", type="compile_error", first=True,
        pattern=rf"{_IN_FILE}[(:]\d+[,:]\d+\)?(?: -|:) error (?P<message>TS.*)",
    ),
    Shape(
        cue=" --> ", type="compile_error", first=True,
        pattern=rf"(?P<message>error(?:\[E\d+\])?: .*)\n +--> {_IN_FILE}:\d+:\d+",
    ),
    Shape(
        cue=".go:", type="compile_error", first=True,
        pattern=r"(?P<where>\S{1,200}\.go):\d+:\d+: (?P<message>.*)",
    ),
    Shape(
        cue="undefined reference", type="link_error", first=True,
        pattern=r".{0,400}?(?P<message>undefined reference to .*)",
    ),
    # Shells
    Shape(
        cue="not found", type="command_not_found",
        pattern=r"(?:.{0,200}?: )?(?:line )?\d+: "
                r"(?P<message>[^\s:]{1,200}: (?:command )?not found)",
    ),
    Shape(
        cue="command not found", type="command_not_found",
        pattern=r"zsh:(?:\d+:)? (?P<message>command not found.*)",
    ),
    Shape(
        cue=": line ", type="shell",
        pattern=r"(?:.{0,200}?: )?line \d+: (?P<message>(?!\s*\d+ ).*(?:syntax error|unbound "
                r"variable|unexpected|bad substitution|readonly variable|ambiguous redirect).*)",
    ),
    # Those who only tell that another failed
    Shape(
        cue="*** ", type="make", passes_on=True,
        pattern=r"g?make(?:\[\d+\])?: \*\*\* (?P<message>.*)",
    ),
)  # fmt: skip
_INTERNAL = re.compile(
    r"(?:^|\()(?:node:|internal/)"
    r"|^(?:java\.base/|jdk\.|java\.|javax\.|kotlin\.|System\.|runtime\.|panic$)"
)
_LINE = re.compile(r"(?::\d+){1,2}\)?$")
_SAYS_ERROR = re.compile(
    r"^(?:[\w./-]{1,100}: )?(?:fatal|error|FATAL|ERROR|CRITICAL)\b(?:\[\w{1,20}\])?: "
    r"(?P<message>.+)",
    re.MULTILINE,
)
_PASSES_ON = re.compile(
    r"returned non-zero|exit (?:code|status)|exited with|subprocess-exited|Recipe|Command failed"
    r"|make|npm|ELIFECYCLE|generation-failed"
)


def told_by(text: str) -> Told | None:
    """What a program says in a shape that is known; of several, what was said last by one that
    does not only pass it on."""
    found = [told for shape in _SHAPES if shape.cue in text and (told := _told(shape, text))]
    own = [each for each in found if not each.passes_on]
    return max(own or found, key=lambda each: each.end, default=None)


def says_error(text: str, start: int) -> bool:
    """Whether a line after this offset tells of an error of its own."""
    return any(
        _PASSES_ON.search(line["message"]) is None for line in _SAYS_ERROR.finditer(text, start)
    )


def _told(shape: Shape, text: str) -> Told | None:
    found = None
    for each in _compiled(shape.pattern).finditer(text):
        found = each
        if shape.first:
            break
    if found is None:
        return None
    groups = found.groupdict()
    calls, where = groups.get("calls"), groups.get("where") or ""
    places = _calls(shape, calls) if calls else (normal_path(_LINE.sub("", where)),)
    return Told(
        type=(groups.get("type") or shape.type).replace("\\", "."),
        message=(groups.get("message") or groups.get("old") or "").strip(),
        places=(*places, groups["more"]) if groups.get("more") else places,
        end=found.end(),
        is_stack=bool(calls),
        passes_on=shape.passes_on,
    )


def _calls(shape: Shape, calls: str) -> tuple[str, ...]:
    """The calls of the program's own, where there are any, the same one once."""
    read = _compiled(shape.call)
    named = [call[1] for line in calls.split("\n") if (call := read.fullmatch(line))]
    own = [call for call in named if _INTERNAL.search(call) is None] or named
    return tuple(dict.fromkeys(map(_without_place, own)))[:FRAMES]


def _without_place(call: str) -> str:
    """`f (/a/b c/d.js:1:2)` as `f (d.js)`."""
    name, bracket, file = call.rpartition("(")
    return f"{name}{bracket}{normal_path(_LINE.sub('', file))}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Calls go on to the start of a line.
    end = "" if "(?P<calls>" in pattern else "$"
    return re.compile(f"^(?:{pattern}){end}", re.MULTILINE)
