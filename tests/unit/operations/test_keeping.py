"""Which runs are kept, and how their folders go."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.history.folders import (
    Size,
    folder_of,
    going,
    note_going,
    remove_folder,
    size_of,
)
from orchestrator.operations.history.keeping import Keep, keep_of, outlived
from orchestrator.operations.past import PastRun
from orchestrator.workspace import Workspace

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
RUN = "019b76da-a800-7000-9333-627675cf03f1"


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("30d", Keep(before="2026-03-01T12:00:00.000Z")),
        ("12 weeks", Keep(before="2026-01-06T12:00:00.000Z")),
        ("2H", Keep(before="2026-03-31T10:00:00.000Z")),
        ("0d", Keep(before="2026-03-31T12:00:00.000Z")),
        ("5", Keep(runs=5)),
    ],
)
def test_what_is_to_be_kept(text: str, keep: Keep) -> None:
    assert keep_of(text, NOW) == keep


# Three minutes are hardly ever meant, and there is no way back.
@pytest.mark.parametrize("text", ["0", "-1", "3m", "1y", "", "all", "999999d", "²"])
def test_what_says_nothing_of_that(text: str) -> None:
    with pytest.raises(InputError, match="neither an age nor a number"):
        keep_of(text, NOW)


def past(*runs: str) -> list[PastRun]:
    """`a3` is a run of the task a, of which something was last recorded on the third."""
    return [
        PastRun(
            run=each, task=each[0], last=f"2026-03-{int(each[1:]):02d}T00:00:00.000Z", attempts=1
        )
        for each in runs
    ]


@pytest.mark.parametrize(
    ("runs", "keep", "gone"),
    [
        (("a1", "a2", "a3"), Keep(runs=1), ["a1", "a2"]),
        (("a1", "b2", "a3", "b4", "a5"), Keep(runs=2), ["a1"]),
        (("a1", "a2"), Keep(runs=5), []),
        (("a1", "a2", "a9"), Keep(before="2026-03-02T00:00:00.000Z"), ["a1"]),
        # The latest run of a task stays, however old it is.
        (("a1", "b1"), Keep(before="2026-03-09T00:00:00.000Z"), []),
        (("a1", "a2", "b1"), Keep(before="2026-03-09T00:00:00.000Z"), ["a1"]),
        # One of which something was told since, such as evidence, is no old one.
        (("a8", "a2", "a9"), Keep(before="2026-03-05T00:00:00.000Z"), ["a2"]),
        ((), Keep(runs=1), []),
    ],
)  # fmt: skip
def test_which_runs_go(runs: tuple[str, ...], keep: Keep, gone: list[str]) -> None:
    assert [each.run for each in outlived(past(*runs), keep)] == gone


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "root")
    made.root.mkdir()
    made.prepare()
    folder = folder_of(made, RUN)
    (folder / "evidence").mkdir(parents=True)
    (folder / "a.1.log").write_bytes(b"x" * 100)
    (folder / "evidence" / "b").write_bytes(b"y" * 11)
    return made


def test_a_folder_goes_with_all_in_it(workspace: Workspace) -> None:
    assert size_of(folder_of(workspace, RUN)) == Size(2, 111)
    assert remove_folder(workspace, RUN) is None
    assert remove_folder(workspace, RUN) is None
    assert os.listdir(workspace.state_dir / "runs") == []


def test_links_are_removed_and_never_followed(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine").write_bytes(b"z" * 5000)
    folder = folder_of(workspace, RUN)
    (folder / "inner").symlink_to(outside)
    (folder / "file").symlink_to(outside / "mine")
    other = folder.with_name("other")
    other.symlink_to(outside)
    assert size_of(folder).bytes < 1000
    assert remove_folder(workspace, RUN) is None
    assert remove_folder(workspace, "other") is None
    assert not os.path.lexists(other)
    assert (outside / "mine").stat().st_size == 5000


def test_nothing_is_removed_through_a_link_above(workspace: Workspace, tmp_path: Path) -> None:
    runs = workspace.state_dir / "runs"
    runs.rename(tmp_path / "elsewhere")
    runs.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="symbolic link"):
        remove_folder(workspace, RUN)
    assert (tmp_path / "elsewhere" / RUN / "a.1.log").exists()


def test_what_is_to_go_is_written_down_until_it_is_gone(workspace: Workspace) -> None:
    assert going(workspace) == frozenset()
    note_going(workspace, {RUN, "b"})
    assert going(workspace) == {RUN, "b"}
    note_going(workspace, ())
    note_going(workspace, ())
    assert going(workspace) == frozenset()
    assert not (workspace.state_dir / "pruned").exists()
