"""What Ctrl-C, TERM and HUP do: outside a run they end the program at once; in one the first asks
it to stop in order, the second kills, a third forces. Knows no run but through `stop`."""

from __future__ import annotations

import atexit
import os
import signal
import time
from collections.abc import Callable, Mapping
from types import FrameType, TracebackType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Whoever leans on Ctrl-C means the second one; that gets so many seconds to do its work.
FORCE_AFTER_S = 0.5
_Handler = Callable[[int, FrameType | None], None]


class Leaving:
    """While it is entered, each of the signals ends the program at once: a line, the exit code
    that a shell expects, and no traceback. What a kill leaves whole, this does too."""

    def __init__(self) -> None:
        self._before: Mapping[int, object] = {}

    def __enter__(self) -> Leaving:
        self._before = _take_over(_leave)
        # What comes while Python clears up would show a traceback of that.
        atexit.unregister(_by_default)
        atexit.register(_by_default)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _give_back(self._before)


class Signals:
    """Holds the handlers while it is entered; `received` is the first signal that came."""

    def __init__(self) -> None:
        self.received: int | None = None
        self._stop: Callable[[int], None] | None = None
        self._before: Mapping[int, object] = {}
        self._force: _Force | None = None

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
        self._before = _take_over(self._handle)
        self._force = _Force()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _give_back(self._before)
        if self._force is not None:
            self._force.close()

    def _handle(self, number: int, frame: FrameType | None) -> None:
        again = self.received is not None
        self.received = self.received or number
        if self._stop is not None:
            self._stop(number)
        elif again:
            _leave(number, frame)


class _Force:
    """Ends the program on the third signal, whatever it is doing.

    Python's handlers run between two steps of the main thread, which may hang in a call of the
    system. So the numbers go through a pipe, as soon as they come, to a thread that waits.
    """

    def __init__(self) -> None:
        from threading import Thread

        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        self._before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._thread = Thread(target=self._count, name="signals", daemon=True)
        self._thread.start()

    def _count(self) -> None:
        came: list[tuple[int, float]] = []
        while numbers := os.read(self._read, 64):
            came += [(number, time.monotonic()) for number in numbers if number in _SIGNALS]
            if len(came) > 2 and came[-1][1] - came[1][1] >= FORCE_AFTER_S:
                _say("stopped by force: a resume settles what was under way")
                os._exit(128 + came[0][0])

    def close(self) -> None:
        signal.set_wakeup_fd(self._before)
        os.close(self._write)
        self._thread.join()
        os.close(self._read)


def _take_over(handler: _Handler) -> dict[int, object]:
    """Set the handler of all; what is ignored stays ignored: nohup and background jobs rely
    on it. What handled them before."""
    wanted = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    return {number: signal.signal(number, handler) for number in wanted}


def _give_back(before: Mapping[int, object]) -> None:
    for number, handler in before.items():
        signal.signal(number, handler)  # type: ignore[arg-type]  # it came from there


def _leave(number: int, frame: FrameType | None) -> None:
    _say(f"stopped by {signal.Signals(number).name}")
    # An exception would do as well, were there no code that makes another one of it: Python
    # does so in some of its imports.
    os._exit(128 + number)


def _by_default() -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def _say(line: str) -> None:
    """Past all buffers, which may be in use by whoever was interrupted."""
    try:
        os.write(2, f"{line}\n".encode())
    except OSError:
        return  # nobody is there to read it
