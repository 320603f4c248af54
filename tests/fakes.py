"""Stand-ins that keep to the ports: a clock that is moved by hand, an engine without processes.

The fake engine runs the same programs as the real one, so order, events and ends are the
real ones; only how each command ends and how long it takes is scripted.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from orchestrator.engines.execute import Conclusion, Done, Program, Start, program_of
from orchestrator.engines.log import own_log
from orchestrator.run.ports import AttemptEnd, Ended, Phase, Report, Work
from orchestrator.verify.model import Artifact, CommandResult, Outcome


class FakeClock:
    """Stands still until somebody moves it."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> datetime:
        return datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        assert seconds >= 0
        self._seconds += seconds


@dataclass(frozen=True, kw_only=True)
class Scripted:
    """How a command ends. `duration_s` in virtual seconds; None is one that never ends by
    itself. `said` is what an agent says of it."""

    exit_code: int = 0
    duration_s: float | None = 1.0
    values: tuple[tuple[str, str], ...] = ()
    proves: bool = True
    said: str | None = None


DOES_WELL = Scripted()
Script = Mapping[str, Scripted | Sequence[Scripted]]


@dataclass(kw_only=True)
class _Running:
    work: Work
    program: Program
    began: float
    start: Start | None = None
    ends_as: Scripted = DOES_WELL
    times_out: bool = False
    token: int = 0


