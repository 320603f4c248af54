"""Where reports are written, and where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.operations.reporting.report import generate_report
from tests.projects import Bench

ONE = "# Task 001: One\n### Task 1: One\n```sh\ntest -d /etc\n```\n"


def run_once(root: Path) -> tuple[Bench, str]:
    bench = Bench(root)
    plan = bench.plan("001_one.md", ONE)
    bench.run(plan)
    return bench, plan.id


def test_reports_are_written_below_the_root(tmp_path: Path) -> None:
    bench, task = run_once(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "docs/reports").symlink_to(tmp_path / "elsewhere")
    paths, _ = generate_report(bench.project, task)
    assert len(paths) == len([*(tmp_path / "elsewhere").iterdir()]) == 2


def test_a_reports_folder_that_leads_out_of_the_root_is_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    bench, task = run_once(root)
    (root / "docs/reports").symlink_to(outside)
    with pytest.raises(StorageError, match="leads out of") as raised:
        generate_report(bench.project, task)
    assert "link" in str(raised.value.hint)
    assert not [*outside.iterdir()]
