"""The rule `equals`: whole text, line by line, with patterns; knows no other mode.

    Collecting ... done       literal
    ...                       any lines, none included
    took \\d+ ms (regex)       a regular expression for the whole line
    wrote *.whl (glob)        a shell pattern for the whole line

Line ends, blanks at the ends of lines and blank lines at the end of the text do not count.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence

from orchestrator.document.expect import TextMatch
from orchestrator.verify.diff import unified
from orchestrator.verify.display import quoted, readable
from orchestrator.verify.rule import Compared, plain_lines
from orchestrator.verify.seen import Conceal

_ANY_LINES = "..."
_REGEX = " (regex)"
_GLOB = " (glob)"

LineTest = Callable[[str], object]
"""Whether one printed line is the expected one, as a truth value."""


def equals(match: TextMatch, got: str, conceal: Conceal) -> Compared:
    """Whether the whole text is the expected one."""
    wanted, printed = _lines(match.text), _lines(got)
    expected = f"the text {quoted(match.text.rstrip(), conceal)}"
    try:
        tests = [None if line.strip() == _ANY_LINES else _test_of(line) for line in wanted]
    except (re.error, OverflowError, RecursionError) as error:
        return Compared(passed=False, expected=expected, problem=f"unreadable pattern: {error}")
    if fits(tests, printed):
        return Compared(passed=True, expected=expected)
    return Compared(passed=False, expected=expected, diff=_diff(match.text, got, conceal))


def fits(tests: Sequence[LineTest | None], lines: Sequence[str]) -> bool:
    """Whether the lines fit the tests in order; None stands for any lines.

    What stands before the first None is held against the first lines, what stands after
    the last against the last ones, and each group between at the first place where it
    fits. Taking the first place is never wrong, so nothing is ever tried twice: the time
    is at most the product of both lengths.
    """
    groups = _groups(tests)
    first, last = groups[0], groups[-1]
    if len(groups) == 1:
        return len(first) == len(lines) and _fits_at(first, lines, 0)
    end = len(lines) - len(last)
    position = len(first)
    if end < position or not _fits_at(first, lines, 0) or not _fits_at(last, lines, end):
        return False
    for group in groups[1:-1]:
        place = _first_place(group, lines, position, end)
        if place is None:
            return False
        position = place + len(group)
    return True


def _groups(tests: Sequence[LineTest | None]) -> list[list[LineTest]]:
    groups: list[list[LineTest]] = [[]]
    for test in tests:
        if test is None:
            groups.append([])
        else:
            groups[-1].append(test)
    return groups


def _first_place(
    group: Sequence[LineTest], lines: Sequence[str], start: int, end: int
) -> int | None:
    places = range(start, end - len(group) + 1)
    return next((place for place in places if _fits_at(group, lines, place)), None)


def _fits_at(group: Sequence[LineTest], lines: Sequence[str], place: int) -> bool:
    return all(test(lines[place + index]) for index, test in enumerate(group))


def _test_of(line: str) -> LineTest:
    if line.endswith(_REGEX):
        return re.compile(line.removesuffix(_REGEX)).fullmatch
    if line.endswith(_GLOB):
        return re.compile(fnmatch.translate(line.removesuffix(_GLOB))).match
    return line.__eq__


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in plain_lines(text).split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _diff(wanted: str, got: str, conceal: Conceal) -> str:
    """A diff in which a pattern that some printed line fits shows as that line."""
    printed = _lines(conceal(readable(got)))
    shown = []
    for line in _lines(conceal(wanted)):
        is_pattern = line.endswith((_REGEX, _GLOB))
        test = _test_of(line) if is_pattern else None
        fitting = next((text for text in printed if test(text)), line) if test else line
        shown.append(fitting)
    return unified(shown, printed)
