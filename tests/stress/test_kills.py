"""A run outlives kills at random moments and at every named point."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

from tests.stress.kills import TRIALS
from tests.stress.points import RESUMING, STARTING, Point
from tests.stress.trial import Trial, hold


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_it_is_survived(trial: Trial, tmp_path: Path) -> None:
    hold(trial, tmp_path)


@pytest.mark.parametrize("point", [*STARTING, *RESUMING], ids=lambda point: point.name)
def test_a_point_is_a_function_that_is_there(point: Point) -> None:
    for name in filter(None, (point.function, point.under)):
        module, _, function = name.partition(":")
        assert callable(attrgetter(function)(import_module(module)))
