"""What is to be said of a run at this moment: status and verdict of each subtask, totals.

The values alone; `run.summarize` computes them. `task_status`, the end of a run, reports and
the exit code all say the same because they all read this.
"""

from __future__ import annotations

from msgspec import Struct

SCHEMA_VERSION = 1
COMPLETE = "complete"
INCOMPLETE = "incomplete"


class StepSummary(Struct, frozen=True, kw_only=True):
    """`status` is succeeded, failed, timed_out, cancelled, attested, waiting or pending.

    `verdict` is complete only for a step that is done and stays done: one that was taken back
    is not, nor one that cannot fail in a subtask that is not complete. `doubted` says that an
    agent's word is all there is for it.
    """

    id: str
    text: str
    kind: str
    line: int
    status: str
    verdict: str
    optional: bool = False
    reason: str | None = None
    doubted: bool = False


class CheckSummary(Struct, frozen=True, kw_only=True):
    """`status` is succeeded, failed, timed_out, cancelled or pending; `log` is its own."""

    id: str
    line: int
    status: str
    expected: str | None = None
    got: str | None = None
    log: str | None = None


class CriterionSummary(Struct, frozen=True, kw_only=True):
    """`status` is met or unmet."""

    id: str
    part: str
    text: str
    line: int
    status: str
    optional: bool = False


class SubtaskSummary(Struct, frozen=True, kw_only=True):
    """One row of the completion matrix.

    `verdict` is complete or incomplete; `counted` is False where it does not count
    (optional and not done, or its condition is false). `validations` counts how often its
    checks alone ran again. `waits_for` is None once what it waits for was said,
    `rejected` is True while its approval is refused, `can_go_on` when a resume would go on with
    what somebody has said.
    """

    id: str
    number: str | None
    title: str
    line: int
    status: str
    verdict: str
    counted: bool
    reasons: tuple[str, ...]
    attempts: int
    duration_ms: int
    started_at: str | None
    ended_at: str | None
    exit_code: int | None
    log: str | None
    log_bytes: int
    waits_for: str | None
    blocked_by: tuple[str, ...]
    validations: int = 0
    rejected: bool = False
    can_go_on: bool = False
    steps: tuple[StepSummary, ...]
    checks: tuple[CheckSummary, ...]
    criteria: tuple[CriterionSummary, ...]


class RunSummary(Struct, frozen=True, kw_only=True):
    """A run as a whole. `percent` counts complete subtasks among those that count. `rounds`
    are those of --until-complete; `file_changed` says that the task file is another now.
    `give_again` are the options that a resume has to have, as `--env NAME`: their values are not
    kept."""

    schema_version: int = SCHEMA_VERSION
    task: str
    title: str
    run: str
    trace_id: str
    state: str
    complete: bool
    percent: float
    exit_code: int
    started_at: str | None
    ended_at: str | None
    duration_ms: int
    rounds: int = 1
    file_changed: bool = False
    give_again: tuple[str, ...] = ()
    subtasks: tuple[SubtaskSummary, ...]
