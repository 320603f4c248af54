"""What is asked of a tool: to be found, and to be given a DAG as it would be written for it."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.shapes import Dag

Write = Callable[[Path, Dag, str, int], list[str]]
"""Writes what the tool reads into a folder, all steps with the same command, and gives the words
that run it with so many jobs."""


@dataclass(frozen=True)
class Tool:
    """`version` is None where it is not installed, `most_steps` what it is spared more of.
    With `warm` it runs once in the same folder before it is measured."""

    name: str
    version: Callable[[], str | None]
    write: Write
    most_steps: int = 1_000_000
    warm: bool = False


def program(name: str) -> str | None:
    """Where a program is: beside this Python, or on PATH."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def said_by(name: str, *options: str) -> Callable[[], str | None]:
    """The version that a program tells of itself, in the first line that it prints."""

    def version() -> str | None:
        path = program(name)
        if path is None:
            return None
        words = [path, *(options or ("--version",))]
        said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
        return next((word for word in said.split() if word[:1].isdigit()), said.strip()[:20])

    return version


def installed(package: str, name: str) -> Callable[[], str | None]:
    """The version of a Python package whose program is there."""

    def version() -> str | None:
        try:
            found = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return None
        return found if program(name) else None

    return version
