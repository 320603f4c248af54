from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from orchestrator.engines.freshness import Freshness


@pytest.mark.parametrize(
    ("began_before_s", "mtime_before_s", "fresh"),
    [
        (10, 0, True),
        (10, 9, True),
        (10, 10.04, True),
        (10, 10.1, False),
        # Nothing of it has changed since, whatever date it bears.
        (-1, -100, False),
        (10, -100, True),
    ],
)
def test_both_times_must_be_of_the_attempt(
    tmp_path: Path, began_before_s: float, mtime_before_s: float, fresh: bool
) -> None:
    now = time.time()
    file = tmp_path / "file"
    file.touch()
    os.utime(file, (now, now - mtime_before_s))
    assert Freshness(now - began_before_s).has(file.stat()) is fresh


def test_what_was_seen_before_is_fresh_only_when_it_changes(tmp_path: Path) -> None:
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_text("one")
    other.write_text("one")
    freshness = Freshness(time.time())
    freshness.note(file.stat())
    assert not freshness.has(file.stat())
    assert freshness.has(other.stat())
    file.write_text("longer")
    assert freshness.has(file.stat())
