"""Hostile names, links and modes: nothing gets out of the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress.names import TRIALS
from tests.stress.trial import Trial, hold

pytestmark = pytest.mark.long


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_it_is_survived(trial: Trial, tmp_path: Path) -> None:
    hold(trial, tmp_path)
