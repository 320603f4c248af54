"""What Ctrl-C, TERM and HUP do while a run goes on: the first asks it to stop in order, the
second kills; knows no run but through `stop`."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType, TracebackType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """Holds the handlers while it is entered; `received` is the first signal that came."""

    def __init__(self) -> None:
        self.received: int | None = None
        self._stop: Callable[[int], None] | None = None
        self._before: dict[int, object] = {}

    @property
    def exit_code(self) -> int | None:
        """What a shell expects of a program that a signal ended; None when none came."""
        return None if self.received is None else 128 + self.received

    def attach(self, stop: Callable[[int], None]) -> None:
        """From now on a signal goes to `stop`; one that came earlier goes there at once."""
        self._stop = stop
        if self.received is not None:
            stop(self.received)

    def __enter__(self) -> Signals:
        for number in _SIGNALS:
            # What is ignored stays ignored: nohup and background jobs rely on it.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # it came from there

    def _handle(self, number: int, frame: FrameType | None) -> None:
        again = self.received is not None
        self.received = self.received or number
        if self._stop is not None:
            self._stop(number)
        elif again:
            raise KeyboardInterrupt
