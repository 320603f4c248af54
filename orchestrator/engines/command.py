"""One process from its start to the end of its tree; knows nothing of what it was for.

    running > ended by itself        > (what it left behind is ended) > over
    running > `stop`: SIGTERM, grace, SIGKILL, until nothing is left  > over

A process is over when its leader ends, not when its output does: a child that holds the
output open keeps nobody waiting.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from orchestrator.engines.loop import Loop
from orchestrator.engines.output import Output
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """How a process ended. Both `exit_code` and `signal` are None when nobody can know."""

    exit_code: int | None
    signal: int | None
    duration_s: float
    cause: Cause | None
    left_behind: int
    out_of_reach: int


def spawn(
    words: Sequence[str | bytes],
    folder: Path,
    environment: Mapping[str, str],
    output: Output,
    stdin: int,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own; `stdin` is a handle that it reads.

    Raises:
        OSError: it cannot be started.
        ValueError: a word or a variable holds what none can (a NUL, a lone surrogate).
    """
    return subprocess.Popen(
        words,
        stdin=stdin,
        stdout=output.stdout,
        stderr=output.stderr,
        cwd=folder,
        env=environment,
        close_fds=True,
        start_new_session=True,
    )


class Command:
    """A started process; `on_over` is called once nothing of it is left."""

    def __init__(
        self,
        loop: Loop,
        process: subprocess.Popen[bytes],
        marker: bytes,
        on_over: Callable[[Exit], None],
    ) -> None:
        self._loop = loop
        self._process = process
        self._tree = Tree(process.pid, marker)
        self._on_over = on_over
        self._started = loop.clock.monotonic()
        self._duration_s: float | None = None
        self._cause: Cause | None = None
        self._kill_at: float | None = None
        self._left_behind = 0
        self._pause = _FIRST_LOOK_S
        self._look_timer: Timer | None = None
        try:
            loop.on_end(process, self._leader_ended)
        except OSError:
            # Nobody would ever hear of its end, so it may not go on.
            self._tree.kill()
            self._reap()
            raise

    def stop(self, cause: Cause, grace_s: float) -> None:
        """End the whole tree. A second call may shorten the grace; the first cause stays."""
        if self._duration_s is None and self._cause is None:
            self._cause = cause
        self._end_tree(grace_s)

    def _leader_ended(self) -> None:
        self._duration_s = self._loop.clock.monotonic() - self._started
        if self._kill_at is not None:
            self._look()
            return
        self._reap()
        if not self._tree.group_is_empty():
            self._left_behind = self._tree.living()
        if self._left_behind:
            self._end_tree(LEFT_BEHIND_GRACE_S)
        else:
            self._over()

    def _end_tree(self, grace_s: float) -> None:
        kill_at = self._loop.clock.monotonic() + grace_s
        if grace_s <= 0:
            self._tree.kill()
        elif self._kill_at is None:
            self._tree.terminate()
        self._kill_at = kill_at if self._kill_at is None else min(self._kill_at, kill_at)
        self._look_in(_FIRST_LOOK_S)

    def _look(self) -> None:
        """Go on with the ending of the tree: wait, kill, or be over."""
        assert self._kill_at is not None
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

    def _reap(self) -> None:
        """Take the exit status. Not through Popen: it takes a status that somebody else has
        taken before for success."""
        if self._process.returncode is None:
            with contextlib.suppress(ChildProcessError):
                _, status = os.waitpid(self._process.pid, 0)
                self._process.returncode = os.waitstatus_to_exitcode(status)
        self._tree.reaped = True

    def _over(self) -> None:
        if self._look_timer is not None:
            self._look_timer.cancel()
        if not self._tree.reaped:
            self._reap()
        code = self._process.returncode
        self._on_over(
            Exit(
                exit_code=code if code is not None and code >= 0 else None,
                signal=-code if code is not None and code < 0 else None,
                duration_s=self._duration_s or 0.0,
                cause=self._cause,
                left_behind=self._left_behind,
                out_of_reach=self._tree.out_of_reach(),
            )
        )
