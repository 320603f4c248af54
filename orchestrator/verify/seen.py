"""What was seen of one command that ended; values only, knows nothing of how it was run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

Conceal = Callable[[str], str]
"""Takes secrets out of text before it is shortened and shown."""


class FileSeen(Struct, frozen=True, kw_only=True):
    """One file after a command. `size` in bytes.

    `sha256` and `content` are None where nobody asked for them, or where the file could not
    be read. `fresh` is False when the file is older than the attempt.
    """

    exists: bool = False
    size: int = 0
    sha256: str | None = None
    content: bytes | None = None
    fresh: bool = False


class Seen(Struct, frozen=True, kw_only=True):
    """One command that ended. `exit_code` is None when it did not end by itself; `signal`
    is the name of the signal that ended it.

    `stdout` and `stderr` are the bytes that were printed; where there were too many to keep,
    `stdout_left_out` and `stderr_left_out` count those missing from the middle. `files` is
    keyed by the path as the expectation spells it.
    """

    exit_code: int | None
    signal: str | None = None
    timed_out: bool = False
    stdout: bytes = b""
    stderr: bytes = b""
    stdout_left_out: int = 0
    stderr_left_out: int = 0
    duration_ms: int = 0
    files: Mapping[str, FileSeen] = field(default_factory=dict)
