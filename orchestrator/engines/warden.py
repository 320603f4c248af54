"""The warden: a process that starts all commands of an engine, and outlives who asked it to.

Run as a program of its own (`python -I -S warden.py`), with a stream socket as its standard
input; it imports nothing of this project, so that it is there in a few milliseconds. When
whoever asked is killed, the commands go on under it, and how each ends is written down: an
exit receipt. So a run that goes on knows what was done meanwhile, and does not do it again.

Approach. One loop over two handles: the socket, and a pipe that SIGCHLD writes to. A child that
has ended is reaped at once, and told of together with whether anything is left of its group: the
system gives its number to nobody else as long as there is. The asker goes either in order (`Q`)
or not (the socket just ends); only then are receipts written: for all that still runs, and for
the last that ended, for nobody knows whether their end was recorded. One that goes in order, but
could not record what it was told, says so (`U`), and has receipts of what ended so far. What the
asker itself ends (`N`) never has one: nobody may take it for done.

What a child leaves behind becomes a child of the warden, so that none of it is out of sight. The
end of a child is told together with whether there is any such; when nobody asks any more, the
warden kills it with the end of the last child of its own.

Messages are `HEAD`: a letter and three numbers, those that say nothing being 0.

    S length     start; answered by s or f. With it come three handles, and after it, separated
                 by NUL: folder, receipt file, remark, number of words, words, variables
    N pid        the asker ends it: no receipt of it
    U            what was told may not be recorded: receipts of it, and of nothing after it
    Q            the asker ends in order
    s pid        it runs           f errno      it could not be started
    e pid code t it has ended after t microseconds, and nothing is left of its group; a code
                 below 0 is the signal that ended it
    o pid code t the same, but the warden has adopted processes that it did not start
    E pid code t it has ended, and something is left of its group
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
# Ends that are kept in mind: some of them may not be recorded when the asker is gone. How old
# they are says nothing: whoever records them may be kept waiting by others.
_REMEMBERED = 1024
# How long the end of what was killed is waited for.
_PATIENCE_S = 1.0
_PAUSE_S = 0.002
# The room that three handles take beside a message, and how they are kept from commands.
_ROOM = socket.CMSG_LEN(3 * struct.calcsize("i"))
_CLOSED_FOR_OTHERS = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux
# Python ignores these; programs do not expect that.
_RESTORED = (signal.SIGPIPE, signal.SIGXFSZ)


class Child:
    """A process started here. `receipt` is the file to write in how it ended, `remark` the JSON to
    write with it; without a file nothing is written."""

    def __init__(self, pid: int, receipt: bytes, remark: bytes) -> None:
        self.pid = pid
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
        self._adopts = _adopt_orphans()
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
        if self._adopts and not self._in_order:
            self._end_adopted()

    def _listen(self) -> bool:
        """Take one message; False when there will be no more."""
        try:
            # Not `recv_fds`: it drops the flag, and commands would get all handles once more.
            head, extra, _, _ = self._asker.recvmsg(HEAD.size, _ROOM, _CLOSED_FOR_OTHERS)
            handles = [n for _, _, data in extra for (n,) in struct.iter_unpack("i", data)]
            if not head:
                return False
            kind, number, _, _ = HEAD.unpack(head + self._receive(HEAD.size - len(head)))
            if kind == b"S":
                self._start(self._receive(number), handles)
            elif kind == b"N":
                self._write_none(number)
            else:
                if kind == b"U":
                    self._write_all()
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
        if not _CLOSED_FOR_OTHERS:
            for handle in handles:
                os.set_inheritable(handle, False)
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
            self._children[pid] = Child(pid, receipt, remark)
            self._tell(b"s", pid)
        finally:
            for handle in handles:
                os.close(handle)

    def _look(self) -> None:
        """Reap what has ended, and tell; what children left behind is buried without a word."""
        ended: list[tuple[Child, int, bool]] = []
        more = True
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                child = self._children.pop(pid, None)
                if child is not None:
                    ended.append((child, os.waitstatus_to_exitcode(status), _exists_group(pid)))
        except ChildProcessError:
            more = False
        # Without any children nothing is adopted, and mostly nobody has to look.
        adopted = bool(ended) and more and self._asked and bool(self._adopted())
        for child, code, has_left in ended:
            self._has_ended(child, code, b"E" if has_left else b"o" if adopted else b"e")

    def _has_ended(self, child: Child, code: int, kind: bytes) -> None:
        now = time.monotonic()
        if self._asked:
            self._tell(kind, child.pid, code, int((now - child.began) * 1e6))
            self._ended.append((now, child, code))
            del self._ended[:-_REMEMBERED]
        elif not self._in_order:
            _write_receipt(child, code, now)

    def _adopted(self) -> set[int]:
        """The children that were not started here."""
        if not self._adopts:
            return set()
        try:
            with open(f"/proc/self/task/{os.getpid()}/children", "rb") as file:
                return {int(pid) for pid in file.read().split()} - self._children.keys()
        except OSError:
            return set()

    def _write_none(self, pid: int) -> None:
        """Write no receipt of a child, whether it has ended yet or not."""
        ended = (child for _, child, _ in reversed(self._ended) if child.pid == pid)
        child = self._children.get(pid) or next(ended, None)
        if child is not None:
            child.receipt = b""

    def _write_all(self) -> None:
        for ended, child, code in self._ended:
            _write_receipt(child, code, ended)
        self._ended = []

    def _go_on_alone(self) -> None:
        self._asked = False
        if not self._in_order:
            self._write_all()

    def _end_adopted(self) -> None:
        """Kill what children left behind, and what that leaves: there is nobody who would. At once,
        for whoever goes on with the run cannot find it."""
        deadline = time.monotonic() + _PATIENCE_S
        while (left := self._adopted()) and time.monotonic() < deadline:
            for pid in left:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(_PAUSE_S)
            self._look()


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
    if not child.receipt:
        return
    took_s = ended - child.began
    text = b'{"code": %d, "took_s": %.6f, "remark": %s}\n' % (code, took_s, child.remark)
    temporary = child.receipt + b".tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with contextlib.suppress(OSError):
        handle = os.open(temporary, flags, 0o600)
        try:
            whole = os.write(handle, text) == len(text)
        finally:
            os.close(handle)
        if whole:
            os.rename(temporary, child.receipt)


def _adopt_orphans() -> bool:
    """Become the parent of what children leave behind, so that none of it is out of sight;
    whether the system knows such a thing."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        # `ctypes` is this with much around it, and takes ten times as long to load; the first
        # command is waiting.
        import _ctypes

        itself = _ctypes.dlopen(None, 0)  # type: ignore[arg-type]  # None is the program itself
        prctl = _ctypes.dlsym(itself, "prctl")
        return bool(_ctypes.call_function(prctl, (_SUBREAPER, 1, 0, 0, 0)) == 0)
    except (ImportError, OSError, AttributeError):
        return False


if __name__ == "__main__":
    Warden(socket.socket(fileno=0)).serve()
    # There is nothing to clear away that would be worth the time.
    os._exit(0)
