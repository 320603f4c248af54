from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.stores.gate import FileGate


def test_one_at_a_time_goes_through(tmp_path: Path) -> None:
    file = tmp_path / "t.md"
    file.touch()
    with FileGate(file) as first:
        assert first.passes()
        assert first.passes()
        with FileGate(file) as second:
            assert not second.passes()
            assert second.passing() in (os.getpid(), None)
    with FileGate(file) as third:
        assert third.passes()


@pytest.mark.parametrize("name", ["no/such/file", "a\0b", "x" * 5000])
def test_where_there_is_no_file_all_go_through(tmp_path: Path, name: str) -> None:
    for _ in range(2):
        with FileGate(tmp_path / name) as gate:
            assert gate.passes()
    assert list(tmp_path.iterdir()) == []
