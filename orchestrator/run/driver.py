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

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.plan.graph import ranks, topological
from orchestrator.plan.model import Plan, Subtask
from orchestrator.plan.scrub import scrub
from orchestrator.run import events as ev
from orchestrator.run.agenda import NOTHING_BEFORE, Agenda
from orchestrator.run.endings import blocking, ending, first_wait, may_be_attested, rejection
from orchestrator.run.failing import error_of
from orchestrator.run.lineage import Lineage
from orchestrator.run.ports import (
    AttemptEnd,
    Clock,
    Ended,
    Engine,
    Inbox,
    Journal,
    Phase,
    Sink,
    Work,
)
from orchestrator.run.recorder import Recorder
from orchestrator.run.retry import Again
from orchestrator.run.rollback import to_roll_back
from orchestrator.run.schedule import Blocked, Schedule
from orchestrator.run.state import RunState
from orchestrator.run.status import ENDED_BADLY, RunOutcome, Status
from orchestrator.run.stopping import Stop
from orchestrator.run.summarize import outcome_of, summarize
from orchestrator.run.validation import REGRESSION, loosened
from orchestrator.run.work import RunOptions, closing_work, needs_closing
from orchestrator.run.works import PromptOf, Works

# Who asked to stop gets cleanups, but does not wait for them for ever.
CLOSING_TIME_AFTER_STOP_S = 5.0
# How often a run in which somebody is waited for looks whether anything was said to it.
_LISTEN_S = 1.0


# What stands from earlier: a cancelled subtask that was not set back has been rejected.
_STAND = frozenset({Status.SUCCEEDED, Status.SKIPPED, Status.WAITING, Status.CANCELLED})


class Ports(Struct, frozen=True, kw_only=True):
    """What a driver acts through. `log_of` names the log of an attempt, `inputs_of` digests
    a subtask's declared inputs as they are now, `prompt_of` says what an agent is asked and
    `changed` whether the task file is another than when the run began."""

    journal: Journal
    engine: Engine
    sinks: Sequence[Sink]
    clock: Clock
    inbox: Inbox
    log_of: Callable[[str, int], str]
    inputs_of: Callable[[Subtask], str | None]
    prompt_of: PromptOf
    changed: Callable[[], ev.TaskFileChanged | None]


