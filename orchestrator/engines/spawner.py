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
import struct
import sys
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator.engines.loop import Loop
from orchestrator.engines.warden import HEAD

WARDEN = "ORCHESTRATOR_WARDEN"
"""A variable that a warden bears in its environment, and nothing that it starts."""

_PROGRAM = str(Path(__file__).with_name("warden.py"))
_CHUNK = 65536
# How long an answer is waited for; it takes less than a millisecond.
_ANSWER_S = 60
# How long the end of an idle warden is waited for.
_PATIENCE_S = 0.5
_PAUSE_S = 0.001


class End(Struct, frozen=True):
    """How a process ended, after how many seconds: its exit code, or the signal that ended it as
    a number below 0. `alone` tells that nothing was left of its group, `adopted` that the warden
    then had children that it did not start. `cpu_s` and `memory_kb` are what it used, and what it
    waited for."""

    code: int
    took_s: float
    alone: bool
    adopted: bool
    cpu_s: float
    memory_kb: int


class WardenLostError(Exception):
    """The warden was killed while it was asked to start a process."""


OnEnd = Callable[[End | OSError | None], None]


class Spawn(Struct, frozen=True, kw_only=True):
    """A process to start: program, words, folder, variables beside those that all have, and what
    it prints to: one handle, or its three standard ones.

    `receipt` is the file that tells how it ended when nobody here can any more, `remark` a JSON
    text that stands in it.
    """

    program: str
    words: Sequence[str | bytes]
    folder: str
    variables: Mapping[str, str]
    handles: tuple[int] | tuple[int, int, int]
    receipt: str
    remark: str

    def message(self) -> bytes:
        """As the warden reads it.

        Raises:
            ValueError: a word or a variable holds what none can (a NUL, a lone surrogate).
        """
        count = str(len(self.words))
        words = [word if isinstance(word, bytes) else os.fsencode(word) for word in self.words]
        first = (self.folder, self.receipt, self.remark, self.program, count)
        head = os.fsencode("\0".join(first))
        text = b"\0".join((head, *words, *_encoded(self.variables)))
        if text.count(b"\0") != 4 + len(words) + len(self.variables):
            raise ValueError("embedded null byte")
        return text


def _encoded(variables: Mapping[str, str]) -> list[bytes]:
    # All at once, which takes a third of the time.
    if not variables:
        return []
    return os.fsencode("\0".join(map("=".join, variables.items()))).split(b"\0")


