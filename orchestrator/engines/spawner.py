"""Starts processes through the warden, and hears from it how they end; knows no commands.

The warden is started with the engine, so that it is there when the first command is. When it
is lost (somebody killed it), what ran under it is told of as lost, and another takes its place.
What is said between the two stands in `warden.py`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator.engines.loop import Loop
from orchestrator.engines.warden import HEAD

WARDEN = "ORCHESTRATOR_WARDEN"
"""A variable that a warden bears in its environment, and nothing that it starts."""

_PROGRAM = str(Path(__file__).with_name("warden.py"))
_CHUNK = 65536
# How long an answer is waited for; it takes less than a millisecond.
_ANSWER_S = 60.0
# How long the end of an idle warden is waited for.
_PATIENCE_S = 0.5
_PAUSE_S = 0.001
OnEnd = Callable[["End | None"], None]


class End(Struct, frozen=True):
    """How a process ended, after how many seconds: its exit code, or the signal that ended it as
    a number below 0. `alone` tells that nothing was left of its group, `adopted` that the warden
    then had children that it did not start."""

    code: int
    took_s: float
    alone: bool
    adopted: bool


class WardenLostError(Exception):
    """The warden was killed while it was asked to start a process."""


class Spawn(Struct, frozen=True, kw_only=True):
    """A process to start: words, folder, variables, and its three standard handles.

    `receipt` is the file that tells how it ended when nobody here can any more, `remark` a JSON
    text that stands in it.
    """

    words: Sequence[str | bytes]
    folder: str
    variables: Mapping[str, str]
    handles: tuple[int, int, int]
    receipt: str
    remark: str

    def message(self) -> bytes:
        """As the warden reads it.

        Raises:
            ValueError: a word or a variable holds what none can (a NUL, a lone surrogate).
        """
        words = [word if isinstance(word, bytes) else os.fsencode(word) for word in self.words]
        variables = [
            os.fsencode(f"{name}={value}") for name, value in self.variables.items() if name
        ]
        head = [os.fsencode(self.folder), os.fsencode(self.receipt), self.remark.encode()]
        parts = [*head, b"%d" % len(words), *words, *variables]
        text = b"\0".join(parts)
        if text.count(b"\0") != len(parts) - 1:
            raise ValueError("embedded null byte")
        return text


class Spawner:
    """The processes of one engine. `loop` is told what to read, and calls back; `warden` is the
    number of the process that all of them run under."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._socket: socket.socket | None = None
        self.warden = 0
        self._buffer = b""
        self._ends: dict[int, OnEnd] = {}
        self._unheard: deque[tuple[int, End | None]] = deque()
        self._answer: tuple[bytes, int] | None = None
        self._begin()

    def start(self, spawn: Spawn, on_end: OnEnd) -> int:
        """Start a process in a session of its own, and give its number. `on_end` gets its end,
        None when nobody can know it, and it may even still be running.

        Raises:
            WardenLostError: it may have been started, and nobody will ever hear of it.
            OSError: it cannot be started.
            ValueError: a word or a variable holds what none can.
        """
        message = spawn.message()
        if not self._send(message, spawn.handles):
            self._begin()
            self._send(message, spawn.handles)
        pid = self._answered()
        self._ends[pid] = on_end
        return pid

    def adopted(self) -> list[int]:
        """What processes that have ended left behind, and the warden has adopted."""
        try:
            path = f"/proc/{self.warden}/task/{self.warden}/children"
            with open(path, encoding="ascii") as file:
                children = [int(pid) for pid in file.read().split()]
        except OSError:
            return []
        return [pid for pid in children if pid not in self._ends]

    def no_receipt(self, pid: int) -> None:
        """Have no receipt of a process, which is about to be ended from here."""
        if pid in self._ends:
            self._say(b"N", pid)

    def unrecorded(self) -> None:
        """Have receipts of all that has ended: what was told of it may not be recorded."""
        self._say(b"U")

    def close(self) -> None:
        """End the warden, once all its processes have ended."""
        self._say(b"Q")
        self._hang_up()

    def _say(self, kind: bytes, number: int = 0) -> None:
        # One that is gone needs no word; that it is will be noticed where an answer is awaited.
        if self._socket is not None:
            with contextlib.suppress(ConnectionError, TimeoutError):
                self._socket.sendall(HEAD.pack(kind, number, 0, 0))

    def _begin(self) -> None:
        ours, its = socket.socketpair()
        try:
            self.warden = os.posix_spawn(
                sys.executable,
                [sys.executable, "-I", "-S", _PROGRAM],
                {**os.environ, WARDEN: "1"},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, its.fileno(), 0),
                    # It may outlive this process, and must not hold what somebody reads to its end.
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                ],
                setsid=True,
            )
        except OSError:
            ours.close()
            raise
        finally:
            its.close()
        ours.settimeout(_ANSWER_S)
        self._socket = ours
        self._buffer = b""
        self._loop.on_readable(ours.fileno(), self._hear)

    def _send(self, message: bytes, handles: tuple[int, int, int]) -> bool:
        """Ask for a process; False when the warden was gone before it could hear of it."""
        if self._socket is None:
            return False
        try:
            socket.send_fds(self._socket, [HEAD.pack(b"S", len(message), 0, 0)], handles)
            self._socket.sendall(message)
        except ConnectionError:
            self._lose()
            return False
        return True

    def _answered(self) -> int:
        """Wait for the number of the process that was asked for."""
        self._answer = None
        try:
            while self._answer is None:
                self._read()
        except ConnectionError as error:
            self._lose()
            raise WardenLostError("the process that starts all others was killed") from error
        if self._unheard:
            # The ends of others, which nobody may be called for right now.
            self._loop.after(0, self._pass_on)
        kind, number = self._answer
        if kind == b"f":
            raise OSError(number, os.strerror(number))
        return number

    def _read(self) -> None:
        """Wait for more, and take what is whole of it.

        Raises:
            ConnectionError: the warden is gone.
        """
        try:
            more = self._socket.recv(_CHUNK) if self._socket is not None else b""
        except TimeoutError as error:
            raise ConnectionError("the warden does not answer") from error
        if not more:
            raise ConnectionError
        self._buffer += more
        while len(self._buffer) >= HEAD.size:
            kind, number, code, took_us = HEAD.unpack(self._buffer[: HEAD.size])
            self._buffer = self._buffer[HEAD.size :]
            if kind in b"eoE":
                end = End(code, took_us / 1e6, alone=kind != b"E", adopted=kind == b"o")
                self._unheard.append((number, end))
            else:
                self._answer = (kind, number)

    def _hear(self) -> None:
        """Ends have come, or the end of the warden."""
        try:
            self._read()
        except ConnectionError:
            self._lose()
        self._pass_on()

    def _pass_on(self) -> None:
        while self._unheard:
            pid, end = self._unheard.popleft()
            on_end = self._ends.pop(pid, None)
            if on_end is not None:
                on_end(end)

    def _lose(self) -> None:
        """The warden is gone, and with it how its processes end."""
        # It may only have been stopped; two of them is one too many.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.warden, signal.SIGKILL)
        self._hang_up()
        heard = {pid for pid, _ in self._unheard}
        self._unheard += [(pid, None) for pid in self._ends if pid not in heard]
        self._loop.after(0, self._pass_on)

    def _hang_up(self) -> None:
        if self._socket is None:
            return
        self._loop.forget(self._socket.fileno())
        self._socket.close()
        self._socket = None
        until = self._loop.clock.monotonic() + _PATIENCE_S
        # One that still has processes to wait for goes on; the system will bury it.
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(self.warden, os.WNOHANG) == (0, 0):
                if self._ends or self._loop.clock.monotonic() > until:
                    break
                time.sleep(_PAUSE_S)
