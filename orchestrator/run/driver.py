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
from dataclasses import replace

from orchestrator.plan.graph import ranks, topological
from orchestrator.plan.model import Plan, Subtask
from orchestrator.run import events as ev
from orchestrator.run.endings import ending, first_wait
from orchestrator.run.ports import AttemptEnd, Clock, Ended, Engine, Journal, Phase, Sink, Work
from orchestrator.run.retry import Again, after_failure, attempt_timeout
from orchestrator.run.schedule import Schedule
from orchestrator.run.state import RunOutcome, RunState, Status, apply
from orchestrator.run.summary import outcome_of, summarize
from orchestrator.run.work import (
    HandedOn,
    RunOptions,
    attempt_work,
    closing_work,
    idempotency_key,
    needs_closing,
    retry_of,
    timeout_of,
)

CLOSING_TIME_AFTER_STOP_S = 5.0


class Driver:
    """Drives one run from its first decision to its end.

    `state` is the run so far (empty for a new one) and is changed in place. `log_of` names
    the log of an attempt; `inputs_of` digests a subtask's declared inputs; `go_on` are
    the subtasks whose broken-off attempt continues.
    """

    def __init__(
        self,
        plan: Plan,
        state: RunState,
        options: RunOptions,
        *,
        run: str,
        journal: Journal,
        engine: Engine,
        sinks: Sequence[Sink],
        clock: Clock,
        log_of: Callable[[str, int], str],
        inputs_of: Callable[[Subtask], str | None],
        go_on: frozenset[str] = frozenset(),
    ) -> None:
        self.plan = plan
        self.state = state
        self._options = options
        self._run = run
        self._journal = journal
        self._engine = engine
        self._sinks = sinks
        self._clock = clock
        self._log_of = log_of
        self._inputs_of = inputs_of
        self._go_on = set(go_on)
        self._subtasks = {subtask.id: subtask for subtask in plan.subtasks}
        self._schedule = Schedule(
            plan, jobs=options.jobs, ranks=ranks(plan), capacity=options.capacity
        )
        self._began = clock.monotonic()
        self._works: dict[str, Work] = {}
        self._ends: dict[str, Ended] = {}  # of attempts whose closing commands run
        self._first_start: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._handed = HandedOn()
        self._unwritten: list[ev.Recorded] = []
        self._to_start: list[Work] = []
        self._stop_reason: str | None = None
        self._stop_signal: int | None = None
        self._stop_calls = 0
        self._stops_sent = 0

    def stop(self, signal: int) -> None:
        """Stop in order; called again, kill. May be called from a signal handler."""
        self._stop_signal = self._stop_signal or signal
        self._stop_calls += 1
        self._engine.wake()

    def run(self, opening: Sequence[ev.Event]) -> RunState:
        """Record the opening events, drive the run to its end, and record that.

        Raises:
            StorageError: an event could not be recorded; everything started is stopped.
        """
        for event in opening:
            self._record(event)
        self._settle_what_has_ended()
        self._commit()
        while True:
            self._obey_stop()
            self._decide()
            self._commit()
            self._start()
            if self._schedule.idle and not self._works:
                break
            for report in self._engine.wait(self._patience()):
                self._take(report)
        self._roll_back()
        self._finish()
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
                self._handed.settle(self._subtasks[id_], self.state)
                self._schedule.settle(id_, stand[id_])
        self._schedule.open()

    def _decide(self) -> None:
        """Begin or hold all that may start; one that only waits gives its slot to the next."""
        while self._stop_reason is None:
            taken = self._schedule.take(self._clock.monotonic())
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

    def _patience(self) -> float | None:
        due = self._schedule.next_due
        if due is None or self._stop_reason is not None:
            return None
        return max(due - self._clock.monotonic(), 0.0)

    def _record(self, event: ev.Event) -> None:
        """Apply an event now; the journal gets it with the rest of this turn."""
        record = ev.Recorded(
            seq=self.state.seq + 1,
            time=self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            run=self._run,
            event=event,
        )
        apply(self.state, record)
        self._unwritten.append(record)

    def _commit(self) -> None:
        if not self._unwritten:
            return
        records, self._unwritten = self._unwritten, []
        self._journal.append(records)
        for record in records:
            for sink in self._sinks:
                sink.tell(record, self.state)

    def _start(self) -> None:
        works, self._to_start = self._to_start, []
        for work in works:
            self._works[work.subtask.id] = work
            self._engine.start(work)

    # --- attempts ------------------------------------------------------------------------

    def _begin_attempt(self, subtask: Subtask) -> None:
        seen = self.state.of(subtask.id)
        go_on = subtask.id in self._go_on
        self._go_on.discard(subtask.id)
        attempt = seen.attempts + 1
        used = self._used(subtask.id)
        log = self._log_of(subtask.id, attempt)
        work = attempt_work(
            self.plan,
            subtask,
            self.state,
            self._options,
            self._handed.to(subtask),
            attempt=attempt,
            log=log,
            timeout_s=attempt_timeout(
                timeout_of(subtask, self._options), subtask.total_timeout_s, used
            ),
            go_on=go_on,
            first=subtask.id not in self._failures,
        )
        self._record(
            ev.SubtaskStarted(
                subtask=subtask.id,
                attempt=attempt,
                idempotency_key=idempotency_key(self._run, subtask, attempt),
                log=log,
                continues=go_on,
                inputs_sha256=self._inputs_of(subtask),
            )
        )
        self._to_start.append(work)

    def _used(self, id_: str) -> float:
        """Seconds since the first attempt of this series began."""
        now = self._clock.monotonic()
        return now - self._first_start.setdefault(id_, now)

    def _take(self, report: ev.Event | Ended) -> None:
        if isinstance(report, ev.Event):
            self._record(report)
        elif report.phase is Phase.CLOSE:
            self._works.pop(report.subtask)
            self._settle(self._ends.pop(report.subtask))
        else:
            self._attempt_ended(report)

    def _attempt_ended(self, ended: Ended) -> None:
        work = self._works.pop(ended.subtask)
        subtask = self._subtasks[ended.subtask]
        failed = ended.end in (AttemptEnd.FAILED, AttemptEnd.TIMED_OUT)
        if failed and self._stop_reason is None and self._retry(subtask, ended):
            return
        open_still = ended.end in (AttemptEnd.WAITING, AttemptEnd.SKIPPED) or self._stop_calls > 1
        if open_still or not needs_closing(subtask, compensate=failed):
            self._settle(ended)
            return
        # Who asked to stop gets cleanups, but does not wait for them for ever.
        limit = None if self._stop_reason is None else CLOSING_TIME_AFTER_STOP_S
        self._ends[subtask.id] = ended
        self._to_start.append(closing_work(work, compensate=failed, timeout_s=limit))

    def _retry(self, subtask: Subtask, ended: Ended) -> bool:
        """Record another attempt to come, if there is to be one."""
        failures = self._failures.get(subtask.id, 0) + 1
        self._failures[subtask.id] = failures
        following = after_failure(
            retry_of(subtask, self._options),
            failed=failures,
            exit_code=ended.exit_code,
            used_s=self._used(subtask.id),
            total_timeout_s=subtask.total_timeout_s,
        )
        if not isinstance(following, Again):
            return False
        self._record(
            ev.SubtaskRetried(
                subtask=subtask.id,
                attempt=ended.attempt,
                reason=ended.reason or str(ended.end),
                delay_s=following.delay_s,
                duration_ms=ended.duration_ms,
                exit_code=ended.exit_code,
                timed_out=ended.end is AttemptEnd.TIMED_OUT,
            )
        )
        self._schedule.delay(subtask.id, self._clock.monotonic() + following.delay_s)
        return True

    # --- ends ----------------------------------------------------------------------------

    def _settle(self, ended: Ended) -> None:
        """Record how a subtask ended, and what that means for others."""
        subtask = self._subtasks[ended.subtask]
        self._record(ending(subtask, ended, stop_reason=self._stop_reason))
        self._handed.settle(subtask, self.state)
        status = self.state.of(subtask.id).status
        for blocked in self._schedule.settle(subtask.id, status):
            reason = f"{', '.join(blocked.because)} did not end well"
            self._record(
                ev.SubtaskBlocked(subtask=blocked.subtask, because=blocked.because, reason=reason)
            )
        forgiven = subtask.allow_failure or subtask.optional
        failed = status in (Status.FAILED, Status.TIMED_OUT)
        if failed and self._options.fail_fast and not forgiven and self._stop_reason is None:
            self._give_up(f"stopped by --fail-fast: {subtask.id} failed")
            self._engine.stop()

    # --- stopping and the end ------------------------------------------------------------

    def _obey_stop(self) -> None:
        if self._stops_sent == self._stop_calls:
            return
        self._stops_sent = self._stop_calls
        if self._stop_reason is None:
            self._stop_reason = f"stopped by signal {self._stop_signal}"
            self._schedule.give_up()
        self._engine.stop(grace_s=0.0 if self._stops_sent > 1 else None)

    def _give_up(self, reason: str) -> None:
        """Cancel everything that has not started."""
        self._stop_reason = reason
        for id_ in self._schedule.give_up():
            self._record(ev.SubtaskCancelled(subtask=id_, reason=reason))

    def _roll_back(self) -> None:
        """Run the compensations of what had succeeded, the last to end first."""
        failed = outcome_of(self.plan, self.state) is RunOutcome.FAILED
        if not (self._options.rollback and failed) or self._stop_signal is not None:
            return
        done = [
            (self.state.of(subtask.id).ended_at or "", position, subtask)
            for position, subtask in enumerate(self.plan.subtasks)
            if subtask.compensations and self.state.of(subtask.id).status is Status.SUCCEEDED
        ]
        for _, _, subtask in sorted(done, key=lambda each: each[:2], reverse=True):
            self._roll_back_one(subtask)

    def _roll_back_one(self, subtask: Subtask) -> None:
        attempt = self.state.of(subtask.id).attempts
        work = attempt_work(
            self.plan,
            subtask,
            self.state,
            self._options,
            self._handed.to(subtask),
            attempt=attempt,
            log=self._log_of(subtask.id, attempt),
            timeout_s=None,
            go_on=True,
            first=False,
        )
        # Cleanups ran when the subtask ended; only its compensations are left to run.
        work = replace(work, subtask=replace(subtask, cleanups=()))
        self._to_start.append(closing_work(work, compensate=True))
        self._start()
        closed = False
        while not closed:
            for report in self._engine.wait(None):
                if isinstance(report, ev.Event):
                    self._record(report)
                else:
                    self._works.pop(report.subtask)
                    closed = True
            self._obey_stop()
            self._commit()
        self._record(
            ev.SubtaskCancelled(
                subtask=subtask.id, attempt=attempt, reason="rolled back", voided=True
            )
        )
        self._commit()

    def _finish(self) -> None:
        outcome = outcome_of(self.plan, self.state)
        if self._stop_signal is not None:
            outcome = RunOutcome.CANCELLED
        summary = summarize(self.plan, self.state)
        signalled = None if self._stop_signal is None else 128 + self._stop_signal
        self._record(
            ev.RunFinished(
                state=outcome,
                complete=summary.complete,
                percent=summary.percent,
                exit_code=summary.exit_code if signalled is None else signalled,
                duration_ms=round((self._clock.monotonic() - self._began) * 1000),
            )
        )
        self._commit()
