"""The engines that the contract is asked of: the local one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestrator.engines.local import LocalEngine
from tests.driving import RealClock

MakeEngine = Callable[..., LocalEngine]


@pytest.fixture
def make_engine(tmp_path: Path) -> Iterator[MakeEngine]:
    made: list[LocalEngine] = []

    def make(**options: Any) -> LocalEngine:
        options.setdefault("grace_s", 1.0)
        engine = LocalEngine(tmp_path, clock=RealClock(), **options)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()


@pytest.fixture
def engine(make_engine: MakeEngine) -> LocalEngine:
    return make_engine()
