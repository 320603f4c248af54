"""The rule `equals`: whole text, line by line; knows no other mode.

What a line asks for `document.expectedlines` reads. Line ends, blanks at the ends of lines and
blank lines at the end of the text do not count, unless `(no-eol)` or `(escaped)` asks for them.
Where a line asks for a carriage return, lines end in LF alone, and what stands before it counts.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from orchestrator.document.expect import TextMatch
from orchestrator.document.expectedlines import ExpectedLine, LineKind, expected_lines
from orchestrator.document.expressions import Expression, ExpressionError
from orchestrator.verify.diff import LINES_COMPARED, unified
from orchestrator.verify.display import quoted, readable
from orchestrator.verify.rule import Compared, asked_lines
from orchestrator.verify.seen import Conceal

_FAR_OFF = 10 * LINES_COMPARED
LineTest = Callable[[str], object]
"""Whether one printed line is the expected one, as a truth value."""


class Piece(Struct, frozen=True):
    """What one or several lines have to be; without a `test` any line will do."""

    test: LineTest | None
    optional: bool = False
    many: bool = False


def equals(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the whole text is the expected one."""
    wanted = expected_lines(match.text)
    printed = _lines(got, exact=match.keep_crlf or _names_line_ends(wanted))
    expected = f"the text {quoted(match.text.rstrip(), conceal)}" if match.text else "nothing"
    try:
        if not fits([_piece(line, match.keep_crlf) for line in wanted], printed):
            diff = _diff(match, got, conceal)
            return Compared(passed=False, expected=expected, diff=diff)
    except ExpressionError as error:
        return Compared(passed=False, expected=expected, problem=str(error))
    if _ends_otherwise(wanted, got):
        problem = "the same text, but with a line end after its last line"
        return Compared(passed=False, expected=expected, problem=problem)
    return Compared(passed=True, expected=expected)


def fits(pieces: Sequence[Piece], lines: Sequence[str]) -> bool:
    """Whether the lines fit the pieces in order.

    Each line moves a set of places in `pieces` on, so nothing is ever tried twice. Whoever has
    come to a piece that any lines fit gets as far as anybody before it could, so the places
    before it are forgotten, and the time is at most the product of both lengths.
    """
    places = _closed({0}, pieces)
    for line in lines:
        places = _closed(_after(line, places, pieces), pieces)
        if not places:
            return False
    return len(pieces) in places


def _after(line: str, places: set[int], pieces: Sequence[Piece]) -> set[int]:
    reached: set[int] = set()
    for place in places:
        if place == len(pieces):
            continue
        piece = pieces[place]
        if piece.test is None or piece.test(line):
            reached.add(place + 1)
            if piece.many:
                reached.add(place)
    return reached


def _closed(places: set[int], pieces: Sequence[Piece]) -> set[int]:
    """The places, with those reached by leaving out what may be missing."""
    reached: set[int] = set()
    for start in sorted(places):
        place = start
        while place not in reached:
            reached.add(place)
            if place == len(pieces) or not pieces[place].optional:
                break
            place += 1
    anything = [place for place in reached if place < len(pieces) and _is_anything(pieces[place])]
    furthest = max(anything, default=0)
    return {place for place in reached if place >= furthest}


def _is_anything(piece: Piece) -> bool:
    return piece.test is None and piece.optional and piece.many


def _piece(line: ExpectedLine, keep_crlf: bool) -> Piece:
    """`+` is `many` without `optional`: after the first line the place stays reached."""
    return Piece(_test_of(line, keep_crlf), line.optional, line.many)


def _test_of(line: ExpectedLine, keep_crlf: bool) -> LineTest | None:
    ends = " \t" if keep_crlf else None
    match line.kind:
        case LineKind.ANY:
            return None
        case LineKind.REGEX:
            fitting = Expression(line.text).fits
            if line.names_line_end:
                return fitting
            return lambda printed: fitting(printed.rstrip(ends))
        case LineKind.GLOB:
            like = re.compile(fnmatch.translate(line.text)).match
            return lambda printed: like(printed.rstrip(ends)) or like(printed)
        case LineKind.EQUAL:
            # Blanks at the end count only where they were written as escapes.
            blanks = line.escaped or line.names_line_end
            exact = blanks and line.text != line.text.rstrip()
            wanted = line.text if exact else line.text.rstrip()
            return lambda printed: (printed if exact else printed.rstrip(ends)) == wanted


def _ends_otherwise(wanted: Sequence[ExpectedLine], got: str) -> bool:
    return bool(wanted) and wanted[-1].no_eol and got.endswith(("\n", "\r"))


def _names_line_ends(wanted: Sequence[ExpectedLine]) -> bool:
    return any(line.names_line_end for line in wanted)


def _lines(text: str, *, exact: bool) -> list[str]:
    """What was printed, line by line; `exact` is whether a CR is part of its line."""
    lines = asked_lines(text, asked=exact).split("\n")
    while lines and not (lines[-1] if exact else lines[-1].strip()):
        lines.pop()
    return lines


def _diff(match: TextMatch, got: str, conceal: Conceal) -> str:
    """A diff in which a pattern that printed lines fit shows as those lines."""
    lines = expected_lines(conceal(readable(match.text)))
    exact = match.keep_crlf or _names_line_ends(lines)
    printed = [
        line if exact else line.rstrip() for line in _lines(conceal(readable(got)), exact=exact)
    ]
    tests = [_test_of(line, match.keep_crlf) for line in lines]
    shown: list[str] = []
    at = 0
    for number, (line, test) in enumerate(zip(lines, tests, strict=True)):
        if len(shown) > LINES_COMPARED:
            break  # what comes after is not shown
        if test is None:
            end = _next_fitting(tests[number + 1 :], printed, at)
            shown += printed[at:end] if end is not None else [line.shown]
            at = at if end is None else end
        elif line.many:
            end = next((n for n in range(at, len(printed)) if not test(printed[n])), len(printed))
            missing = [] if line.optional else [line.shown]
            shown += printed[at:end] or missing
            at = end
        else:
            place = _first_fitting(test, printed, at)
            if place is not None:
                shown.append(printed[place])
                at = place + 1
            elif not line.optional:
                shown.append(line.shown)
    return unified(list(map(_visible, shown)), list(map(_visible, printed)))


def _visible(line: str) -> str:
    return line.replace("\r", "\\r")


def _first_fitting(test: LineTest, printed: Sequence[str], start: int) -> int | None:
    """The next printed line that fits; one that is far off says no more than none."""
    end = min(start + _FAR_OFF, len(printed))
    return next((n for n in range(start, end) if test(printed[n])), None)


def _next_fitting(
    tests: Sequence[LineTest | None], printed: Sequence[str], start: int
) -> int | None:
    """Where lines that anything fits end: at the first that fits what is asked for next."""
    test = next((each for each in tests if each is not None), None)
    return len(printed) if test is None else _first_fitting(test, printed, start)
