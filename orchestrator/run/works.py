"""Makes the work of a run's attempts, and keeps what that takes: times, failures, values.

Starts nothing and records nothing; the driver does.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from orchestrator.plan.model import ActionKind, Plan, Step, Subtask
from orchestrator.plan.secret import secret_names
from orchestrator.run.agenda import Agenda
from orchestrator.run.ports import Clock, Ended, Work
from orchestrator.run.retry import Again, GiveUp, after_failure, attempt_timeout
from orchestrator.run.rollback import undoing_work
from orchestrator.run.state import RunState
from orchestrator.run.work import HandedOn, RunOptions, attempt_work, retry_of, timeout_of

PromptOf = Callable[[RunState, Subtask, Step | None], str]


class Works:
    """The work of one run. `log_of` names the log of an attempt, `prompt_of` says what an
    agent is asked for a step, or without one to mend."""

    def __init__(
        self,
        plan: Plan,
        state: RunState,
        options: RunOptions,
        agenda: Agenda,
        *,
        clock: Clock,
        log_of: Callable[[str, int], str],
        prompt_of: PromptOf,
    ) -> None:
        self._plan = plan
        self._state = state
        self._options = options
        self._clock = clock
        self._log_of = log_of
        self._prompt_of = prompt_of
        self._go_on = set(agenda.go_on)
        self._to_mend = set(agenda.mend)
        self._handed = HandedOn()
        self._secrets = secret_names(plan)
        self._first_start: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    def goes_on(self, id_: str) -> bool:
        """Whether the next attempt of the subtask continues the one before it."""
        return id_ in self._go_on

    def go_on_with(self, id_: str) -> None:
        """Let the next attempt continue the one before it."""
        self._go_on.add(id_)

    def note_end(self, subtask: Subtask) -> None:
        """Take note of a subtask that ended; those it depends on have been noted."""
        self._handed.settle(subtask, self._state)

    def next_attempt(self, subtask: Subtask, *, validates: bool) -> tuple[Work, bool]:
        """The work of the next attempt, and whether it continues the one before it."""
        go_on = validates or subtask.id in self._go_on
        self._go_on.discard(subtask.id)
        work = self._attempt(
            subtask,
            attempt=self._state.of(subtask.id).attempts + 1,
            go_on=go_on,
            timeout_s=attempt_timeout(
                timeout_of(subtask, self._options),
                subtask.total_timeout_s,
                self._used(subtask.id),
            ),
        )
        if validates:
            work = replace(work, checks_only=True)
        elif subtask.agent is not None:
            work = replace(work, prompts=self._prompts(subtask, work))
        if subtask.id in self._to_mend:
            self._to_mend.discard(subtask.id)
            work = replace(work, mend=self._prompt_of(self._state, subtask, None))
        return work, go_on

    def undoing(self, subtask: Subtask) -> Work:
        """The work of taking a success back."""
        attempt = self._state.of(subtask.id).attempts
        return undoing_work(self._attempt(subtask, attempt=attempt, go_on=True, timeout_s=None))

    def after_failure(self, subtask: Subtask, ended: Ended) -> Again | GiveUp:
        """Whether and when another attempt follows one that failed."""
        failures = self._failures.get(subtask.id, 0) + 1
        self._failures[subtask.id] = failures
        return after_failure(
            retry_of(subtask, self._options),
            failed=failures,
            exit_code=ended.exit_code,
            used_s=self._used(subtask.id),
            total_timeout_s=subtask.total_timeout_s,
        )

    def _attempt(
        self, subtask: Subtask, *, attempt: int, go_on: bool, timeout_s: float | None
    ) -> Work:
        return attempt_work(
            self._plan,
            subtask,
            self._state,
            self._options,
            self._handed.to(subtask),
            secrets=self._secrets,
            attempt=attempt,
            log=self._log_of(subtask.id, attempt),
            timeout_s=timeout_s,
            go_on=go_on,
            first=subtask.id not in self._failures,
        )

    def _prompts(self, subtask: Subtask, work: Work) -> dict[str, str]:
        return {
            step.id: self._prompt_of(self._state, subtask, step)
            for step in subtask.steps
            if step.action.kind is ActionKind.AGENT and step.id not in work.done_steps
        }

    def _used(self, id_: str) -> float:
        """Seconds since the first attempt of this series began."""
        now = self._clock.monotonic()
        return now - self._first_start.setdefault(id_, now)
