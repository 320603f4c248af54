"""Options that several commands share, and the shapes of their values; runs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from orchestrator.diagnostics import InputError
from orchestrator.document.values import duration

Root = Annotated[
    Path | None,
    typer.Option("-C", "--root", metavar="ROOT", help="The project's folder."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Data on standard output, nothing else.")]
Run = Annotated[
    str | None, typer.Option("--run", metavar="ID", help="Another run than the latest.")
]
Order = Annotated[
    str | None,
    typer.Option("--order", metavar="RULE", help="sequential, parallel or explicit."),
]


def target_file(text: str) -> Path:
    """The file that is to be written.

    Raises:
        InputError: it is a folder.
    """
    if Path(text).is_dir():
        raise InputError(f"{text} is a folder", hint="name a file after -o")
    return Path(text)


def ids(values: Iterable[str] | None) -> tuple[str, ...]:
    """Ids given one an option, or several separated by commas."""
    parts = (part.strip() for value in values or () for part in value.split(","))
    return tuple(part for part in parts if part)


def variables(values: Iterable[str] | None) -> dict[str, str]:
    """`NAME=value` pairs.

    Raises:
        InputError: one is not a pair.
    """
    pairs = {}
    for text in values or ():
        name, equals, value = text.partition("=")
        if not (equals and name.isidentifier() and name.isascii()):
            # What follows the name may be a secret, and without a sign all of it may be.
            shown = repr(name) if equals else "without `=`"
            raise InputError(
                f"--env {shown} is not NAME=value", hint="write it as --env NAME=value"
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
    value = duration(text)
    if value is None:
        raise InputError(
            f"{option} {text!r} is not a duration", hint="write it as 30s, 5m, 1h30m or seconds"
        )
    return value
