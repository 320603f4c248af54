"""What an attempt comes from: the attempts it builds on, and since when it could have begun."""

from __future__ import annotations

from orchestrator.plan.model import Subtask
from orchestrator.run.ports import Clock
from orchestrator.run.state import RunState
from orchestrator.run.status import Status


class Lineage:
    """Kept while a run is driven; `state` is the run's, as it stands at each moment."""

    def __init__(self, state: RunState, clock: Clock) -> None:
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
        seen = ((edge.id, self._state.of(edge.id)) for edge in subtask.depends_on)
        return tuple(
            f"{id_}.{each.attempts}" for id_, each in seen if each.status is Status.SUCCEEDED
        )

    def waited_ms(self, subtask: Subtask) -> int:
        """How long nothing but a free place was lacking."""
        since = self._free.get(subtask.id)
        if since is None:
            ended = (self._ended.get(edge.id, self._began) for edge in subtask.depends_on)
            since = max(ended, default=self._began)
        return max(round((self._clock.monotonic() - since) * 1000), 0)
