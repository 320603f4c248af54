"""What killed writers leave is cleared away; what others are writing stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.operations.running.tidying import (
    clear_beside_logs,
    clear_half_written,
    clear_without_receipt,
)
from orchestrator.workspace import Workspace

DIES_WHILE_IT_WRITES = """
import os, sys
from pathlib import Path
from orchestrator.atomic import write_atomic
os.replace = lambda *paths: os._exit(9)
write_atomic(Path(sys.argv[1]), b"half")
"""


def cleared(root: Path) -> int:
    return clear_half_written(Workspace(root), "run-1", "docs/tasks/001.md")


@pytest.mark.parametrize(
    "place",
    [
        "docs/reports/001.md",
        "docs/tasks/001.md",
        ".orchestrator/.gitignore",
        ".orchestrator/plans/001.json",
        ".orchestrator/converted/001.plan",
        ".orchestrator/runs/run-1/evidence/a.txt",
    ],
)
def test_what_a_killed_writer_left_goes(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    subprocess.run([sys.executable, "-c", DIES_WHILE_IT_WRITES, str(path)], check=False)
    assert len(list(path.parent.iterdir())) == 1
    assert cleared(tmp_path) == 1
    assert list(path.parent.iterdir()) == []


def test_what_a_living_process_writes_stays(tmp_path: Path) -> None:
    other = tmp_path / "docs" / "reports" / f".tmp-{os.getppid()}-0123456789ab"
    other.parent.mkdir(parents=True)
    other.touch()
    assert cleared(tmp_path) == 0
    assert other.exists()


def test_what_an_earlier_process_of_this_number_left_goes(tmp_path: Path) -> None:
    own = tmp_path / "docs" / "reports" / f".tmp-{os.getpid()}-0123456789ab"
    own.parent.mkdir(parents=True)
    own.touch()
    assert cleared(tmp_path) == 1


@pytest.mark.parametrize(
    "name",
    [
        ".tmp-notes",
        "tmp-1-0123456789ab",
        ".tmp-1-0123456789abc",
        ".tmp-99999999999999999999-0123456789zz",
    ],
)
def test_files_of_other_names_are_other_peoples(tmp_path: Path, name: str) -> None:
    theirs = tmp_path / "docs" / "tasks" / name
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    assert cleared(tmp_path) == 0
    assert theirs.exists()


def test_where_nothing_is_nothing_is_made(tmp_path: Path) -> None:
    assert cleared(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_such_a_name_is_in_nobodys_way(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "reports" / ".tmp-99999999-0123456789ab"
    folder.mkdir(parents=True)
    assert cleared(tmp_path) == 0
    assert folder.is_dir()


def test_what_lay_beside_a_log_for_a_killed_command_goes(tmp_path: Path) -> None:
    folder = tmp_path / Workspace(tmp_path).run_dir("run-1")
    (folder / "evidence").mkdir(parents=True)
    stays = {"a.1.log", "a.1.check_1.log", "a.1.log.2.1.prompt", "values", "a.values"}
    goes = {f"a.1.log.{name}" for name in ("1.values", "1.script", "2.out", "2.err", "2.1.receipt")}
    for name in stays | goes:
        (folder / name).touch()
    clear_beside_logs(Workspace(tmp_path), "run-1")
    assert {path.name for path in folder.iterdir()} == {*stays, "evidence"}


def test_what_no_receipt_speaks_of_goes_and_all_else_stays(tmp_path: Path) -> None:
    folder = tmp_path / Workspace(tmp_path).run_dir("run-1")
    folder.mkdir(parents=True)
    ended = {f"a.1.log.{name}" for name in ("1.values", "1.out", "2.1.receipt")}
    killed = {f"a.2.log.{name}" for name in ("1.values", "1.script", "1.err")}
    stays = {"a.1.log", "a.2.log", "a.2.log.1.prompt", "a.2.check_1.log", *ended}
    for name in stays | killed:
        (folder / name).touch()
    clear_without_receipt(Workspace(tmp_path), "run-1")
    assert {path.name for path in folder.iterdir()} == stays
    clear_without_receipt(Workspace(tmp_path), "none")


def test_a_log_that_was_being_cut_is_whole_again(tmp_path: Path) -> None:
    folder = tmp_path / Workspace(tmp_path).run_dir("run-1")
    folder.mkdir(parents=True)
    (folder / "a.1.log").write_text("he")
    (folder / "a.1.log.whole").write_text("head, middle, tail")
    clear_beside_logs(Workspace(tmp_path), "run-1")
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [
        ("a.1.log", "head, middle, tail")
    ]


def test_of_a_run_without_a_folder_nothing_is_cleared(tmp_path: Path) -> None:
    clear_beside_logs(Workspace(tmp_path), "run-1")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_such_a_name_keeps_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "reports"
    for number in range(9):
        (folder / f".tmp-99999999-00000000000{number}").mkdir(parents=True)
    (folder / ".tmp-99999999-aaaaaaaaaaaa").touch()
    (folder / ".tmp-99999999-bbbbbbbbbbbb").symlink_to(tmp_path)
    assert cleared(tmp_path) == 1
    assert len(list(folder.iterdir())) == 10
