"""The regular expressions of a task file, tried for a bounded time; knows no rule of checks.

An expression goes back over what it took and tries again: `^(([a-z])+.)+[A-Z]` on a line of 30
letters would hold a run up for days. The `regex` library can be told to give up, `re` cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

_SECONDS = 1.0


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

    try:
        return regex.compile(text, regex.MULTILINE if multiline else 0)
    except (regex.error, OverflowError, RecursionError) as error:
        raise ExpressionError(f"no regular expression: {error}") from error


def _too_slow(text: str) -> ExpressionError:
    return ExpressionError(
        f"a regular expression that takes more than {_SECONDS:g} s on {len(text)} characters:"
        " repeat nothing that repeats itself"
    )
