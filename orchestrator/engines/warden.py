"""The warden: a process that starts all commands of an engine, and outlives who asked it to.

Run as a program of its own (`python -I -S warden.py`), with a stream socket as its standard
input; it imports nothing of this project, so that it is there in a few milliseconds. When
whoever asked is killed, the commands go on under it, and how each ends is written down: an
exit receipt. So a run that goes on knows what was done meanwhile, and does not do it again.

Approach. One loop over two handles: the socket, and a pipe that SIGCHLD writes to. A child that
has ended is reaped at once, and told of together with whether anything is left of its group: the
system gives its number to nobody else as long as there is. The asker goes either in order (`Q`)
or not (the socket just ends); only then are receipts written: for all that still runs, and for
the last that ended, for nobody knows whether their end was recorded.

Messages are `HEAD`: a letter and three numbers, those that say nothing being 0.

    S length     start; answered by s or f. With it come three handles, and after it, separated
                 by NUL: folder, receipt file, remark, number of words, words, variables
    Q            the asker ends in order
    s pid        it runs           f errno      it could not be started
    e pid code t it has ended after t microseconds, and nothing is left of its group; a code
                 below 0 is the signal that ended it
    E pid code t it has ended, and something is left
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import sys
import time

HEAD = struct.Struct("!cqqq")
# Ends that are kept in mind: some of them may not be recorded yet when the asker is killed.
_REMEMBERED = 256
_REMEMBERED_S = 5.0
_HANDLES = 3
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux
# Python ignores these; programs do not expect that.
_RESTORED = (signal.SIGPIPE, signal.SIGXFSZ)


class Child:
    """A process started here. `receipt` is the file to write in how it ended, `remark` the JSON to
    write with it."""

    def __init__(self, receipt: bytes, remark: bytes) -> None:
        self.receipt = receipt
        self.remark = remark
        self.began = time.monotonic()


class Warden:
    """Serves one asker at the other end of `asker`, until that is gone and all children are."""

    def __init__(self, asker: socket.socket) -> None:
        self._asker = asker
        self._asked = True  # somebody is at the other end
        self._in_order = False
        self._children: dict[int, Child] = {}
        self._ended: list[tuple[float, Child, int]] = []
        self._adopts = False
        self._bell, bell = os.pipe()
        os.set_blocking(self._bell, False)
        os.set_blocking(bell, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Do what is asked; returns when nobody asks any more and no child is left."""
        poll = select.poll()
        poll.register(self._bell, select.POLLIN)
        poll.register(self._asker, select.POLLIN)
        while self._asked or self._children:
            for handle, _ in poll.poll():
                if handle == self._bell:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._bell, 4096)
                elif not self._listen():
                    poll.unregister(self._asker)
                    self._go_on_alone()
            self._look()

    def _listen(self) -> bool:
        """Take one message; False when there will be no more."""
        try:
            head, handles, _, _ = socket.recv_fds(
                self._asker, HEAD.size, _HANDLES, getattr(socket, "MSG_CMSG_CLOEXEC", 0)
            )
            if not head:
                return False
            kind, length, _, _ = HEAD.unpack(head + self._receive(HEAD.size - len(head)))
            if kind == b"S":
                self._start(self._receive(length), handles)
            else:
                self._in_order = True
        except (ConnectionError, EOFError):
            return False
        return True

    def _receive(self, count: int) -> bytes:
        parts = []
        while count > 0:
            part = self._asker.recv(min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _tell(self, kind: bytes, number: int, code: int = 0, took_us: int = 0) -> None:
        if self._asked:
            with contextlib.suppress(ConnectionError):
                self._asker.sendall(HEAD.pack(kind, number, code, took_us))

    def _start(self, asked: bytes, handles: list[int]) -> None:
        folder, receipt, remark, count, *rest = asked.split(b"\0")
        words, variables = rest[: int(count)], rest[int(count) :]
        try:
            os.chdir(folder)
            pid = os.posix_spawn(
                words[0],
                words,
                dict(variable.split(b"=", 1) for variable in variables if variable),
                file_actions=[(os.POSIX_SPAWN_DUP2, handle, n) for n, handle in enumerate(handles)],
                setsid=True,
                setsigdef=_RESTORED,
            )
        except OSError as error:
            self._tell(b"f", error.errno or 0)
        else:
            self._children[pid] = Child(receipt, remark)
            self._tell(b"s", pid)
            # The first child has started by now, so that nobody waits for this.
            self._adopts = self._adopts or _adopt_orphans()
        finally:
            for handle in handles:
                os.close(handle)

    def _look(self) -> None:
        """Reap what has ended; what children left behind is buried without a word."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                child = self._children.pop(pid, None)
                if child is not None:
                    self._has_ended(pid, child, os.waitstatus_to_exitcode(status))

    def _has_ended(self, pid: int, child: Child, code: int) -> None:
        now = time.monotonic()
        if self._asked:
            took_us = int((now - child.began) * 1e6)
            self._tell(b"E" if _exists_group(pid) else b"e", pid, code, took_us)
            self._ended.append((now, child, code))
            del self._ended[:-_REMEMBERED]
        elif not self._in_order:
            _write_receipt(child, code, now)

    def _go_on_alone(self) -> None:
        self._asked = False
        if not self._in_order:
            now = time.monotonic()
            for ended, child, code in self._ended:
                if now - ended < _REMEMBERED_S:
                    _write_receipt(child, code, ended)
        self._ended = []


def _exists_group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it has members, of another user
    return True


def _write_receipt(child: Child, code: int, ended: float) -> None:
    """Write how a child ended, all at once. What cannot be written is as if it were lost."""
    took_s = ended - child.began
    text = b'{"code": %d, "took_s": %.6f, "remark": %s}\n' % (code, took_s, child.remark)
    temporary = child.receipt + b".tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with contextlib.suppress(OSError):
        handle = os.open(temporary, flags, 0o600)
        try:
            os.write(handle, text)
        finally:
            os.close(handle)
        os.rename(temporary, child.receipt)


def _adopt_orphans() -> bool:
    """Become the parent of what children leave behind, so that none of it is out of sight;
    whether the system knows such a thing."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        return bool(ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


if __name__ == "__main__":
    Warden(socket.socket(fileno=0)).serve()
    # There is nothing to clear away that would be worth the time.
    os._exit(0)
