"""The one loop: decide, record, act, wait. Knows ports only; state changes nowhere else.

Approach, once around the loop:
1. Every report of the engine becomes events; an ended attempt is retried, closed (its
   compensations and cleanups run) or settled, which may block or free others.
2. The schedule says what starts now. An attempt is recorded as started before it starts, so
   that a crash in between leaves a record without a process, never the reverse.
3. All events of this turn go to the journal in one transaction; then sinks are told, then
   processes start.
4. Wait for the engine, for the next delayed retry, or for `stop`.
The loop ends when nothing runs, is ready or comes back by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from orchestrator.plan.graph import ranks, topological
from orchestrator.plan.model import Plan, Subtask
from orchestrator.run import events as ev
from orchestrator.run.endings import ending, first_wait
from orchestrator.run.ports import AttemptEnd, Clock, Ended, Engine, Journal, Phase, Sink, Work
from orchestrator.run.recorder import Recorder
from orchestrator.run.retry import Again, after_failure, attempt_timeout
from orchestrator.run.rollback import to_roll_back, undoing_work
from orchestrator.run.schedule import Schedule
from orchestrator.run.state import RunOutcome, RunState, Status
from orchestrator.run.stopping import Stop
from orchestrator.run.summarize import outcome_of, summarize
from orchestrator.run.work import (
    HandedOn,
    RunOptions,
    attempt_work,
    closing_work,
    needs_closing,
    retry_of,
    timeout_of,
)

# Who asked to stop gets cleanups, but does not wait for them for ever.
CLOSING_TIME_AFTER_STOP_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a driver acts through. `log_of` names the log of an attempt, `inputs_of` digests
    a subtask's declared inputs as they are now."""

    journal: Journal
    engine: Engine
    sinks: Sequence[Sink]
    clock: Clock
    log_of: Callable[[str, int], str]
    inputs_of: Callable[[Subtask], str | None]