class FakeEngine:
    """An engine whose commands take virtual time.

    `script` says how commands end, by `subtask/step` (or check, `mend`, `cleanup_1` …)
    or by `subtask` for all of one; a sequence is by attempt, its last for all that follow.
    What it does not name does well. `wait` moves the clock instead of sleeping. `started`
    holds all work that was begun; `at_once` the most that was ever under way together.
    """

    def __init__(self, clock: FakeClock, script: Script | None = None) -> None:
        self._clock = clock
        self._script = script or {}
        self._running: dict[str, _Running] = {}
        self._due: list[tuple[float, int, str]] = []
        self._tokens = itertools.count(1)
        self._reports: list[Report] = []
        self._woken = False
        self.started: list[Work] = []
        self.at_once = 0

    def start(self, work: Work) -> None:
        subtask = work.subtask.id
        if subtask in self._running:
            raise ValueError(f"work of {subtask} is under way")
        running = _Running(work=work, program=program_of(work), began=self._clock.monotonic())
        self._running[subtask] = running
        self.started.append(work)
        self.at_once = max(self.at_once, len(self._running))
        self._go_on(running, None)

    def wait(self, timeout: float | None) -> Sequence[Report]:
        if self._woken:
            timeout = 0.0
        deadline = None if timeout is None else self._clock.monotonic() + timeout
        while not self._reports and not self._woken:
            due = self._next_due()
            if due is None and deadline is None:
                raise AssertionError("this wait would never end")
            if due is None or (deadline is not None and due > deadline):
                assert deadline is not None
                self._move_to(deadline)
                break
            self._move_to(due)
            self._end_due()
        self._woken = False
        reports, self._reports = self._reports, []
        return reports

    def attend(self) -> None:
        while (due := self._next_due()) is not None and due <= self._clock.monotonic():
            self._end_due()

    def stop(self, subtask: str | None = None, *, grace_s: float | None = None) -> None:
        chosen = tuple(self._running) if subtask is None else (subtask,)
        for name in chosen:
            running = self._running.get(name)
            if running is not None and running.start is not None:
                result = self._result(running, Outcome.CANCELLED)
                self._end(running, Done(result=result, over=AttemptEnd.CANCELLED))

    def wake(self) -> None:
        self._woken = True

    def close(self, *, grace_s: float = 0.0, recorded: bool = True) -> None:
        self._running.clear()

    def _go_on(self, running: _Running, done: Done | None) -> None:
        program = running.program
        try:
            running.start = next(program) if done is None else program.send(done)
        except StopIteration as stop:
            self._conclude(running, stop.value)
            return
        running.ends_as = self._ending(running.work, running.start)
        running.token = next(self._tokens)
        limit, wanted = self._limit(running, running.start), running.ends_as.duration_s
        running.times_out = limit is not None and (wanted is None or limit < wanted)
        seconds = limit if running.times_out else wanted
        if seconds is not None:
            when = self._clock.monotonic() + seconds
            heapq.heappush(self._due, (when, running.token, running.work.subtask.id))

    def _ending(self, work: Work, start: Start) -> Scripted:
        subtask = work.subtask.id
        found = self._script.get(f"{subtask}/{start.id}", self._script.get(subtask, DOES_WELL))
        if isinstance(found, Scripted):
            return found
        return found[min(work.attempt, len(found)) - 1]

    def _limit(self, running: _Running, start: Start) -> float | None:
        left = running.work.timeout_s
        if left is not None and _is_attempt(running.work):
            left = max(left - self._spent(running), 0.0)
        return min((limit for limit in (start.timeout_s, left) if limit is not None), default=None)

    def _spent(self, running: _Running) -> float:
        return self._clock.monotonic() - running.began

    def _next_due(self) -> float | None:
        while self._due and self._of_token(self._due[0]) is None:
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def _of_token(self, due: tuple[float, int, str]) -> _Running | None:
        running = self._running.get(due[2])
        return running if running is not None and running.token == due[1] else None

    def _move_to(self, when: float) -> None:
        self._clock.advance(max(when - self._clock.monotonic(), 0.0))

    def _end_due(self) -> None:
        running = self._of_token(heapq.heappop(self._due))
        assert running is not None
        if running.times_out:
            whole = running.work.timeout_s
            is_over = whole is not None and self._spent(running) >= whole
            over = AttemptEnd.TIMED_OUT if is_over and _is_attempt(running.work) else None
            self._end(running, Done(result=self._result(running, Outcome.TIMED_OUT), over=over))
            return
        assert running.start is not None
        good = exit_code_is_expected(running.start, running.ends_as.exit_code)
        result = self._result(running, Outcome.SUCCEEDED if good else Outcome.FAILED)
        self._end(running, Done(result=result, values=running.ends_as.values))

    def _result(self, running: _Running, outcome: Outcome) -> CommandResult:
        ended = outcome in (Outcome.SUCCEEDED, Outcome.FAILED)
        code = running.ends_as.exit_code if ended else None
        reasons = {
            Outcome.SUCCEEDED: None,
            Outcome.FAILED: f"exit code {code}, expected 0",
            Outcome.TIMED_OUT: "timed out",
            Outcome.CANCELLED: "stopped",
        }
        duration_s = running.ends_as.duration_s or 0.0
        start, log = running.start, running.work.log
        assert start is not None
        return CommandResult(
            outcome=outcome,
            started_at=self._clock.now().isoformat(),
            duration_ms=int(duration_s * 1000),
            exit_code=code,
            reason=reasons[outcome],
            log=own_log(log, start.id) if start.check else log,
            proves=running.ends_as.proves and start.agent is None,
            agent=start.agent,
            said=running.ends_as.said if start.agent is not None else None,
        )

    def _end(self, running: _Running, done: Done) -> None:
        assert running.start is not None
        self._reports.append(running.start.event(done))
        self._go_on(running, done)

    def _conclude(self, running: _Running, conclusion: Conclusion) -> None:
        work = running.work
        del self._running[work.subtask.id]
        made = conclusion.end in (AttemptEnd.SUCCEEDED, AttemptEnd.FAILED)
        self._reports.append(
            Ended(
                subtask=work.subtask.id,
                attempt=work.attempt,
                phase=work.phase,
                end=conclusion.end,
                duration_ms=int(self._spent(running) * 1000),
                reason=conclusion.reason,
                exit_code=conclusion.exit_code,
                waiting_step=conclusion.waiting_step,
                artifacts=_outputs(work) if made and _is_attempt(work) else (),
            )
        )


def exit_code_is_expected(start: Start, exit_code: int) -> bool:
    """The one expectation that the fake engine holds a command against."""
    codes = start.expect.exit_code
    if codes == "non_zero":
        return exit_code != 0
    return exit_code in (codes or (0,))


def _is_attempt(work: Work) -> bool:
    return work.phase is Phase.ATTEMPT


def _outputs(work: Work) -> tuple[Artifact, ...]:
    return tuple(
        Artifact(pattern=pattern, path=pattern, size=1, sha256="0" * 64, fresh=True)
        for pattern in work.subtask.outputs
    )
