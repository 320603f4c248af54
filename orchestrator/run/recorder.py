"""Events become state, a journal's content and news, in this order; decides nothing.

An event is applied the moment it happens, so that decisions of the same turn see it. The
journal gets all events of a turn in one transaction; sinks hear only of what is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from orchestrator.run.events import Event, Recorded
from orchestrator.run.fold import apply
from orchestrator.run.moments import stamp
from orchestrator.run.ports import Clock, Journal, Sink
from orchestrator.run.state import RunState


class Recorder:
    """Stamps the events of one run with their sequence number and time. `meanwhile` is called
    again and again while the journal cannot be written."""

    def __init__(
        self,
        state: RunState,
        *,
        run: str,
        journal: Journal,
        sinks: Sequence[Sink],
        clock: Clock,
        meanwhile: Callable[[], None],
    ) -> None:
        self.state = state
        self._run = run
        self._journal = journal
        self._sinks = sinks
        self._clock = clock
        self._meanwhile = meanwhile
        self._unwritten: list[Recorded] = []

    def record(self, event: Event) -> None:
        """Apply an event now; the journal gets it with the next `commit`."""
        record = Recorded(
            seq=self.state.seq + 1,
            time=stamp(self._clock.now()),
            run=self._run,
            event=event,
        )
        apply(self.state, record)
        self._unwritten.append(record)

    def commit(self) -> None:
        """Write what has happened since the last commit, then tell the sinks.

        Raises:
            StorageError: it could not be written.
        """
        if not self._unwritten:
            return
        records, self._unwritten = self._unwritten, []
        self._journal.append(records, self._meanwhile)
        for record in records:
            for sink in self._sinks:
                sink.tell(record, self.state)
