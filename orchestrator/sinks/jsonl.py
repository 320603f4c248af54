"""One JSON object an event and line, for other programs; adds nothing to what the codec says."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from orchestrator.run.codec import to_json_dict
from orchestrator.run.events import Recorded
from orchestrator.run.state import RunState
from orchestrator.sinks.quiet import QuietWriter, Write


class JsonSink:
    """Writes each event as one line of ASCII, so that no encoding and no terminal harms it."""

    def __init__(self, write: Write) -> None:
        self._write = QuietWriter(write)

    def tell(self, record: Recorded, state: RunState) -> None:
        self._write(json_line(to_json_dict(record)))

    def close(self) -> None:
        """Nothing is held open."""


def json_line(data: Mapping[str, object]) -> str:
    """The data as one line with its line end; numbers that JSON has not become null."""
    try:
        return json.dumps(data, allow_nan=False) + "\n"
    except ValueError:
        return json.dumps(_finite(data)) + "\n"


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
