"""A run that is to begin at a moment: seen to wait until it may begin."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from orchestrator.operations.later import appointed, awaited
from tests.projects import Bench


def test_it_can_be_called_off_until_it_begins(tmp_path: Path) -> None:
    project = Bench(tmp_path).project
    moment = project.clock.now() - timedelta(seconds=1)
    with awaited(project, "001_late", moment):
        # The moment has come, and the task's file has yet to be read.
        found = appointed(project, "001_late")
        assert found is not None
        assert found.at is not None
    assert appointed(project, "001_late") is None
