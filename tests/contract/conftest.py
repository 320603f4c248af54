"""The engines that the contract is asked of: the local one, with each way to hear of ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestrator.engines.local import LocalEngine
from orchestrator.engines.reaper import PidfdReaper, ThreadReaper
from tests.driving import RealClock

REAPERS = [
    pytest.param(
        PidfdReaper,
        id="pidfd",
        marks=pytest.mark.skipif(not PidfdReaper.works(), reason="no pidfds here"),
    ),
    pytest.param(ThreadReaper, id="threads"),
]
MakeEngine = Callable[..., LocalEngine]


@pytest.fixture(params=REAPERS)
def make_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeEngine]:
    made: list[LocalEngine] = []

    def make(**options: Any) -> LocalEngine:
        options.setdefault("grace_s", 1.0)
        engine = LocalEngine(tmp_path, clock=RealClock(), make_reaper=request.param, **options)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()


@pytest.fixture
def engine(make_engine: MakeEngine) -> LocalEngine:
    return make_engine()
