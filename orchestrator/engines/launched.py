"""Starts another orchestrator that goes on when this process has ended; knows no task."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.importing import installed
from orchestrator.operations.project import Launched

# More is no error message.
_MOST_BYTES = 20_000


class _Process:
    def __init__(self, process: subprocess.Popen[bytes], printed: IO[bytes]) -> None:
        self._process = process
        self._printed = printed

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> int | None:
        return self._process.poll()

    def said(self) -> str:
        return os.pread(self._printed.fileno(), _MOST_BYTES, 0).decode("utf-8", "replace")


def launch(words: Sequence[str], folder: Path) -> Launched:
    """Start the program with these words in a session of its own, so that neither the end of this
    process nor that of its terminal reaches it.

    Raises:
        InputError: a word is none of a command line.
        StorageError: it cannot be started.
    """
    try:
        # It has no name, so nothing of it is left when both processes have ended.
        printed = tempfile.TemporaryFile()  # noqa: SIM115 it is read as long as that runs
        process = subprocess.Popen(
            [*_program(folder), *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=printed,
            start_new_session=True,
        )
    except OSError as error:
        raise StorageError(
            f"cannot start another process: {error.strerror or error}",
            hint="free some memory, or end some processes",
        ) from error
    except ValueError as error:
        raise InputError(
            "what is asked for holds a character that no command line can",
            hint="leave out NUL and halves of characters",
        ) from error
    # Somebody has to hear of its end, else a server that goes on keeps what is left of it.
    threading.Thread(target=process.wait, daemon=True).start()
    return _Process(process, printed)


def _program(folder: Path) -> list[str]:
    """The words that start this program as it is here, by no file of the folder: with `-E` no
    variable leads to one, with `-P` nothing is looked for where it is started."""
    code = (
        f"import sys; sys.path[:] = {installed(folder)!r}; "
        "from orchestrator.__main__ import main; sys.exit(main())"
    )
    utf8 = f"-Xutf8={sys.flags.utf8_mode}"
    return [sys.executable, "-E", "-P", utf8, "-c", code]
