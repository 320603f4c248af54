"""Tells GitHub Actions at the end of a run: an annotation a failure, and the step summary.

Acts only where GITHUB_ACTIONS is true. What of a task file stands in an annotation is escaped
by the rules of workflow commands, so that no text can be a command of its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from orchestrator.plan.model import Plan
from orchestrator.plan.places import file_of
from orchestrator.report.escape import code, inline
from orchestrator.report.matrix import as_table, matrix
from orchestrator.report.standing import Failure, failures
from orchestrator.report.visible import visible_block
from orchestrator.run.events import Recorded
from orchestrator.run.state import RunState
from orchestrator.run.summary import RunSummary
from orchestrator.sinks.quiet import QuietWriter, Write

MOST_ANNOTATIONS = 10
MOST_SUMMARY_BYTES = 1024 * 1024 - 1
_FAILED = frozenset({"failed", "timed_out"})
_CUT = "\n\nThe matrix was cut here: a step summary holds at most 1 MiB.\n"


class GithubSink:
    """`environment` holds the caller's variables; `write` takes whole lines of the step's log."""

    def __init__(self, environment: Mapping[str, str], plan: Plan, write: Write) -> None:
        self._active = environment.get("GITHUB_ACTIONS") == "true"
        self._summary_file = environment.get("GITHUB_STEP_SUMMARY")
        self._plan = plan
        self._write = QuietWriter(write)

    def tell(self, record: Recorded, state: RunState) -> None:
        """Nothing is said before the end."""

    def close(self) -> None:
        """Nothing is held open."""

    def finish(self, summary: RunSummary) -> None:
        """Write the annotations and append the completion matrix to the step summary."""
        if not self._active:
            return
        for line in annotation_lines(self._plan, summary):
            self._write(line + "\n")
        if self._summary_file:
            self._append(Path(self._summary_file), step_summary(summary))

    def _append(self, path: Path, text: str) -> None:
        try:
            with path.open("ab") as file:
                file.write(cut(text, MOST_SUMMARY_BYTES - file.seek(0, os.SEEK_END)))
        except (OSError, ValueError) as error:
            message = _data(f"The step summary cannot be written: {error}")
            self._write(f"::warning title=orchestrator::{message}\n")


def annotation_lines(plan: Plan, summary: RunSummary) -> list[str]:
    """One `::error` line a failure that is not allowed, at most ten, then how many more."""
    failed = [
        failure
        for failure in failures(plan, summary)
        if failure.status in _FAILED and not failure.allowed
    ]
    files = {subtask.id: file_of(plan, subtask) for subtask in plan.subtasks}
    lines = [_error(files[failure.id], failure) for failure in failed[:MOST_ANNOTATIONS]]
    if (more := len(failed) - MOST_ANNOTATIONS) > 0:
        lines.append(f"::notice title=orchestrator::{more} more failures are in the step summary")
    return lines


def step_summary(summary: RunSummary) -> str:
    """The completion matrix as Markdown, under a heading."""
    verdict = "COMPLETE" if summary.complete else "INCOMPLETE"
    return (
        f"## {inline(f'{summary.task}: {summary.title}')}\n\n"
        f"**{verdict}**, {summary.percent:.1f} % of the subtasks that count, "
        f"run {code(summary.run)} {inline(summary.state)}.\n\n"
        f"{as_table(matrix(summary))}\n\n"
    )


def cut(text: str, room: int) -> bytes:
    """The text as UTF-8 in at most `room` bytes, cut after a line with a sentence that says so."""
    data = text.encode("utf-8", "replace")
    if len(data) <= room:
        return data
    sentence = _CUT.encode()
    kept = data[: max(0, room - len(sentence))]
    kept = kept[: kept.rfind(b"\n") + 1]
    return kept.rstrip(b"\n") + sentence if kept else b""


def _error(path: str, failure: Failure) -> str:
    title = _property(f"{failure.id} {failure.title}: {failure.status.replace('_', ' ')}")
    message = _data("\n".join(failure.reasons) or failure.status)
    return f"::error file={_property(path)},line={failure.line},title={title}::{message}"


def _data(text: str) -> str:
    """A value as workflow commands want it, hidden characters shown."""
    return visible_block(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
