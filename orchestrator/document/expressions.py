"""The regular expressions of a task file, tried for a bounded time; knows no rule of checks.

An expression goes back over what it took and tries again: `^(([a-z])+.)+[A-Z]` on a line of 30
letters would hold a run up for days. The `regex` library can be told to give up, `re` cannot.
To read `(a{1000}){1000}` it writes out what is counted, so that must not be too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

_SECONDS = 1.0
_MOST_COUNTED = 100_000
_DEEPEST_COUNTED = 4
# An escape, how often at least, or any other character.
_PIECE = re.compile(r"\\.|\{(?P<least>\d*)(?:,\d*)?\}|.", re.DOTALL)


class ExpressionError(ValueError):
    """An expression that is none, or that takes too long on a text."""


class Expression:
    """A regular expression; with `multiline` each line has its own `^` and `$`.

    Raises:
        ExpressionError: it is none.
    """

    def __init__(self, text: str, *, multiline: bool = False) -> None:
        self._read = _read(text, multiline=multiline)

    def is_in(self, text: str) -> bool:
        """Whether it is found somewhere in the text.

        Raises:
            ExpressionError: a second was not enough to tell.
        """
        try:
            return self._read.search(text, timeout=_SECONDS) is not None
        except TimeoutError as error:
            raise _too_slow(text) from error

    def fits(self, text: str) -> bool:
        """Whether it is the whole text; raises what `is_in` does."""
        try:
            return self._read.fullmatch(text, timeout=_SECONDS) is not None
        except TimeoutError as error:
            raise _too_slow(text) from error


def _read(text: str, *, multiline: bool) -> regex.Pattern[str]:
    import regex

    counted, deepest = _counted(text)
    if counted > _MOST_COUNTED:
        raise ExpressionError(
            f"no regular expression: what it counts is more than {_MOST_COUNTED} characters"
        )
    if deepest > _DEEPEST_COUNTED:
        raise ExpressionError(
            f"no regular expression: it counts within counts more than {_DEEPEST_COUNTED} deep"
        )
    try:
        return regex.compile(text, regex.MULTILINE if multiline else 0)
    except (regex.error, OverflowError, RecursionError) as error:
        raise ExpressionError(f"no regular expression: {error}") from error


def _counted(text: str) -> tuple[int, int]:
    """How long an expression is when what has to come several times is written out, and how
    many such counts stand within one another."""
    groups, last = [(0, 0)], (0, 0)
    for piece in _outside_sets(text):
        match piece[0], piece["least"]:
            case "(", _:
                groups.append((0, 0))
            case ")", _ if len(groups) > 1:
                last = groups.pop()
                groups[-1] = _joined(groups[-1], last)
            case _, str(least):
                # Of so many digits it is too much whatever they are.
                times = int(least[:9] or 1)
                more = (last[0] * max(times - 1, 0), last[1] + (times > 1))
                groups[-1] = _joined(groups[-1], more)
                last = (last[0] + more[0], more[1])
            case _:
                last = (1, 0)
                groups[-1] = _joined(groups[-1], last)
    return sum(size for size, _ in groups), max(depth for _, depth in groups)


def _joined(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], max(one[1], other[1])


def _outside_sets(text: str) -> Iterator[re.Match[str]]:
    """The pieces of an expression, a set of characters as its last bracket alone."""
    first = -1  # where the set that is open has its first character, which may be a bracket
    for piece in _PIECE.finditer(text):
        if first < 0:
            if piece[0] == "[":
                first = piece.end() + text.startswith("^", piece.end())
            else:
                yield piece
        elif piece[0] == "]" and piece.start() > first:
            first = -1
            yield piece


def _too_slow(text: str) -> ExpressionError:
    return ExpressionError(
        f"a regular expression that takes more than {_SECONDS:g} s on {len(text)} characters:"
        " repeat nothing that repeats itself"
    )
