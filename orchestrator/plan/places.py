"""Which file a subtask stands in: the plan's own, or of a folder one of its files."""

from __future__ import annotations

from orchestrator.plan.model import Plan, Subtask

FILE = "File"
"""The metadata of a subtask that names its file, where the plan is of a folder."""


def file_of(plan: Plan, subtask: Subtask) -> str:
    """The path that the subtask's lines count in."""
    own, folder = subtask.metadata.get(FILE, ""), plan.source.path.rstrip("/") + "/"
    # A file of its own may say `File` of something else.
    inside = own.startswith(folder) or plan.source.path == "."
    return own if own and inside else plan.source.path
