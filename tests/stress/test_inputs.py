"""Tries the trials of `inputs.py` as often as an ordinary test run has time for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress.inputs import TRIALS
from tests.stress.trial import Trial, hold

pytestmark = pytest.mark.long


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_it_is_survived(trial: Trial, tmp_path: Path) -> None:
    hold(trial, tmp_path)
