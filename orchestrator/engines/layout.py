"""Files that are laid out for a command before it starts; knows nothing of what reads them."""

from __future__ import annotations

import os

from orchestrator.engines.execute import Start
from orchestrator.engines.interpreters import needs_file
from orchestrator.engines.masker import Masker


def lay_out_script(start: Start, path: str) -> str | None:
    """A script that cannot be an argument, in a file for its owner alone.

    Raises:
        OSError: it cannot be written.
        UnicodeEncodeError: the script holds characters that no file can.
    """
    if not needs_file(start.script, start.language):
        return None
    _write(path, start.script.encode())
    return path


def lay_out_prompt(prompt: str, path: str, masker: Masker) -> int:
    """What an agent is asked, without secrets, in a file for its owner alone; the handle reads
    it from its start. The file stays: it is the record of what was asked.

    Raises:
        OSError: it cannot be written.
    """
    # Half a surrogate pair is nothing that a file can hold, and no reason not to ask.
    data = prompt.encode("utf-8", "backslashreplace")
    hidden = masker.stream()
    _write(path, hidden.feed(data) + hidden.end())
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _write(path: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
