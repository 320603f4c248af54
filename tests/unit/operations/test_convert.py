"""Plans that were converted before and cannot be read, and standard input that is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.operations.converting.plantext import write_plan
from tests.projects import Bench

CHECKOUT = Path(__file__).resolve().parents[3]
ONE = "# Task 001: One\n### Task 1: One\n```sh\ntest -d /etc\n```\n"


def test_a_plan_is_written_once(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_one.md", ONE)
    path = write_plan(bench.project, plan, None)
    before = path.stat().st_mtime_ns
    assert write_plan(bench.project, plan, None) == path
    assert path.stat().st_mtime_ns == before


def test_a_plan_of_before_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_one.md", ONE)
    path = bench.project.workspace.plan_file(plan.id)
    bench.project.workspace.prepare()
    path.parent.mkdir(mode=0o700)
    path.symlink_to("/proc/self/mem")  # a file whose beginning nobody can read
    if not path.is_file():
        pytest.skip("needs /proc")
    with pytest.raises(StorageError, match="cannot read") as raised:
        write_plan(bench.project, plan, None)
    assert raised.value.hint


@pytest.mark.parametrize("given", ["<&-", "0>written"])
def test_standard_input_that_cannot_be_read(tmp_path: Path, given: str) -> None:
    ended = subprocess.run(
        ["sh", "-c", f'exec "$0" -m orchestrator convert_task - {given}', sys.executable],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "standard input" in ended.stderr
    assert "next: " in ended.stderr
