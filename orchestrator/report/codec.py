"""A report as JSON, for other programs; knows no Markdown."""

from __future__ import annotations

import json

from msgspec.structs import replace

from orchestrator.asdata import as_data
from orchestrator.report.model import TaskReport


def to_json(report: TaskReport, subtask: str | None = None) -> str:
    """The report as one JSON document, of the named subtask alone if one is given.

    Raises:
        KeyError: the report has no such subtask.
    """
    if subtask is not None:
        chosen = tuple(each for each in report.subtasks if each.id == subtask)
        if not chosen:
            raise KeyError(subtask)
        report = replace(report, subtasks=chosen)
    return json.dumps(as_data(report), indent=2) + "\n"
