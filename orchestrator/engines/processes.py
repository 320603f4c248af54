"""The living processes of this machine, as /proc shows them; decides nothing about them.

Where there is no /proc (macOS), there is nothing to see here: `visible` says so.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct


class Process(Struct, frozen=True):
    """One living process. `started` is in ticks since boot; with the pid it names a process
    even after the pid has been given to another."""

    pid: int
    parent: int
    group: int
    session: int
    started: int


def visible() -> bool:
    """Whether processes can be looked at here."""
    return os.path.exists("/proc/self/stat")


def living() -> list[Process]:
    """All processes that still run; zombies are not among them."""
    if not visible():
        return []
    pids = (int(name) for name in os.listdir("/proc") if name.isdigit())
    return [process for pid in pids if (process := look_at(pid)) is not None]


def look_at(pid: int) -> Process | None:
    """One process; None when it is gone or a zombie."""
    data = _read(f"/proc/{pid}/stat")
    # The name in brackets may hold anything, brackets too.
    fields = data[data.rfind(b")") + 1 :].split()
    if len(fields) < 20 or fields[0] in (b"Z", b"X"):
        return None
    parent, group, session = (int(field) for field in fields[1:4])
    return Process(pid, parent, group, session, int(fields[19]))


def start_of(pid: int) -> int:
    """When the process started, in ticks since boot, zombie or not; 0 when unknown."""
    data = _read(f"/proc/{pid}/stat")
    fields = data[data.rfind(b")") + 1 :].split()
    return int(fields[19]) if len(fields) >= 20 else 0


def bears(pid: int, marker: bytes) -> bool:
    """Whether `NAME=value` is in the environment with which the process was started."""
    return marker in _read(f"/proc/{pid}/environ").split(b"\0")


def bears_any(pid: int, start: bytes) -> bool:
    """Whether any variable there begins so."""
    return any(each.startswith(start) for each in _read(f"/proc/{pid}/environ").split(b"\0"))


def open_files(pid: int) -> list[str]:
    """The paths of the files that it has open; none when that is not ours to see."""
    folder, found = f"/proc/{pid}/fd", []
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            with contextlib.suppress(OSError):
                found.append(os.readlink(f"{folder}/{name}"))
    return found


def with_descendants(
    everything: Iterable[Process], chosen: Callable[[Process], bool]
) -> dict[int, Process]:
    """The chosen processes and all that descend from them, by pid."""
    children: dict[int, list[Process]] = {}
    found: dict[int, Process] = {}
    for process in everything:
        children.setdefault(process.parent, []).append(process)
        if chosen(process):
            found[process.pid] = process
    open_ = list(found)
    while open_:
        for child in children.get(open_.pop(), ()):
            if child.pid not in found:
                found[child.pid] = child
                open_.append(child.pid)
    return found


def ancestors() -> Iterator[int]:
    """This process and all above it."""
    pid = os.getpid()
    while pid > 0:
        yield pid
        process = look_at(pid)
        pid = process.parent if process else 0


def send(process: Process, number: int) -> bool:
    """Send a signal to this very process, never to a later one of the same pid.

    False when it is another user's, and so out of reach.
    """
    try:
        handle = os.pidfd_open(process.pid)
    except AttributeError:
        return _send_by_pid(process, number)
    except OSError:
        return True  # it is gone
    try:
        # The handle is fixed now; if it still has the start time, it is the one meant.
        if start_of(process.pid) == process.started:
            signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        pass
    except PermissionError:
        return False
    finally:
        os.close(handle)
    return True


def _send_by_pid(process: Process, number: int) -> bool:
    try:
        if start_of(process.pid) == process.started:
            os.kill(process.pid, number)
    except ProcessLookupError:
        pass
    except PermissionError:
        return False
    return True


def _read(path: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        chunks = []
        while chunk := os.read(handle, 65536):
            chunks.append(chunk)
        return b"".join(chunks)
    except OSError:
        return b""
    finally:
        os.close(handle)
