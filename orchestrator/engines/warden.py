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

Messages are `HEAD`: a letter and five numbers, those that say nothing being 0. The asker counts
what it has started, and that number `n` is how both speak of a process.

    B 0 length   the variables that all commands get come after it, separated by NUL
    S n length h start. With it come handles, one for all that is printed or three, and after it,
                 separated by NUL: folder, receipt file, remark, program, number of words, words,
                 variables
    P            tell at once all that is to be told
    N n          the asker ends it: no receipt of it
    U            what was told may not be recorded: receipts of it, and of nothing after it
    Q            the asker ends in order
    s n pid      it runs; told with what is told next, or when nothing happens for a while
    f n errno    it could not be started
    e n code t c m   it has ended after t microseconds, and nothing is left of its group; a code
                 below 0 is the signal that ended it. It and what it waited for used c
                 microseconds of a processor, and m kB of memory at most
    o n code t c m   the same, but the warden has adopted processes that it did not start
    E n code t c m   it has ended, and something is left of its group
"""

from __future__ import annotations

# What stands behind `signal`, `socket` and `struct`, and loads in half the time: the first command
# waits for this. So it does without `contextlib`.
# ruff: noqa: SIM105
import _signal  # type: ignore[import-not-found]  # the checker has no stub of it
import _socket
import _struct
import os
import select
import sys
import time

HEAD = _struct.Struct("!cqqqqq")
# Ends that are kept in mind: some of them may not be recorded when the asker is gone. How old
# they are says nothing: whoever records them may be kept waiting by others.
_REMEMBERED = 1024
# How long the end of what was killed is waited for.
_PATIENCE_S = 1.0
_PAUSE_S = 0.002
_CHUNK = 65536
_NOTHING_USED = (0, 0, 0)
# macOS tells bytes where Linux tells kilobytes.
_TO_KB = 1024 if sys.platform == "darwin" else 1
_IDLE_MS = 20
# The room that three handles take beside a message, and how they are kept from commands.
_ROOM = _socket.CMSG_LEN(3 * _struct.calcsize("i"))
_CLOSED_FOR_OTHERS = getattr(_socket, "MSG_CMSG_CLOEXEC", 0)
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux
# Python ignores these; programs do not expect that.
_RESTORED = (_signal.SIGPIPE, _signal.SIGXFSZ)


class Child:
    """A process started here, the asker's `number`. `receipt` is the file to write in how it ended,
    `remark` the JSON to write with it; without a file nothing is written."""

    __slots__ = ("began", "number", "pid", "receipt", "remark")

    def __init__(self, number: int, pid: int, receipt: bytes, remark: bytes) -> None:
        self.number = number
        self.pid = pid
        self.receipt = receipt
        self.remark = remark
        self.began = time.monotonic()


class Warden:
    """Serves one asker at the other end of `asker`, until that is gone and all children are."""

    def __init__(self, asker: _socket.socket) -> None:
        self._asker = asker
        self._asked = True  # somebody is at the other end
        self._in_order = False
        self._heard = b""
        self._handles: list[int] = []
        self._untold = b""
        self._variables: dict[bytes, bytes] = {}
        self._children: dict[int, Child] = {}
        self._ended: list[tuple[float, Child, int]] = []
        self._nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        self._adopts = _adopt_orphans()
        self._list = _list_of_children() if self._adopts else None
        self._bell, bell = os.pipe()
        os.set_blocking(self._bell, False)
        os.set_blocking(bell, False)
        _signal.signal(_signal.SIGCHLD, lambda number, frame: None)
        _signal.set_wakeup_fd(bell, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Do what is asked; returns when nobody asks any more and no child is left."""
        poll = select.poll()
        poll.register(self._bell, select.POLLIN)
        poll.register(self._asker, select.POLLIN)
        while self._asked or self._children:
            happened = poll.poll(_IDLE_MS if self._untold else None)
            if not happened:
                self._tell(b"")
            for handle, _ in happened:
                if handle == self._bell:
                    try:
                        os.read(self._bell, 4096)
                    except BlockingIOError:
                        pass
                    self._look()
                elif not self._listen():
                    poll.unregister(self._asker)
                    self._go_on_alone()
        if self._adopts and not self._in_order:
            self._end_adopted()

    def _listen(self) -> bool:
        """Take what has come; False when there will be no more."""
        try:
            # Not `recv_fds`: it drops the flag, and commands would get all handles once more.
            data, extra, _, _ = self._asker.recvmsg(_CHUNK, _ROOM, _CLOSED_FOR_OTHERS)
        except ConnectionError:
            return False
        for _, _, each in extra:
            self._handles += [handle for (handle,) in _struct.iter_unpack("i", each)]
        self._heard += data
        while len(self._heard) >= HEAD.size:
            kind, number, length, count, _, _ = HEAD.unpack_from(self._heard)
            end = HEAD.size + length
            if len(self._heard) < end:
                break
            message, self._heard = self._heard[HEAD.size : end], self._heard[end:]
            if kind == b"S":
                handles, self._handles = self._handles[:count], self._handles[count:]
                self._start(number, handles, message)
            else:
                self._obey(kind, number, message)
        return bool(data)

    def _obey(self, kind: bytes, number: int, message: bytes) -> None:
        if kind == b"N":
            self._write_none(number)
        elif kind == b"B":
            self._variables = dict(each.split(b"=", 1) for each in message.split(b"\0") if each)
        elif kind == b"P":
            self._tell(b"")
        else:
            if kind == b"U":
                self._write_all()
            self._in_order = True

    def _tell(self, kind: bytes, number: int = 0, value: int = 0, *used: int) -> None:
        """Tell; that something runs nobody waits for, and it goes with what comes next."""
        if not self._asked:
            return
        if kind:
            self._untold += HEAD.pack(kind, number, value, *(used or _NOTHING_USED))
        if kind != b"s" and self._untold:
            untold, self._untold = self._untold, b""
            try:
                self._asker.sendall(untold)
            except ConnectionError:
                pass  # who asks no more hears no more; the end of the socket says so too

    def _start(self, number: int, handles: list[int], asked: bytes) -> None:
        folder, receipt, remark, program, count, *parts = asked.split(b"\0")
        words, variables = parts[: int(count)], parts[int(count) :]
        if not _CLOSED_FOR_OTHERS:
            for handle in handles:
                os.set_inheritable(handle, False)
        standard = handles if len(handles) == 3 else [self._nothing, *handles, *handles]
        try:
            os.chdir(folder)
            pid = os.posix_spawn(
                program,
                words,
                self._variables | dict([each.split(b"=", 1) for each in variables]),
                file_actions=[(os.POSIX_SPAWN_DUP2, each, n) for n, each in enumerate(standard)],
                setsid=True,
                setsigdef=_RESTORED,
            )
        except OSError as error:
            self._tell(b"f", number, error.errno or 0)
        else:
            self._children[pid] = Child(number, pid, receipt, remark)
            self._tell(b"s", number, pid)
        finally:
            for handle in handles:
                os.close(handle)

    def _look(self) -> None:
        """Reap what has ended, and tell; what children left behind is buried without a word."""
        ended: list[tuple[Child, int, bool, tuple[int, int]]] = []
        more = True
        try:
            while True:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    break
                child = self._children.pop(pid, None)
                if child is not None:
                    code = os.waitstatus_to_exitcode(status)
                    cpu_us = int((usage.ru_utime + usage.ru_stime) * 1e6)
                    used = (cpu_us, usage.ru_maxrss // _TO_KB)
                    ended.append((child, code, _exists_group(pid), used))
        except ChildProcessError:
            more = False
        # Without any children nothing is adopted, and mostly nobody has to look.
        adopted = bool(ended) and more and self._asked and bool(self._adopted())
        for child, code, has_left, used in ended:
            self._has_ended(child, code, b"E" if has_left else b"o" if adopted else b"e", used)

    def _has_ended(self, child: Child, code: int, kind: bytes, used: tuple[int, int]) -> None:
        now = time.monotonic()
        if self._asked:
            self._tell(kind, child.number, code, int((now - child.began) * 1e6), *used)
            self._ended.append((now, child, code))
            if len(self._ended) >= 2 * _REMEMBERED:
                del self._ended[:-_REMEMBERED]
        elif not self._in_order:
            _write_receipt(child, code, now)

    def _adopted(self) -> set[int]:
        """The children that were not started here."""
        if self._list is None:
            return set()
        parts, at = [], 0
        try:
            while part := os.pread(self._list, _CHUNK, at):
                parts.append(part)
                at += len(part)
        except OSError:
            return set()
        return set(map(int, b"".join(parts).split())) - self._children.keys()

    def _write_none(self, number: int) -> None:
        """Write no receipt of a child, whether it has ended yet or not."""
        for child in (*self._children.values(), *(child for _, child, _ in self._ended)):
            if child.number == number:
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
                try:
                    os.kill(pid, _signal.SIGKILL)
                except OSError:
                    pass
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
    try:
        handle = os.open(temporary, flags, 0o600)
        try:
            whole = os.write(handle, text) == len(text)
        finally:
            os.close(handle)
        if whole:
            os.rename(temporary, child.receipt)
    except OSError:
        pass


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


def _list_of_children() -> int | None:
    """A file that tells the children of this process whenever it is read from its beginning."""
    try:
        return os.open(f"/proc/self/task/{os.getpid()}/children", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


if __name__ == "__main__":
    Warden(_socket.socket(fileno=0)).serve()
    # There is nothing to clear away that would be worth the time.
    os._exit(0)
