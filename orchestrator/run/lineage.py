"""What an attempt comes from: the attempts it builds on, and since when it could have begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.plan.model import Subtask
from orchestrator.run.ports import Clock
from orchestrator.run.state import RunState
from orchestrator.run.status import Status


class Lineage:
    """Kept while a run is driven; `state` is the run's, as it stands at each moment."""

    def __init__(self, subtasks: Mapping[str, Subtask], state: RunState, clock: Clock) -> None:
        self._subtasks = subtasks
        self._state = state
        self._clock = clock
        self._began = clock.monotonic()
        self._free: dict[str, float] = {}
        self._ended: dict[str, float] = {}

    def ended(self, id_: str) -> None:
        """A subtask has ended: what depends on it may begin from now on."""
        self._ended[id_] = self._clock.monotonic()

    def free(self, id_: str, at: float | None = None) -> None:
        """A subtask may begin again, now or at that moment of the monotonic clock."""
        self._free[id_] = self._clock.monotonic() if at is None else at

    def parents(self, subtask: Subtask) -> tuple[str, ...]:
        """The attempts whose success the next one builds on, as `task_1.2`: subtask and number."""
        seen = ((id_, self._state.of(id_)) for id_ in self._before(subtask))
        return tuple(
            f"{id_}.{each.succeeded_in}" for id_, each in seen if each.status is Status.SUCCEEDED
        )

    def waited_ms(self, subtask: Subtask) -> int:
        """How long nothing but a free place was lacking."""
        since = self._free.get(subtask.id)
        if since is None:
            ended = (self._ended.get(id_, self._began) for id_ in self._before(subtask))
            since = max(ended, default=self._began)
        return max(round((self._clock.monotonic() - since) * 1000), 0)

    def _before(self, subtask: Subtask) -> Iterator[str]:
        """The ids of what it comes after, and behind those that are skipped of what these do."""
        met: set[str] = set()
        ahead = [subtask]
        for each in ahead:
            for edge in each.depends_on:
                if edge.id in met:
                    continue
                met.add(edge.id)
                yield edge.id
                if self._state.of(edge.id).status is Status.SKIPPED:
                    ahead.append(self._subtasks[edge.id])
