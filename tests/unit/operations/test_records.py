"""A record that something else has changed is refused, not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.operations.records import refuse_gaps, state_of
from orchestrator.operations.reporting.status import status
from tests.projects import Bench
from tests.unit.operations.test_execute import TWO


def test_missing_events_are_told(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    run = bench.run(bench.plan("001_two.md", TWO)).summary.run
    records = list(bench.store.events(run))
    refuse_gaps(len(records), len(records))
    for count in (0, 1, len(records) - 1, len(records) + 1):
        with pytest.raises(StorageError, match="damaged"):
            refuse_gaps(count, len(records))
    without_start = [record for record in records if record.seq != 2]
    with pytest.raises(StorageError, match="damaged"):
        state_of(without_start)


def test_a_running_subtask_shows_how_long_it_has_taken(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    run = bench.run(bench.plan("001_two.md", TWO)).summary.run
    bench.store.forget_after(run, "subtask_started")
    from orchestrator.operations.project import Holder

    bench.locks.held["001_two"] = Holder(pid=1, run=run)
    started = bench.clock.monotonic()
    bench.clock.advance(5)
    row = status(bench.project, "001_two").subtasks[0]
    assert row.status == "running"
    assert row.duration_ms == round((started + 5) * 1000)
