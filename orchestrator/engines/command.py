"""One process from its start to the end of its tree; knows nothing of what it was for.

    running > ended by itself        > (what it left behind is ended) > over
    running > `stop`: SIGTERM, grace, SIGKILL, until nothing is left  > over

A process is over when its leader ends, not when its output does: a child that holds the
output open keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import Enum

from msgspec import Struct

from orchestrator.engines.leftovers import kill_marked
from orchestrator.engines.loop import Loop
from orchestrator.engines.spawner import End, Spawn, Spawner
from orchestrator.engines.timers import Timer
from orchestrator.engines.tree import Tree

# What a command leaves behind gets this long to end by itself, in seconds.
LEFT_BEHIND_GRACE_S = 1.0
_FIRST_LOOK_S = 0.005
_LONGEST_PAUSE_S = 0.1


class Cause(Enum):
    """Why a command was stopped."""

    TIMEOUT = "timeout"
    CANCEL = "cancel"


class Exit(Struct, frozen=True, kw_only=True):
    """How a process ended. Both `exit_code` and `signal` are None when nobody can know. It and
    what it waited for used so much of a processor, and of memory at most."""

    exit_code: int | None
    signal: int | None
    duration_s: float
    cause: Cause | None
    left_behind: int
    out_of_reach: int
    cpu_s: float = 0.0
    memory_kb: int = 0


class Command:
    """A started process, whose processes all bear `marker`, or are `orphans` of it; `on_over` is
    called once nothing of it is left, `on_refused` instead when it could not be started.

    Raises:
        WardenLostError: it was not started, and nothing can be.
        ValueError: a word or a variable holds what none can.
    """

    def __init__(
        self,
        loop: Loop,
        spawner: Spawner,
        spawn: Spawn,
        marker: bytes,
        orphans: Callable[[], Collection[int]],
        on_over: Callable[[Exit], None],
        on_refused: Callable[[OSError], None],
    ) -> None:
        self._loop = loop
        self._spawner = spawner
        self._marker = marker
        self._orphans = orphans
        self._on_over = on_over
        self._on_refused = on_refused
        self._started = loop.clock.monotonic()
        self._number = spawner.start(spawn, self._leader_ended)
        self._tree: Tree | None = None
        self._code: int | None = None
        self._duration_s: float | None = None
        self._end: End | None = None
        self._cause: Cause | None = None
        self._kill_at: float | None = None
        self._left_behind = 0
        self._pause = _FIRST_LOOK_S
        self._look_timer: Timer | None = None

    def stop(self, cause: Cause, grace_s: float) -> None:
        """End the whole tree. A second call may shorten the grace; the first cause stays."""
        tree = self._known_tree()
        if tree is None:
            return  # it never ran: that is about to be told
        if self._duration_s is None and self._cause is None:
            self._cause = cause
        self._end_tree(tree, grace_s)

    def _known_tree(self) -> Tree | None:
        """Its tree; None where the number of its leader will never be known."""
        if self._tree is None:
            leader = self._spawner.pid_of(self._number)
            if leader is not None:
                self._tree = Tree(leader, self._marker, self._orphans)
        return self._tree

    def _leader_ended(self, end: End | OSError | None) -> None:
        """Its end was told; one that nobody knows may not even have come."""
        if isinstance(end, OSError):
            self._on_refused(end)
            return
        now = self._loop.clock.monotonic()
        self._duration_s = now - self._started if end is None else end.took_s
        self._code = None if end is None else end.code
        self._end = end
        # Mostly it was alone, and nobody looks at all processes of the machine.
        if end is not None and end.alone and not end.adopted and self._kill_at is None:
            self._over()
            return
        tree = self._known_tree()
        if tree is None:
            self._left_behind = kill_marked(self._marker)
            self._over()
            return
        tree.reaped = True
        if self._kill_at is not None:
            self._look()
            return
        if end is None or not end.alone or tree.has_orphans():
            self._left_behind = tree.living()
        if self._left_behind:
            self._end_tree(tree, LEFT_BEHIND_GRACE_S)
        else:
            self._over()

    def _end_tree(self, tree: Tree, grace_s: float) -> None:
        kill_at = self._loop.clock.monotonic() + grace_s
        # What is ended here is not done, whatever its exit code says.
        self._spawner.no_receipt(self._number)
        if grace_s <= 0:
            tree.kill()
        elif self._kill_at is None:
            tree.terminate()
        self._kill_at = kill_at if self._kill_at is None else min(self._kill_at, kill_at)
        self._look_in(_FIRST_LOOK_S)

    def _look(self) -> None:
        """Go on with the ending of the tree: wait, kill, or be over."""
        assert self._kill_at is not None
        assert self._tree is not None
        now = self._loop.clock.monotonic()
        if self._duration_s is not None and self._tree.living() == 0:
            self._over()
            return
        if now >= self._kill_at:
            self._tree.kill()
        elif self._duration_s is None:
            # The leader's end will call; until then there is no need to look before the kill.
            self._look_in(self._kill_at - now)
            return
        self._pause = min(self._pause * 2, _LONGEST_PAUSE_S)
        self._look_in(self._pause)

    def _look_in(self, seconds: float) -> None:
        if self._look_timer is not None:
            self._look_timer.cancel()
        self._look_timer = self._loop.after(seconds, self._look)

    def _over(self) -> None:
        if self._look_timer is not None:
            self._look_timer.cancel()
        code = self._code
        self._on_over(
            Exit(
                exit_code=code if code is not None and code >= 0 else None,
                signal=-code if code is not None and code < 0 else None,
                duration_s=self._duration_s or 0.0,
                cause=self._cause,
                left_behind=self._left_behind,
                out_of_reach=self._tree.out_of_reach() if self._tree else 0,
                cpu_s=0.0 if self._end is None else self._end.cpu_s,
                memory_kb=0 if self._end is None else self._end.memory_kb,
            )
        )
