"""One process at a time runs a task."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress.owners import TRIALS
from tests.stress.trial import Trial, hold


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_it_is_survived(trial: Trial, tmp_path: Path) -> None:
    hold(trial, tmp_path)
