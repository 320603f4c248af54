"""What the lines of an expected text ask for: literals, patterns, how often; compares nothing.

    took \\d+ ms (regex)       (re): a regular expression for the whole line
    wrote *.whl (glob)        (gl): a shell pattern for the whole line
    a\\tb (escaped)            (esc): \\t, \\e, \\x1b and their like are bytes; also before (glob)
    done (no-eol)             the last line, printed without a line end
    what (re) is (equal)      (eq): the line as it stands before the remark
    warning: * (glob*)        ? at most once, * any number of times, + once or more; also alone
    ...                       any lines, none included

The remarks are those of scrut. A line that asks for a carriage return (`done\\r (escaped)`, or
one in it) is compared to its very end.
"""

from __future__ import annotations

import difflib
import re
from enum import StrEnum

from msgspec import Struct

from orchestrator.document.expressions import Expression, ExpressionError


class LineKind(StrEnum):
    """How an expected line is compared with a printed one."""

    ANY = "any"
    EQUAL = "equal"
    GLOB = "glob"
    REGEX = "regex"


class ExpectedLine(Struct, frozen=True, kw_only=True):
    """One expected line. `optional` lines may be missing, `many` stands for any number.

    `text` is what is compared, escapes already taken out; `shown` is the line as written.
    """

    kind: LineKind
    text: str
    shown: str
    optional: bool = False
    many: bool = False
    no_eol: bool = False
    escaped: bool = False

    @property
    def names_line_end(self) -> bool:
        """Whether it asks for a carriage return."""
        if self.kind is LineKind.REGEX:
            return names_carriage_return(self.text)
        return "\r" in self.text


_KINDS = {
    "equal": "equal", "eq": "equal", "no-eol": "no-eol", "escaped": "escaped", "esc": "escaped",
    "glob": "glob", "gl": "glob", "regex": "regex", "re": "regex",
}  # fmt: skip
_REMARK = re.compile(rf" \((?:(?P<kind>{'|'.join(_KINDS)})?(?P<times>[?*+])?)\)$")
_ESCAPED_BEFORE = re.compile(r" \((?:escaped|esc)\)$")
_NEAR = re.compile(r" \((?P<word>[a-z][a-z_-]{2,9})(?P<rest>[^\w\s()]*)\)$")
_MISSPELT = ("regexp", "regular", "globs", "globbing", "escape", "escapes", "equals",
             "no_eol", "noeol", "no-newline", *_KINDS)  # fmt: skip
_BLANKS = " \t\f\v"
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|(.))")
# Where an even number of backslashes stands before it, the letter is part of an escape.
_CARRIAGE_RETURN = re.compile(r"\r|(?<!\\)(?:\\\\)*\\(?:r|x0d|u000d|U0000000d|015)", re.IGNORECASE)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b", "f": "\f",
            "v": "\v", "0": "\0", "\\": "\\"}  # fmt: skip


def expected_lines(text: str) -> tuple[ExpectedLine, ...]:
    """The lines of an expected text; blanks at their ends and blank last lines do not count."""
    # A carriage return is there because somebody wants it.
    lines = [line.rstrip(_BLANKS if "\r" in line else None) for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return tuple(_line(line) for line in lines)


def names_carriage_return(pattern: str) -> bool:
    """Whether a regular expression asks for a carriage return, so that line ends count."""
    return _CARRIAGE_RETURN.search(pattern) is not None


def problem_of_line(line: str) -> str | None:
    """Why an expected line cannot be read, in words that follow it; None when it can."""
    near = _NEAR.search(line.rstrip())
    if near and _REMARK.search(line.rstrip()) is None and _meant(near):
        return f"ends in ({near['word']}{near['rest']}), which is no remark"
    read = _line(line.rstrip())
    if read.kind is LineKind.REGEX:
        try:
            Expression(read.text)
        except ExpressionError as error:
            return f"is {error}"
    if read.no_eol and (read.many or read.optional):
        return "cannot be the last line more than once"
    return None


def _meant(near: re.Match[str]) -> bool:
    """Whether a word in brackets is a misspelt remark, rather than a word of the text."""
    if near["rest"]:
        return near["word"] in _KINDS
    return bool(difflib.get_close_matches(near["word"], _MISSPELT, n=1, cutoff=0.9))


def _line(line: str) -> ExpectedLine:
    if line.strip() == "...":
        return ExpectedLine(kind=LineKind.ANY, text="", shown=line, optional=True, many=True)
    found = _REMARK.search(line)
    if found is None or not (found["kind"] or found["times"]):
        return ExpectedLine(kind=LineKind.EQUAL, text=line, shown=line)
    kind, text = _KINDS[found["kind"] or "equal"], line[: found.start()]
    escaped = kind == "escaped"
    if kind == "glob" and (before := _ESCAPED_BEFORE.search(text)):
        escaped, text = True, text[: before.start()]
    return ExpectedLine(
        kind=LineKind(kind) if kind in ("glob", "regex") else LineKind.EQUAL,
        # The end of the line is that of every line, also where it is written out.
        text=_unescaped(text).removesuffix("\n") if escaped else text,
        shown=line,
        optional=found["times"] in ("?", "*"),
        many=found["times"] in ("*", "+"),
        no_eol=kind == "no-eol",
        escaped=escaped,
    )


def _unescaped(text: str) -> str:
    """Escapes as the characters, or the bytes, that they stand for."""

    def plain(found: re.Match[str]) -> bytes:
        hexadecimal, octal, letter = found.groups()
        if hexadecimal or octal:
            return bytes([int(hexadecimal, 16) if hexadecimal else int(octal, 8) & 0xFF])
        return _LETTERS.get(letter, "\\" + letter).encode("utf-8", "surrogateescape")

    pieces: list[bytes] = []
    at = 0
    for found in _ESCAPE.finditer(text):
        pieces += [text[at : found.start()].encode("utf-8", "surrogateescape"), plain(found)]
        at = found.end()
    pieces.append(text[at:].encode("utf-8", "surrogateescape"))
    # Bytes that are no UTF-8 are told apart as they are in what was printed.
    return b"".join(pieces).decode("utf-8", "surrogateescape")
