"""The engine of this machine: processes of this user, watched by one thread.

Meets `orchestrator.run.ports.Engine`. Knows no graph and records nothing: what happened is
told through `wait`, in order.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from orchestrator.engines.attempt import Attempt
from orchestrator.engines.context import EngineContext
from orchestrator.engines.leftovers import kill_hidden
from orchestrator.engines.loop import Loop
from orchestrator.engines.orphans import Orphans
from orchestrator.engines.spawner import Spawner
from orchestrator.run.ports import Clock, Ended, Report, Work

# What was killed and is not gone after this many seconds is stuck in the kernel.
_CLOSE_S = 5.0
_NO_WORDS: Mapping[str, tuple[str, ...]] = {}


class LocalEngine:
    """Runs work under `root`.

    `grace_s` is the time between SIGTERM and SIGKILL, `log_limit_bytes` what stays of an
    attempt's log (0: all), `languages` maps a language to the words that precede a script,
    `agents` the name of an agent to its command line,
    `stdenv` stands for the caller's environment.
    """

    def __init__(
        self,
        root: Path,
        *,
        clock: Clock,
        grace_s: float = 5.0,
        log_limit_bytes: int = 10_000_000,
        languages: Mapping[str, tuple[str, ...]] = _NO_WORDS,
        agents: Mapping[str, tuple[str, ...]] = _NO_WORDS,
        stdenv: Mapping[str, str] | None = None,
    ) -> None:
        self._clock = clock
        self._loop = Loop(clock)
        inherited = dict(os.environ if stdenv is None else stdenv)
        self._spawner = Spawner(self._loop, inherited)
        self._context = EngineContext(
            loop=self._loop,
            spawner=self._spawner,
            orphans=Orphans(self._spawner.adopted),
            root=root.resolve(),
            nothing=os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC),
            inherited=inherited,
            languages=languages,
            agents=agents,
            grace_s=grace_s,
            log_limit_bytes=log_limit_bytes,
        )
        self._attempts: dict[str, Attempt] = {}
        self._reports: list[Report] = []
        self._to_remove: list[str] = []
        self._closed = False

    def start(self, work: Work) -> None:
        """Begin; returns when the first command was started.

        Raises:
            StorageError: the log cannot be opened; nothing was started.
            ValueError: work of this subtask is under way.
        """
        subtask = work.subtask.id
        if subtask in self._attempts:
            raise ValueError(f"work of {subtask} is under way")
        self._all_is_recorded()
        attempt = Attempt(work, self._context, partial(self._take, subtask))
        self._attempts[subtask] = attempt
        attempt.begin()

    def wait(self, timeout: float | None) -> Sequence[Report]:
        """What happened since the last call; see the port."""
        self._all_is_recorded()
        deadline = None if timeout is None else self._clock.monotonic() + timeout
        while not self._reports:
            left = None if deadline is None else deadline - self._clock.monotonic()
            self._loop.run_once(left if left is None else max(left, 0.0))
            if self._loop.was_woken() or (left is not None and left <= 0):
                break
        reports, self._reports = self._reports, []
        self._to_remove += self._context.unrecorded
        self._context.unrecorded.clear()
        return reports

    def attend(self) -> None:
        """Keep what runs to its time; see the port."""
        self._loop.run_once(0.0)

    def stop(self, subtask: str | None = None, *, grace_s: float | None = None) -> None:
        """Stop one piece of work, or all; its `Ended` comes through `wait`."""
        grace_s = self._context.grace_s if grace_s is None else grace_s
        if subtask is None:
            for attempt in tuple(self._attempts.values()):
                attempt.stop(grace_s)
        elif subtask in self._attempts:
            self._attempts[subtask].stop(grace_s)

    def wake(self) -> None:
        """Make a blocked `wait` return; safe in a signal handler."""
        self._loop.wake()

    @property
    def warden(self) -> int:
        """The number of the process under which all commands run."""
        return self._spawner.warden

    def close(self, *, grace_s: float = 0.0, recorded: bool = True) -> None:
        """End what is left, within the grace, and free everything; see the port."""
        if self._closed:
            return
        self._closed = True
        if recorded:
            self._all_is_recorded()
        else:
            self._spawner.unrecorded()
        self.stop(grace_s=grace_s)
        deadline = self._clock.monotonic() + grace_s + _CLOSE_S
        while self._attempts and (left := deadline - self._clock.monotonic()) > 0:
            self._loop.run_once(left)
        kill_hidden(self._spawner.adopted)
        self._spawner.close()
        self._loop.close()
        os.close(self._context.nothing)

    def _all_is_recorded(self) -> None:
        """Remove what only somebody needs who takes what was told from the files again."""
        for path in self._to_remove:
            with contextlib.suppress(OSError):
                os.unlink(path)
        self._to_remove.clear()

    def _take(self, subtask: str, report: Report) -> None:
        if isinstance(report, Ended):
            del self._attempts[subtask]
        self._reports.append(report)
