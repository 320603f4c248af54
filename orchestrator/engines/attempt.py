"""One piece of work under way: takes its program from command to command, and ends it.

What comes next, the program says; how a command runs, its execution knows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.engines.artifacts import find_artifacts
from orchestrator.engines.command import LEFT_BEHIND_GRACE_S, Cause
from orchestrator.engines.context import EngineContext, context_of
from orchestrator.engines.execute import Conclusion, Done, Start, program_of
from orchestrator.engines.execution import Execution
from orchestrator.engines.folders import folder_of
from orchestrator.engines.leftovers import Ending
from orchestrator.engines.outcome import about_left_behind
from orchestrator.engines.spawner import WardenLostError
from orchestrator.engines.values import about_hidden
from orchestrator.plan.tokens import MASK
from orchestrator.run.ports import AttemptEnd, Ended, Phase, Report, Work
from orchestrator.verify.model import Artifact, CommandResult, Outcome

# How an attempt ends that another may follow.
_NOT_GOOD = frozenset({AttemptEnd.FAILED, AttemptEnd.TIMED_OUT, AttemptEnd.CANCELLED})


class Attempt:
    """Begin it once; everything comes through `report`, its `Ended` last.

    Raises:
        StorageError: its log cannot be opened.
    """

    def __init__(self, work: Work, engine: EngineContext, report: Callable[[Report], None]) -> None:
        self._work = work
        self._engine = engine
        self._report = report
        self._context = context_of(engine, work)
        self._program = program_of(work)
        self._began = engine.loop.clock.monotonic()
        self._count = 0
        self._execution: Execution | None = None
        self._cancelled = False

    def begin(self) -> None:
        """Start the first command; without one, the attempt ends at once."""
        self._go_on(None)

    def stop(self, grace_s: float) -> None:
        """End what runs; nothing more of the attempt follows."""
        self._cancelled = True
        if self._execution is not None:
            self._execution.stop(Cause.CANCEL, grace_s)

    def _go_on(self, done: Done | None) -> None:
        """Take the program to its next command that starts, or to its end."""
        while True:
            try:
                start = next(self._program) if done is None else self._program.send(done)
            except StopIteration as stop:
                self._conclude(stop.value)
                return
            if self._work.earlier_logs:
                from orchestrator.engines.adopted import adopt

                adopted = adopt(start, self._context)
                if adopted is not None:
                    done = self._tell(start, adopted.result, adopted.values)
                    continue
            failed = self._start(start)
            if failed is None:
                return
            done = self._tell(start, failed, {})

    def _start(self, start: Start) -> CommandResult | None:
        """None when it runs, else the result of what could not."""
        self._count += 1
        seconds, limit = self._time_for(start)
        if seconds is not None and seconds <= 0:
            return self._not_run(start, Outcome.TIMED_OUT, limit)
        try:
            self._execution = Execution(
                start,
                self._context,
                name=str(self._count),
                seconds=seconds,
                limit=limit,
                on_done=lambda result, values: self._go_on(self._tell(start, result, values)),
                on_refused=lambda why: self._go_on(
                    self._tell(start, self._refused(start, why), {})
                ),
            )
        except (InputError, StorageError, WardenLostError, OSError, ValueError) as error:
            return self._refused(start, error)
        return None

    def _refused(self, start: Start, why: Exception) -> CommandResult:
        """The result of a command that could not be started, or that nobody knows of."""
        if isinstance(why, InputError | StorageError):
            reason = why.message
        elif isinstance(why, WardenLostError):
            reason = f"its exit code was lost: {why}"
        else:
            reason = f"cannot start: {getattr(why, 'strerror', None) or why}"
        return self._not_run(start, Outcome.FAILED, reason)

    def _time_for(self, start: Start) -> tuple[float | None, str]:
        """How long the command may take, in seconds, and what to say when that is over."""
        own, whole = start.timeout_s, self._work.timeout_s
        left = whole
        # What closes an attempt runs whatever the rest of it took: each has the whole time.
        if whole is not None and self._work.phase is Phase.ATTEMPT:
            left = self._began + whole - self._engine.loop.clock.monotonic()
        if left is not None and (own is None or left < own):
            return left, f"the attempt timed out after {whole:g} s"
        return own, f"timed out after {own:g} s" if own is not None else ""

    def _not_run(self, start: Start, outcome: Outcome, reason: str) -> CommandResult:
        size = 0 if start.check else self._context.log.size()
        return CommandResult(
            outcome=outcome,
            started_at=self._engine.now(),
            duration_ms=0,
            reason=self._context.masker.text(reason),
            log=None if start.check else self._work.log,
            log_start=size,
            log_end=size,
            proves=False,
            agent=start.agent,
        )

    def _tell(self, start: Start, result: CommandResult, values: dict[str, str]) -> Done:
        """Report the event of a command that ended; later ones see its values as they are,
        everybody else sees them without secrets."""
        self._execution = None
        hidden: dict[str, str] = {}
        if values:
            self._context.values.update(values)
            hidden = self._hidden(values)
            result = about_hidden(result, values, hidden)
        done = Done(result=result, values=tuple(hidden.items()), over=self._over(result))
        self._report(start.event(done))
        return done

    def _hidden(self, values: dict[str, str]) -> dict[str, str]:
        """The values as everybody else sees them; one that bears a secret's name is a secret
        from now on."""
        masker, secrets = self._context.masker, self._work.secrets
        masker.learn(value for name, value in values.items() if name in secrets)
        return {
            name: MASK if name in secrets else masker.exact(value) for name, value in values.items()
        }

    def _over(self, result: CommandResult) -> AttemptEnd | None:
        if self._cancelled:
            return AttemptEnd.CANCELLED
        whole = self._work.timeout_s
        if whole is None or self._work.phase is not Phase.ATTEMPT:
            return None
        # A command that was done in time counts, also when clearing up after it was slow.
        out_of_time = self._engine.loop.clock.monotonic() >= self._began + whole
        timed_out = result.outcome is Outcome.TIMED_OUT
        return AttemptEnd.TIMED_OUT if timed_out and out_of_time else None

    def _conclude(self, conclusion: Conclusion) -> None:
        """End the attempt, and before that what it may have left behind, if it did not succeed:
        nothing of it may run beside the next one. What others may have started as well, and goes
        on after a success, is ended with the last of those."""
        find = partial(self._engine.orphans.of, self._context.window, shared=True)
        if conclusion.end in _NOT_GOOD and find():
            grace_s = LEFT_BEHIND_GRACE_S
            Ending(self._engine.loop, find, grace_s, partial(self._finish, conclusion))
        else:
            self._finish(conclusion, 0)

    def _finish(self, conclusion: Conclusion, left_behind: int) -> None:
        self._engine.orphans.close(self._context.window)
        artifacts = self._artifacts(conclusion.end)
        self._context.log.cut(self._engine.log_limit_bytes)
        self._context.log.close()
        masker = self._context.masker
        reasons = [conclusion.reason] if conclusion.reason else []
        if left_behind:
            reasons.append(about_left_behind(left_behind))
        took_s = self._engine.loop.clock.monotonic() - self._began
        self._report(
            Ended(
                subtask=self._work.subtask.id,
                attempt=self._work.attempt,
                phase=self._work.phase,
                end=conclusion.end,
                duration_ms=int(took_s * 1000),
                reason=masker.text("; ".join(reasons)) or None,
                exit_code=conclusion.exit_code,
                waiting_step=conclusion.waiting_step,
                artifacts=tuple(replace(each, path=masker.exact(each.path)) for each in artifacts),
            )
        )

    def _artifacts(self, end: AttemptEnd) -> tuple[Artifact, ...]:
        subtask = self._work.subtask
        ran = end in (AttemptEnd.SUCCEEDED, AttemptEnd.FAILED, AttemptEnd.TIMED_OUT)
        if not ran or not subtask.outputs or self._work.phase is not Phase.ATTEMPT:
            return ()
        try:
            folder = folder_of(self._engine.root, subtask.cwd)
        except InputError:
            return ()  # its commands have said so already
        freshness = self._context.freshness
        return find_artifacts(self._engine.root, folder, subtask.outputs, freshness)
