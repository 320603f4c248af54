"""Every event in a log file for whoever looks for a fault; the only module that knows loguru.

Texts of users are arguments, never part of a format. The file is readable by its owner alone.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from orchestrator.diagnostics import StorageError
from orchestrator.run.codec import to_json_dict
from orchestrator.run.events import Recorded
from orchestrator.run.state import RunState
from orchestrator.workspace import refuse_planted

_LONGEST_ENTRY = 2000
_FORMAT = "{time:YYYY-MM-DDTHH:mm:ss.SSS!UTC}Z {level: <5} {message}"


class LogSink:
    """Appends to the file at debug level until it is closed.

    Raises:
        StorageError: the file cannot be opened, or is none that can be appended to safely.
    """

    def __init__(self, path: Path) -> None:
        from loguru import logger

        # Loguru's own handler would write to standard error, which belongs to the console.
        with suppress(ValueError):
            logger.remove(0)
        self._logger = logger.bind(log=str(path))
        try:
            refuse_planted(path)
            self._handler: int | None = logger.add(
                path,
                level="DEBUG",
                format=_FORMAT,
                filter=lambda record: record["extra"].get("log") == str(path),
                opener=_open_private,
                encoding="utf-8",
                errors="backslashreplace",
                diagnose=False,
                backtrace=False,
                catch=False,
            )
        except (OSError, ValueError) as error:
            raise StorageError(
                f"the log {path} cannot be opened: {error}",
                hint="set log_file to a file that can be written, or take it out of the settings",
            ) from error

    def tell(self, record: Recorded, state: RunState) -> None:
        entry = json.dumps(to_json_dict(record))
        if len(entry) > _LONGEST_ENTRY:
            entry = f"{entry[:_LONGEST_ENTRY]}… ({len(entry)} characters)"
        # The disk may be full; the events are in the journal all the same.
        with suppress(OSError, ValueError):
            self._logger.debug("{}", entry)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._handler is not None:
            with suppress(ValueError, OSError):
                self._logger.remove(self._handler)
            self._handler = None


def _open_private(file: str, flags: int) -> int:
    descriptor = os.open(file, flags, 0o600)
    os.fchmod(descriptor, 0o600)  # The file may be older than this rule.
    return descriptor
