"""What several commands can be given, and the shapes of its values; runs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from orchestrator.cli.parameters import argument, flag, option, whole_number
from orchestrator.diagnostics import InputError

STANDARD_OUTPUT = "-"

TASK = argument("task", "TASK", "A file, a plan's JSON or an id.")
SUBTASK = argument("subtask", "SUBTASK", "Its id or number.")
ROOT = option("-C", "--root", value="ROOT", read=Path, help="The project's folder.")
AS_JSON = flag("--json", name="as_json", help="Data on standard output, nothing else.")
RUN = option("--run", value="ID", help="Another run than the latest.")
ORDER = option("--order", value="RULE", help="sequential, parallel or explicit.")
DIALECT = option("--dialect", value="NAME", help="What the file is read as.")
JOBS = option("-j", "--jobs", value="N", read=whole_number(), help="At most N at once.")
QUIET = flag("-q", "--quiet", help="Only how it ended.")


def target_file(text: str) -> Path:
    """The file that is to be written.

    Raises:
        InputError: it is a folder.
    """
    if Path(text).is_dir():
        raise InputError(f"{text} is a folder", hint="name a file after -o")
    return Path(text)


def ids(values: Iterable[str]) -> tuple[str, ...]:
    """Ids given one an option, or several separated by commas."""
    parts = (part.strip() for value in values for part in value.split(","))
    return tuple(part for part in parts if part)


def variables(flag: str, values: Iterable[str]) -> dict[str, str]:
    """`NAME=value` pairs that were given after this flag.

    Raises:
        InputError: one is not a pair.
    """
    pairs = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not (equals and name.isidentifier() and name.isascii()):
            # What follows the name may be a secret, and without a sign all of it may be.
            shown = repr(name) if equals else "without `=`"
            raise InputError(
                f"{flag} {shown} is not NAME=value", hint=f"write it as {flag} NAME=value"
            )
        pairs[name] = value
    return pairs


def seconds(option: str, text: str | None) -> float | None:
    """A duration as in task files: `30s`, `5m`, `1h30m`, or seconds.

    Raises:
        InputError: it is not one.
    """
    if text is None:
        return None
    from orchestrator.document.values import duration

    value = duration(text)
    if value is None:
        raise InputError(
            f"{option} {text!r} is not a duration", hint="write it as 30s, 5m, 1h30m or seconds"
        )
    return value
