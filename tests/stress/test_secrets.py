"""The trials of secrets, in short."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress.secrets import TRIALS
from tests.stress.trial import Trial, hold

pytestmark = pytest.mark.long


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_it_is_survived(trial: Trial, tmp_path: Path) -> None:
    hold(trial, tmp_path)
