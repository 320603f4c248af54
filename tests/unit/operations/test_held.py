"""Who comes second leaves before the task file is read; who comes together waits for a turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.diagnostics import HeldError
from orchestrator.operations.project import Holder
from orchestrator.operations.running.held import turn
from tests.projects import Bench


@pytest.mark.parametrize("name", ["001", "001_x", "docs/tasks/001_x.md"])
def test_who_comes_second_is_told_who_came_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path)
    bench.task("001_x.md", "not even a task file")
    bench.locks.held["001_x"] = Holder(pid=7, run="r1")
    with (
        pytest.raises(HeldError, match=r"001_x is being run by process 7 \(run r1\)"),
        turn(bench.project, name),
    ):
        pytest.fail("it was let in")


def test_a_holder_without_a_number_may_only_look(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.locks.held["001_x"] = Holder()
    with turn(bench.project, "001_x"):
        assert bench.locks.held


def test_who_waits_is_told_of_whoever_got_through(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.gates.closed = 2
    with turn(bench.project, "001_x"):
        assert bench.gates.closed < 0
    bench.gates.closed = 2
    bench.locks.held["001_x"] = Holder(pid=7, run="r1")
    with pytest.raises(HeldError), turn(bench.project, "001_x"):
        pytest.fail("it was let in")
    assert bench.gates.closed == 2


def test_nobody_waits_for_a_long_file_to_be_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.gates.closed = 10**9
    with pytest.raises(HeldError, match="being run by process 8"), turn(bench.project, "001_x"):
        pytest.fail("it was let in")


def test_who_only_writes_something_down_is_waited_for(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    writing = iter([Holder(pid=7)] * 3 + [None])
    with turn(replace(bench.project, holder=lambda _: next(writing)), "001_x"):
        assert not list(writing)
    bench.locks.held["001_x"] = Holder(pid=7)
    with pytest.raises(HeldError, match="process 7"), turn(bench.project, "001_x"):
        pytest.fail("it was let in")
