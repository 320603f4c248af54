"""Recorded events, read with the suspicion that somebody may have changed them."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.diagnostics import StorageError
from orchestrator.run.events import Recorded
from orchestrator.run.fold import IllegalTransitionError, replay
from orchestrator.run.state import RunState

_HINT = "the database was changed by something else; start a new run"


def refuse_gaps(count: int, last_seq: int) -> None:
    """Raise StorageError unless every event from the first to `last_seq` is among the counted."""
    if count != last_seq:
        raise StorageError(
            f"the record of the run is damaged: {count} of {last_seq} events are there", hint=_HINT
        )


def state_of(records: Iterable[Recorded]) -> RunState:
    """The state that the events describe.

    Raises:
        StorageError: they describe none, because some are missing or were changed.
    """
    try:
        return replay(records)
    except IllegalTransitionError as error:
        raise StorageError(f"the record of the run is damaged: {error}", hint=_HINT) from error