class Driver:
    """Drives one run from its first decision to its end.

    `state` is the run so far (empty for a new one) and is changed in place; `agenda` says
    what becomes of subtasks that have been under way before.
    """

    def __init__(
        self,
        plan: Plan,
        state: RunState,
        options: RunOptions,
        ports: Ports,
        *,
        run: str,
        agenda: Agenda = NOTHING_BEFORE,
    ) -> None:
        self.plan = plan
        self.state = state
        self._options = options
        self._ports = ports
        self._recorder = Recorder(
            state,
            run=run,
            journal=ports.journal,
            sinks=ports.sinks,
            clock=ports.clock,
            meanwhile=self._attend,
        )
        self._record = self._recorder.record
        self._agenda = agenda
        self._subtasks = {subtask.id: subtask for subtask in plan.subtasks}
        self._schedule = Schedule(
            loosened(plan) if agenda.only_validate else plan,
            jobs=options.jobs,
            ranks=ranks(plan),
            capacity=options.capacity,
        )
        self._make = Works(
            plan,
            state,
            options,
            agenda,
            clock=ports.clock,
            log_of=ports.log_of,
            prompt_of=ports.prompt_of,
        )
        self._lineage = Lineage(self._subtasks, state, ports.clock)
        self._stop = Stop(ports.engine)
        self._works: dict[str, Work] = {}
        self._to_start: list[Work] = []
        self._closing: dict[str, Ended] = {}  # how attempts ended whose closing commands run
        self._waiting: set[str] = set()
        self._had_succeeded: set[str] = set()  # of those that are validated
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
            if self._waiting:
                self._listen()
            self._decide()
            self._recorder.commit()
            self._start()
            if self._schedule.idle and not self._works:
                # The last moment at which something that was said can still be taken up.
                self._listen()
                if self._schedule.idle:
                    break
                continue
            for report in self._ports.engine.wait(self._patience()):
                self._take(report)
        self._roll_back()
        self._finish(began)
        return self.state

    # --- one turn ------------------------------------------------------------------------

    def _settle_what_has_ended(self) -> None:
        """Tell the schedule what stands from earlier, then open it."""
        stand = {id_: status for id_ in self._subtasks if (status := self._stands(id_)) is not None}
        self._waiting = {id_ for id_, status in stand.items() if status is Status.WAITING}
        for id_ in topological(self.plan) if stand or self._agenda.validate else ():
            if id_ in stand or id_ in self._agenda.validate:
                self._note_end(self._subtasks[id_])
            if id_ in stand:
                self._block(self._schedule.settle(id_, stand[id_]))
        self._schedule.open()

    def _stands(self, id_: str) -> Status | None:
        """The status that a subtask keeps, None for one that may start."""
        status = self.state.of(id_).status
        if id_ in self._agenda.validate:
            return None
        left = status in ENDED_BADLY and id_ not in self.state.selected
        if self._agenda.only_validate or left:
            return Status.SKIPPED  # what is not to run holds nothing up
        return status if status in _STAND and not self._make.goes_on(id_) else None

    def _listen(self) -> None:
        """Take up what people said; whoever waited for that may start."""
        for event in self._ports.inbox.take():
            id_, seen = event.subtask, self.state.of(event.subtask)
            if seen.status is Status.RUNNING:
                continue  # what is under way may be speaking for itself
            self._record(event)
            seen = self.state.of(id_)
            if isinstance(event, ev.Answered) and not event.answer.approved:
                if seen.status in (Status.PENDING, Status.WAITING):
                    self._waiting.discard(id_)
                    self._record(rejection(id_, event.answer))
                    self._block(self._schedule.settle(id_, Status.CANCELLED))
            elif seen.status is Status.WAITING and seen.is_heard() and not self._stop.reason:
                if seen.attempts:
                    self._make.go_on_with(id_)
                self._waiting.discard(id_)
                self._schedule.again(id_)
                self._lineage.free(id_)

    def _decide(self) -> None:
        """Begin or hold all that may start; one that only waits gives its slot to the next."""
        while not self._stop.reason:
            taken = self._schedule.take(self._ports.clock.monotonic())
            if not taken:
                return
            for id_ in taken:
                subtask = self._subtasks[id_]
                validates = id_ in self._agenda.validate
                wait = None if validates else first_wait(subtask, self.state.of(id_))
                if wait is None:
                    self._begin_attempt(subtask)
                else:
                    self._record(replace(wait, args_sha256=self._options.digests.get(id_)))
                    self._waiting.add(id_)
                    self._schedule.settle(id_, Status.WAITING)

    def _attend(self) -> None:
        """While nothing can be recorded: time goes on, and whoever asks to stop is heard, unless
        something is about to start, which would not hear it."""
        if not self._to_start and self._stop.obey():
            self._schedule.give_up()
        self._ports.engine.attend()

    def _start(self) -> None:
        works, self._to_start = self._to_start, []
        for work in works:
            self._works[work.subtask.id] = work
            self._ports.engine.start(work)

    def _patience(self) -> float | None:
        if self._stop.reason:
            return None
        limit = _LISTEN_S if self._waiting else None
        due = self._schedule.next_due
        if due is None:
            return limit
        left = max(due - self._ports.clock.monotonic(), 0.0)
        return left if limit is None else min(left, limit)

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
        validates = subtask.id in self._agenda.validate
        work, continues = self._make.next_attempt(subtask, validates=validates)
        if validates:
            self._note_success(subtask.id)
            self._record(
                ev.ValidationStarted(
                    subtask=subtask.id,
                    attempt=work.attempt,
                    idempotency_key=work.idempotency_key,
                    log=work.log,
                )
            )
        else:
            self._record(
                ev.SubtaskStarted(
                    subtask=subtask.id,
                    attempt=work.attempt,
                    idempotency_key=work.idempotency_key,
                    log=work.log,
                    continues=continues,
                    inputs_sha256=self._ports.inputs_of(subtask),
                    args_sha256=self._options.digests.get(subtask.id),
                    parents=self._lineage.parents(subtask),
                    waited_ms=self._lineage.waited_ms(subtask),
                    queue=subtask.queue and scrub(subtask.queue),
                )
            )
        self._to_start.append(work)

    def _note_success(self, id_: str) -> None:
        """Remember that what is to be validated was good before, so that it can be told."""
        seen = self.state.of(id_)
        if seen.status is Status.SUCCEEDED or seen.regression:
            self._had_succeeded.add(id_)

    def _attempt_ended(self, ended: Ended) -> None:
        work = self._works.pop(ended.subtask)
        subtask = self._subtasks[ended.subtask]
        if may_be_attested(subtask):
            self._listen()
        failed = ended.end in (AttemptEnd.FAILED, AttemptEnd.TIMED_OUT)
        if work.checks_only:
            regression = failed and subtask.id in self._had_succeeded
            self._settle(_as_regression(ended) if regression else ended, regression=regression)
            return
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
        reason = ended.reason or str(ended.end)
        following = self._make.after_failure(subtask, ended)
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
                artifacts=ended.artifacts,
                timed_out=ended.end is AttemptEnd.TIMED_OUT,
                error=error_of(subtask, self.state.of(subtask.id), reason),
            )
        )
        due = self._ports.clock.monotonic() + following.delay_s
        self._schedule.delay(subtask.id, due)
        self._lineage.free(subtask.id, due)
        return None

    # --- ends ----------------------------------------------------------------------------

    def _settle(self, ended: Ended, *, regression: bool = False) -> None:
        """Record how a subtask ended, and what that means for others."""
        subtask = self._subtasks[ended.subtask]
        seen, why = self.state.of(subtask.id), self._stop.reason
        self._record(ending(subtask, ended, stop_reason=why, seen=seen, regression=regression))
        self._note_end(subtask)
        status = self.state.of(subtask.id).status
        if status is Status.WAITING:
            self._waiting.add(subtask.id)
        self._block(self._schedule.settle(subtask.id, status))
        forgiven = subtask.allow_failure or subtask.optional
        failed = status in (Status.FAILED, Status.TIMED_OUT)
        hurry = self._options.fail_fast and not self._agenda.only_validate
        if failed and hurry and not forgiven and not self._stop.reason:
            self._fail_fast(subtask)

    def _block(self, blocked: Sequence[Blocked]) -> None:
        """Record what cannot run any more; what has a status of its own keeps it."""
        for each in blocked:
            if self.state.of(each.subtask).status is Status.PENDING:
                self._record(blocking(each.subtask, each.because))

    def _note_end(self, subtask: Subtask) -> None:
        self._settled.append(subtask.id)
        self._lineage.ended(subtask.id)
        self._make.note_end(subtask)

    def _fail_fast(self, failed: Subtask) -> None:
        """Cancel what has not started, and stop what runs."""
        self._stop.reason = f"stopped by --fail-fast: {failed.id} failed"
        for id_ in self._schedule.give_up():
            self._record(ev.SubtaskCancelled(subtask=id_, reason=self._stop.reason))
        self._ports.engine.stop()

    def _roll_back(self) -> None:
        """Take back what had succeeded, the last to end first, one after the other."""
        chosen = tuple(each for each in self.plan.subtasks if each.id in self.state.selected)
        failed = outcome_of(replace(self.plan, subtasks=chosen), self.state) is RunOutcome.FAILED
        if not (self._options.rollback and failed) or self._agenda.only_validate:
            return
        if self._stop.signal is not None:
            return
        for id_ in to_roll_back(self._subtasks, self._settled, self.state):
            subtask = self._subtasks[id_]
            attempt = self.state.of(id_).attempts
            self._ports.engine.start(self._make.undoing(subtask))
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
        changed = self._ports.changed()
        if changed is not None and (changed.sha256 or "") != self.state.changed_file:
            self._record(changed)
        outcome = outcome_of(self.plan, self.state)
        summary = summarize(self.plan, self.state)
        exit_code = summary.exit_code
        stopped = self._stop.signal is not None and not self._agenda.only_validate
        if stopped and self._stop.signal and outcome is not RunOutcome.SUCCEEDED:
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


def _as_regression(ended: Ended) -> Ended:
    """What had succeeded and does so no more is told as such."""
    return replace(ended, reason=f"{REGRESSION}{ended.reason or ended.end}")
