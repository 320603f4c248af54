"""Python's tracebacks in a printed text: frames, exception and message; names no cause.

What is read is the format of the module `traceback`, with the margins that groups of exceptions
and programs that pass on the output of others put before each line.
"""

from __future__ import annotations

import re

from msgspec import Struct

from orchestrator.verify.cause.normalise import plain

GAP = "bytes left out …"
HEADER = "Traceback (most recent call last):"
_GROUP_HEADER = "Exception Group "
_FRAME = re.compile(r'  File "([^"\n]{1,1000})", line (\d{1,9})(?:, in (.{1,300}))?')
_SYNTAX = re.compile(r'[ |]*File "[^"\n]{1,1000}", line \d{1,9}')
_EXCEPTION = re.compile(r"((?:[^\W\d]\w{0,100}\.){0,12}[^\W\d]\w{0,100})(?::(?: (.*))?)?")
_SEPARATOR = re.compile(r"[ |]*\+-\+?-{5,} (?:\d+|\.\.\.) -{5,}")
_LIBRARY = re.compile(r"[/\\](?:site|dist)-packages[/\\]|[/\\]lib(?:64)?[/\\]python\d|^<frozen ")
_LINES_OF_MESSAGE = 8


class Frame(Struct, frozen=True):
    """A call under way: `source` is its line of code, where it was printed."""

    path: str
    line: int
    name: str | None = None
    source: str = ""

    def shown(self) -> str:
        """`path:line in name`."""
        return f"{self.path}:{self.line}" + (f" in {self.name}" if self.name else "")

    def is_library(self) -> bool:
        """Whether it is of Python or of a package, not of whoever calls them."""
        return _LIBRARY.search(self.path) is not None


class Traceback(Struct, frozen=True, kw_only=True):
    """One exception, the outermost call first. `more` are further lines of its message, `is_member`
    tells that it is of a group, `end` is the line after it."""

    type: str
    message: str
    more: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    is_member: bool = False
    end: int = 0


def tracebacks(lines: list[str]) -> list[Traceback]:
    """All of them, in the order in which they were printed; plain lines come in."""
    found: list[Traceback] = []
    at = 0
    while at < len(lines):
        one, at = _begun(lines, at)
        if one is not None:
            found.append(one)
    return found


def stack_of(output: str) -> tuple[str, ...]:
    """The frames of the last traceback, the outermost call first, each as `path:line in name`; of
    several exceptions that is the one that was raised last, of a group its last member that has
    one. Empty without a traceback."""
    if "File " not in output:
        return ()
    found = [each for each in tracebacks(plain(output).split("\n")) if each.frames]
    return tuple(frame.shown() for frame in found[-1].frames) if found else ()


def _begun(lines: list[str], at: int) -> tuple[Traceback | None, int]:
    """The traceback that begins in this line, if any does, and the next line to look at."""
    line = lines[at]
    if HEADER in line:
        margin = line[: line.index(HEADER)].removesuffix(_GROUP_HEADER).replace("+", "|")
        return _read(lines, at + 1, margin)
    if GAP in line:
        # Its beginning may be in what was left out, and the first line after that is torn.
        return _read(lines, at + 2, "")
    if 'File "' in line and _SYNTAX.fullmatch(line):
        return _read(lines, at, line[: max(line.find('  File "'), 0)])
    if _SEPARATOR.fullmatch(line) and at + 1 < len(lines):
        # A member of a group that was never raised has its name alone.
        name = lines[at + 1].lstrip(" |")
        if name and not name.startswith("+") and HEADER not in name:
            one = _named(lines, at + 1, lines[at + 1][: -len(name)], ())
            return one, at + 2
    return None, at + 1


def _read(lines: list[str], at: int, margin: str) -> tuple[Traceback | None, int]:
    """Frames, then the line of the exception."""
    start = at
    if margin and at < len(lines) and not lines[at].startswith(margin):
        margin = ""
    frames: list[Frame] = []
    while at < len(lines):
        line = lines[at].removeprefix(margin)
        frame = _FRAME.fullmatch(line)
        if frame:
            frames.append(Frame(frame[1], int(frame[2]), frame[3]))
        elif GAP in line:
            # How many frames stand before a gap depends on how long their paths are.
            frames.clear()
            at += 1
        elif not line.startswith("  ") or HEADER in line:
            break
        elif frames and not frames[-1].source:
            last = frames[-1]
            frames[-1] = Frame(last.path, last.line, last.name, line.strip())
        at += 1
    one = _named(lines, at, margin, tuple(frames)) if frames else None
    return one, max(at if one is None else one.end, start)


def _named(lines: list[str], at: int, margin: str, frames: tuple[Frame, ...]) -> Traceback | None:
    """The traceback whose exception stands in this line."""
    if at >= len(lines):
        return None
    line = lines[at].removeprefix(margin)
    found = _EXCEPTION.fullmatch(line)
    if not found:
        return None
    more = _more(lines[at + 1 : at + 1 + _LINES_OF_MESSAGE], margin, is_open=line.endswith(":"))
    return Traceback(
        type=found[1],
        message=(found[2] or "").strip(),
        more=more,
        frames=frames,
        # A group itself stands two blanks in, its members more.
        is_member=margin.strip() == "|" and margin.index("|") > 2,
        end=at + 1 + len(more),
    )


def _more(lines: list[str], margin: str, *, is_open: bool) -> tuple[str, ...]:
    """The lines that go on with a message. Where nothing tells that it has several, what follows
    is somebody else's."""
    more: list[str] = []
    for line in lines:
        line = line.removeprefix(margin)
        if not line.strip(" |") or HEADER in line or GAP in line or line.lstrip(" |")[:2] == "+-":
            break
        more.append(line)
    goes_on = is_open or any(line[:1].isspace() for line in more[:2])
    return tuple(more) if goes_on else ()