class Spawner:
    """The processes of one engine. `loop` is told what to read, and calls back; `variables` are
    those that all processes get, and `warden` is the number of the one they all run under.

    Approach: to start a process is to say so; nobody waits for the answer. Its number comes with
    the next end, or when somebody asks, and so does that it could not be started.
    """

    def __init__(self, loop: Loop, variables: Mapping[str, str]) -> None:
        self._loop = loop
        self._variables = b"\0".join(_encoded({n: v for n, v in variables.items() if n}))
        self._socket: socket.socket | None = None
        self.warden = 0
        self._buffer = b""
        self._last = 0
        self._ends: dict[int, OnEnd] = {}
        self._pids: dict[int, int] = {}
        self._unheard: deque[tuple[int, End | OSError | None]] = deque()
        self._begin()

    def start(self, spawn: Spawn, on_end: OnEnd) -> int:
        """Start a process in a session of its own; what it gives is for `pid_of`. `on_end` gets its
        end, why it could not be started, or None when nobody can know, and it may even run.

        Raises:
            WardenLostError: it was not started, for there is nobody who would.
            ValueError: a word or a variable holds what none can.
        """
        message = spawn.message()
        self._last += 1
        if not self._send(b"S", self._last, message, spawn.handles):
            self._begin()
            if not self._send(b"S", self._last, message, spawn.handles):
                raise WardenLostError("the process that starts all others was killed")
        self._ends[self._last] = on_end
        return self._last

    def pid_of(self, number: int) -> int | None:
        """The system's number of a process that was started, None if it never ran or nobody knows;
        waits until the warden has said so."""
        self._hear_of([number])
        return self._pids.get(number)

    def adopted(self) -> list[int]:
        """What processes that have ended left behind, and the warden has adopted."""
        self._hear_of(self._ends)
        try:
            path = f"/proc/{self.warden}/task/{self.warden}/children"
            with open(path, encoding="ascii") as file:
                children = [int(pid) for pid in file.read().split()]
        except OSError:
            return []
        ours = set(self._pids.values())
        return [pid for pid in children if pid not in ours]

    def no_receipt(self, number: int) -> None:
        """Have no receipt of a process, which is about to be ended from here."""
        if number in self._ends:
            self._say(b"N", number)

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
            with contextlib.suppress(ConnectionError, BlockingIOError):
                self._socket.sendall(HEAD.pack(kind, number, 0, 0, 0, 0))

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
        # Python's own way to time out asks the system twice for each word.
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, way, struct.pack("ll", _ANSWER_S, 0))
        self._socket = ours
        self._buffer = b""
        self._loop.on_readable(ours.fileno(), self._hear)
        self._send(b"B", 0, self._variables)

    def _send(self, kind: bytes, number: int, message: bytes, handles: Sequence[int] = ()) -> bool:
        """Say something long; False when the warden was gone before it could hear of it."""
        if self._socket is None:
            return False
        text = HEAD.pack(kind, number, len(message), len(handles), 0, 0) + message
        with_it = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", handles))] if handles else []
        try:
            sent = self._socket.sendmsg([text], with_it)
            if sent < len(text):
                self._socket.sendall(text[sent:])
        except (ConnectionError, BlockingIOError):
            self._lose()
            return False
        return True

    def _hear_of(self, numbers: Iterable[int]) -> None:
        """Wait until it is known of all these whether they run; ends are passed on later."""
        if not self._unknown(numbers):
            return
        self._say(b"P")
        try:
            while self._unknown(numbers):
                self._read()
        except ConnectionError:
            self._lose()
        # The ends of others, which nobody may be called for right now.
        self._loop.after(0, self._pass_on)

    def _unknown(self, numbers: Iterable[int]) -> bool:
        ended = {number for number, _ in self._unheard}
        return any(n in self._ends and n not in self._pids and n not in ended for n in numbers)

    def _read(self) -> None:
        """Wait for more, and take what is whole of it.

        Raises:
            ConnectionError: the warden is gone.
        """
        try:
            more = self._socket.recv(_CHUNK) if self._socket is not None else b""
        except BlockingIOError as error:
            raise ConnectionError("the warden does not answer") from error
        if not more:
            raise ConnectionError
        text = self._buffer + more
        whole = len(text) - len(text) % HEAD.size
        self._buffer = text[whole:]
        for kind, number, value, took_us, cpu_us, memory_kb in HEAD.iter_unpack(text[:whole]):
            if kind == b"s":
                self._pids[number] = value
            elif kind == b"f":
                self._unheard.append((number, OSError(value, os.strerror(value))))
            else:
                end = End(
                    code=value,
                    took_s=took_us / 1e6,
                    alone=kind != b"E",
                    adopted=kind == b"o",
                    cpu_s=cpu_us / 1e6,
                    memory_kb=memory_kb,
                )
                self._unheard.append((number, end))

    def _hear(self) -> None:
        """Ends have come, or the end of the warden."""
        try:
            self._read()
        except ConnectionError:
            self._lose()
        self._pass_on()

    def _pass_on(self) -> None:
        while self._unheard:
            number, end = self._unheard.popleft()
            on_end = self._ends.pop(number, None)
            if on_end is not None:
                on_end(end)
            self._pids.pop(number, None)

    def _lose(self) -> None:
        """The warden is gone, and with it how its processes end."""
        # It may only have been stopped; two of them is one too many.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.warden, signal.SIGKILL)
        self._hang_up()
        heard = {number for number, _ in self._unheard}
        self._unheard += [(number, None) for number in self._ends if number not in heard]
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
