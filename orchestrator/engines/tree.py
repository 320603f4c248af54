"""All processes of one command, and how they are ended; knows no timeouts and no loop.

A command's process leads a session of its own. To its tree belong its session and group,
what descends from them, and whoever bears the attempt's marker in its environment, so that
a grandchild with a session of its own is reached too; and what the warden has adopted of it,
marked or not. Once found, a process stays known, even when what it descended from is gone. Where
processes cannot be seen (macOS), the tree is the group alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Collection

from orchestrator.engines import processes
from orchestrator.engines.processes import Process


class Tree:
    """The tree under `leader`; `marker` is the `NAME=value` its processes bear, `orphans` gives
    those of it that lost their parents."""

    def __init__(
        self, leader: int, marker: bytes, orphans: Callable[[], Collection[int]] = tuple
    ) -> None:
        self.leader = leader
        self.reaped = False
        self._marker = marker
        self._orphans = orphans
        self._since: int | None = None
        self._known: dict[int, int] = {}
        self._out_of_reach: set[int] = set()

    def group_is_empty(self) -> bool:
        """Whether nothing is left in the group of a leader that was reaped; one system call.

        The kernel gives a number to nobody else while it is still some group's. So a
        process with the leader's number means that the group has long been empty.
        """
        return not _exists_group(self.leader) or _exists(self.leader)

    def has_orphans(self) -> bool:
        """Whether any of it lost its parent; no look at all processes."""
        return bool(self._orphans())

    def terminate(self) -> None:
        """Ask all of them to end; stopped ones are continued, so that they can."""
        self._send(signal.SIGTERM)
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        """End all of them, and what they start meanwhile."""
        self._send(signal.SIGKILL)

    def living(self) -> int:
        """How many of them still run, apart from those that nobody here may signal."""
        if processes.visible():
            return len(self._members().keys() - self._out_of_reach)
        return 0 if self.reaped and self.group_is_empty() else int(_exists_group(self.leader))

    def out_of_reach(self) -> int:
        """How many could not be signalled, being another user's."""
        return len(self._out_of_reach)

    def _send(self, number: int) -> None:
        # The group first and at once: no fork can slip through between two of its members.
        by_group = not self.reaped or not self.group_is_empty()
        if by_group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.leader, number)
        for pid, process in self._members().items():
            # Told once: a second SIGTERM means "at once" to some, this program among them.
            # What the group was told is not said again; only whether it could be is asked.
            told = by_group and process.group == self.leader
            if not processes.send(process, 0 if told else number):
                self._out_of_reach.add(pid)

    def _members(self) -> dict[int, Process]:
        everything = processes.living()
        if self._since is None:
            self._since = processes.start_of(self.leader)
        # A living process with the number of a reaped leader is a stranger.
        ours = not (self.reaped and any(process.pid == self.leader for process in everything))
        strays, me = set(self._orphans()), os.getpid()
        found = processes.with_descendants(
            everything,
            lambda process: (
                process.pid != me and (process.pid in strays or self._belongs(process, ours))
            ),
        )
        self._known = {pid: process.started for pid, process in found.items()}
        return found

    def _belongs(self, process: Process, ours: bool) -> bool:
        if self._known.get(process.pid) == process.started:
            return True
        if ours and self.leader in (process.pid, process.group, process.session):
            return True
        started_since = process.started >= (self._since or 0)
        return started_since and processes.bears(process.pid, self._marker)


def _exists_group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Linux: members of another user. macOS says so of zombies as well.
        return processes.visible()
    return True


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
