"""Files that people give, read whole but never without an end; knows not what they say."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from orchestrator.diagnostics import InputError

MEGABYTE = 1_000_000
# What a shell puts in the place of `<(…)`: a pipe that somebody is writing into.
_PASSED_ON = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")


def read_given(path: Path, most: int) -> bytes:
    """The content of a file of at most so many bytes.

    Raises:
        InputError: it is a folder, a device or a pipe with a name, or it is longer.
        OSError: it is not there, or cannot be read.
    """
    # Not to wait for whoever may open the other end of a pipe one day.
    passed_on = os.fspath(path).startswith(_PASSED_ON)
    flags = os.O_RDONLY | os.O_CLOEXEC | (0 if passed_on else os.O_NONBLOCK)
    handle = os.open(path, flags)
    try:
        _refuse_endless(path, os.fstat(handle).st_mode, passed_on=passed_on)
        with open(handle, "rb", closefd=False) as file:
            return read_at_most(file, most, os.fspath(path))
    finally:
        os.close(handle)


def read_at_most(file: BinaryIO, most: int, name: str) -> bytes:
    """All that is left in an open file, where that is at most so many bytes.

    Raises:
        InputError: it is more.
        OSError: it cannot be read.
    """
    data = file.read(most + 1)
    refuse_longer(data, most, name)
    return data


def refuse_longer(data: bytes, most: int, name: str) -> None:
    """Raise InputError where there are more bytes than these."""
    if len(data) > most:
        raise InputError(
            f"{name} has more than {most // MEGABYTE} MB, and no more are read",
            hint="split it, or leave out what is not for this program",
        )


def _refuse_endless(path: Path, kind: int, *, passed_on: bool) -> None:
    if stat.S_ISDIR(kind):
        raise InputError(f"{path} is a folder", hint="name the files in it")
    if stat.S_ISREG(kind) or (passed_on and not stat.S_ISCHR(kind)):
        return
    raise InputError(
        f"{path} is a pipe or a device, not a file",
        hint=f"to read what comes out of it: cat {path} | orchestrator … -",
    )