class Driver:
    """Drives one run from its first decision to its end.

    `state` is the run so far (empty for a new one) and is changed in place; `go_on` are the
    subtasks whose broken-off attempt continues.
    """

    def __init__(
        self,
        plan: Plan,
        state: RunState,
        options: RunOptions,
        ports: Ports,
        *,
        run: str,
        go_on: frozenset[str] = frozenset(),
    ) -> None:
        self.plan = plan
        self.state = state
        self._options = options
        self._ports = ports
        self._recorder = Recorder(
            state, run=run, journal=ports.journal, sinks=ports.sinks, clock=ports.clock
        )
        self._record = self._recorder.record
        self._go_on = set(go_on)
        self._subtasks = {subtask.id: subtask for subtask in plan.subtasks}
        self._schedule = Schedule(
            plan, jobs=options.jobs, ranks=ranks(plan), capacity=options.capacity
        )
        self._stop = Stop(ports.engine)
        self._handed = HandedOn()
        self._works: dict[str, Work] = {}
        self._to_start: list[Work] = []
        self._closing: dict[str, Ended] = {}  # how attempts ended whose closing commands run
        self._first_start: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._settled: list[str] = []  # in the order in which they ended

    def stop(self, signal: int) -> None:
        """Stop in order; called again, kill. May be called from a signal handler."""
        self._stop.ask(signal)

    def run(self, opening: Sequence[ev.Event]) -> RunState:
        """Record the opening events, drive the run to its end, and record that.

        Raises:
            StorageError: an event could not be recorded; what was started is still running.
        """
        began = self._ports.clock.monotonic()
        for event in opening:
            self._record(event)
        self._settle_what_has_ended()
        self._recorder.commit()
        while True:
            if self._stop.obey():
                self._schedule.give_up()
            self._decide()
            self._recorder.commit()
            self._start()
            if self._schedule.idle and not self._works:
                break
            for report in self._ports.engine.wait(self._patience()):
                self._take(report)
        self._roll_back()
        self._finish(began)
        return self.state

    # --- one turn ------------------------------------------------------------------------

    def _settle_what_has_ended(self) -> None:
        """Tell the schedule what stands from earlier, then open it."""
        stand = {
            id_: seen.status
            for id_, seen in self.state.subtasks.items()
            if seen.status in (Status.SUCCEEDED, Status.SKIPPED, Status.WAITING)
            and id_ not in self._go_on
        }
        for id_ in topological(self.plan) if stand else ():
            if id_ in stand:
                self._note_end(self._subtasks[id_])
                self._schedule.settle(id_, stand[id_])
        self._schedule.open()

    def _decide(self) -> None:
        """Begin or hold all that may start; one that only waits gives its slot to the next."""
        while not self._stop.reason:
            taken = self._schedule.take(self._ports.clock.monotonic())
            if not taken:
                return
            for id_ in taken:
                subtask = self._subtasks[id_]
                wait = first_wait(subtask, self.state.of(id_))
                if wait is None:
                    self._begin_attempt(subtask)
                else:
                    self._record(wait)
                    self._schedule.settle(id_, Status.WAITING)

    def _start(self) -> None:
        works, self._to_start = self._to_start, []
        for work in works:
            self._works[work.subtask.id] = work
            self._ports.engine.start(work)

    def _patience(self) -> float | None:
        due = self._schedule.next_due
        if due is None or self._stop.reason:
            return None
        return max(due - self._ports.clock.monotonic(), 0.0)

    def _take(self, report: ev.Event | Ended) -> None:
        if isinstance(report, ev.Event):
            self._record(report)
        elif report.phase is Phase.CLOSE:
            self._works.pop(report.subtask)
            self._settle(self._closing.pop(report.subtask))
        else:
            self._attempt_ended(report)

    # --- attempts ------------------------------------------------------------------------

    def _begin_attempt(self, subtask: Subtask) -> None:
        go_on = subtask.id in self._go_on
        self._go_on.discard(subtask.id)
        work = self._work(
            subtask,
            attempt=self.state.of(subtask.id).attempts + 1,
            go_on=go_on,
            timeout_s=attempt_timeout(
                timeout_of(subtask, self._options),
                subtask.total_timeout_s,
                self._used(subtask.id),
            ),
        )
        self._record(
            ev.SubtaskStarted(
                subtask=subtask.id,
                attempt=work.attempt,
                idempotency_key=work.idempotency_key,
                log=work.log,
                continues=go_on,
                inputs_sha256=self._ports.inputs_of(subtask),
            )
        )
        self._to_start.append(work)

    def _work(
        self, subtask: Subtask, *, attempt: int, go_on: bool, timeout_s: float | None = None
    ) -> Work:
        return attempt_work(
            self.plan,
            subtask,
            self.state,
            self._options,
            self._handed.to(subtask),
            attempt=attempt,
            log=self._ports.log_of(subtask.id, attempt),
            timeout_s=timeout_s,
            go_on=go_on,
            first=subtask.id not in self._failures,
        )

    def _used(self, id_: str) -> float:
        """Seconds since the first attempt of this series began."""
        now = self._ports.clock.monotonic()
        return now - self._first_start.setdefault(id_, now)

    def _attempt_ended(self, ended: Ended) -> None:
        work = self._works.pop(ended.subtask)
        subtask = self._subtasks[ended.subtask]
        failed = ended.end in (AttemptEnd.FAILED, AttemptEnd.TIMED_OUT)
        if failed and not self._stop.reason:
            following = self._retry(subtask, ended)
            if following is None:
                return
            ended = following
        unfinished = ended.end in (AttemptEnd.WAITING, AttemptEnd.SKIPPED)
        if unfinished or self._stop.is_urgent or not needs_closing(subtask, compensate=failed):
            self._settle(ended)
            return
        limit = CLOSING_TIME_AFTER_STOP_S if self._stop.reason else None
        self._closing[subtask.id] = ended
        self._to_start.append(closing_work(work, compensate=failed, timeout_s=limit))

    def _retry(self, subtask: Subtask, ended: Ended) -> Ended | None:
        """Record another attempt to come; or how it ended for good, with the reason why."""
        failures = self._failures.get(subtask.id, 0) + 1
        self._failures[subtask.id] = failures
        reason = ended.reason or str(ended.end)
        following = after_failure(
            retry_of(subtask, self._options),
            failed=failures,
            exit_code=ended.exit_code,
            used_s=self._used(subtask.id),
            total_timeout_s=subtask.total_timeout_s,
        )
        if not isinstance(following, Again):
            return replace(ended, reason="; ".join(filter(None, (reason, following.note))))
        self._record(
            ev.SubtaskRetried(
                subtask=subtask.id,
                attempt=ended.attempt,
                reason=reason,
                delay_s=following.delay_s,
                duration_ms=ended.duration_ms,
                exit_code=ended.exit_code,
                timed_out=ended.end is AttemptEnd.TIMED_OUT,
            )
        )
        due = self._ports.clock.monotonic() + following.delay_s
        self._schedule.delay(subtask.id, due)
        return None

    # --- ends ----------------------------------------------------------------------------

    def _settle(self, ended: Ended) -> None:
        """Record how a subtask ended, and what that means for others."""
        subtask = self._subtasks[ended.subtask]
        self._record(ending(subtask, ended, stop_reason=self._stop.reason))
        self._note_end(subtask)
        status = self.state.of(subtask.id).status
        for blocked in self._schedule.settle(subtask.id, status):
            reason = f"{', '.join(blocked.because)} did not end well"
            self._record(
                ev.SubtaskBlocked(subtask=blocked.subtask, because=blocked.because, reason=reason)
            )
        forgiven = subtask.allow_failure or subtask.optional
        failed = status in (Status.FAILED, Status.TIMED_OUT)
        if failed and self._options.fail_fast and not forgiven and not self._stop.reason:
            self._fail_fast(subtask)

    def _note_end(self, subtask: Subtask) -> None:
        self._settled.append(subtask.id)
        self._handed.settle(subtask, self.state)

    def _fail_fast(self, failed: Subtask) -> None:
        """Cancel what has not started, and stop what runs."""
        self._stop.reason = f"stopped by --fail-fast: {failed.id} failed"
        for id_ in self._schedule.give_up():
            self._record(ev.SubtaskCancelled(subtask=id_, reason=self._stop.reason))
        self._ports.engine.stop()

    def _roll_back(self) -> None:
        """Take back what had succeeded, the last to end first, one after the other."""
        failed = outcome_of(self.plan, self.state) is RunOutcome.FAILED
        if not (self._options.rollback and failed) or self._stop.signal is not None:
            return
        for id_ in to_roll_back(self._subtasks, self._settled, self.state):
            subtask = self._subtasks[id_]
            attempt = self.state.of(id_).attempts
            work = undoing_work(self._work(subtask, attempt=attempt, go_on=True))
            self._ports.engine.start(work)
            self._wait_for_close()
            self._record(
                ev.SubtaskCancelled(subtask=id_, attempt=attempt, reason="rolled back", voided=True)
            )
            self._recorder.commit()

    def _wait_for_close(self) -> None:
        while True:
            for report in self._ports.engine.wait(None):
                if isinstance(report, Ended):
                    return
                self._record(report)
            self._stop.obey()
            self._recorder.commit()

    def _finish(self, began: float) -> None:
        outcome = outcome_of(self.plan, self.state)
        summary = summarize(self.plan, self.state)
        exit_code = summary.exit_code
        if self._stop.signal is not None and outcome is not RunOutcome.SUCCEEDED:
            outcome, exit_code = RunOutcome.CANCELLED, 128 + self._stop.signal
        self._record(
            ev.RunFinished(
                state=outcome,
                complete=summary.complete,
                percent=summary.percent,
                exit_code=exit_code,
                duration_ms=round((self._ports.clock.monotonic() - began) * 1000),
            )
        )
        self._recorder.commit()
