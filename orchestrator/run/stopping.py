"""A wish to stop, as it comes from signals, and what the engine is told of it."""

from __future__ import annotations

from orchestrator.run.ports import Engine

_NAMES = {1: "SIGHUP", 2: "SIGINT", 15: "SIGTERM"}


class Stop:
    """`reason` is empty until the run is to end early; `signal` is who asked, if it was one."""

    def __init__(self, engine: Engine) -> None:
        self.reason = ""
        self.signal: int | None = None
        self._engine = engine
        self._asked = 0
        self._told = 0

    @property
    def is_urgent(self) -> bool:
        """Whether it was asked for more than once: then nothing more is begun."""
        return self._asked > 1

    def ask(self, signal: int) -> None:
        """Take note of a signal; safe in a signal handler."""
        self.signal = self.signal or signal
        self._asked += 1
        self._engine.wake()

    def obey(self) -> bool:
        """Tell the engine what was asked since the last time: first to stop in order, then
        to kill. Whether there was anything."""
        if self._told == self._asked:
            return False
        self._told = self._asked
        self.reason = self.reason or f"stopped by {_NAMES.get(self.signal or 0, self.signal)}"
        self._engine.stop(grace_s=0.0 if self.is_urgent else None)
        return True
