from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.workspace import (
    Workspace,
    find_root,
    glob_inside,
    inside,
    safe_name,
)

HOSTILE = [
    "", ".", "..", "../../etc/passwd", "/etc/passwd", "..%2f..", "a/b", "a\\b", "C:\\x", "con",
    "CON.txt", "nul", "lpt1.log", "a\x00b", "a\nb", "~", "-rf", ".hidden", "x" * 300, "é" * 200,
    "задача", "任务", "🎉", "a b", "trailing.", "trailing ", "$HOME", "`id`", "\u202eabc", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", ["task_1", "012_ship", "T014", "a.b", "1.1", "x" * 100])
def test_a_text_that_can_be_a_name_stays(text: str) -> None:
    assert safe_name(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_becomes_one_harmless_name(text: str, tmp_path: Path) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= 100
    assert name.isascii()
    assert name != text
    assert name[0] not in "-."
    assert name.partition(".")[0].lower() not in {"con", "nul", "lpt1"}
    assert (tmp_path / name).parent == tmp_path
    (tmp_path / name).write_text("it can be made")


def test_different_texts_have_different_names() -> None:
    names = {safe_name(text).lower() for text in HOSTILE}
    assert len(names) == len(HOSTILE)
    assert safe_name("a/b") != safe_name("a b")


def test_paths_of_a_workspace_stay_in_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.log_file("0198-a", "task_3", 2) == ".orchestrator/runs/0198-a/task_3.2.log"
    for text in HOSTILE:
        for path in (
            workspace.plan_file(text),
            workspace.lock_file(text),
            tmp_path / workspace.log_file(text, text, 1),
        ):
            assert path.resolve().is_relative_to(workspace.state_dir.resolve())


def test_the_given_root_wins(tmp_path: Path) -> None:
    (tmp_path / ".orchestrator").mkdir()
    (tmp_path / "other").mkdir()
    assert find_root(tmp_path, tmp_path / "other") == tmp_path / "other"


def test_state_upwards_comes_before_the_checkout(tmp_path: Path) -> None:
    deep = tmp_path / "repo" / "a" / "b"
    deep.mkdir(parents=True)
    assert find_root(deep, None) == deep
    (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere")
    assert find_root(deep, None) == tmp_path / "repo"
    (tmp_path / ".orchestrator").mkdir()
    assert find_root(deep, None) == tmp_path
    (deep / ".orchestrator").mkdir()
    assert find_root(deep, None) == deep


def test_a_root_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("file", "missing"):
        with pytest.raises(InputError, match="is not a folder"):
            find_root(tmp_path, tmp_path / name)


def test_the_state_folder_is_private_and_unseen_by_git(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.prepare()
    workspace.prepare()
    assert workspace.state_dir.stat().st_mode & 0o777 == 0o700
    assert (workspace.state_dir / ".gitignore").read_text() == "*\n"


def test_an_open_state_folder_is_closed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.state_dir.mkdir()
    workspace.state_dir.chmod(0o777)
    workspace.prepare()
    assert workspace.state_dir.stat().st_mode & 0o777 == 0o700


def test_a_state_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".orchestrator").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="symbolic link"):
        Workspace(tmp_path).prepare()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_state_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write_state(workspace.plan_file("a"), b"{}")
    assert workspace.plan_file("a").stat().st_mode & 0o777 == 0o600
    assert workspace.plans_dir.stat().st_mode & 0o777 == 0o700


def test_inside_follows_links(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    (root / "loop").symlink_to(root / "loop")
    assert inside(root, root)
    assert inside(root, root / "sub" / ".." / "sub" / "missing")
    assert not inside(root, root / ".." / "x")
    assert not inside(root, root / "out" / "x")
    assert not inside(root, root / "a\x00b")
    assert not inside(root, tmp_path / "rootling")


@pytest.mark.parametrize("other", ["a/b", "задача", "con", "x" * 300, ""])
def test_nobody_can_take_a_made_name(other: str) -> None:
    made = safe_name(other)
    assert safe_name(made) != made


def test_a_subtask_and_an_attempt_never_share_a_log(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    of_check = workspace.log_file("r", "T1", 1).removesuffix(".log") + ".2.log"
    assert workspace.log_file("r", "T1.1", 2) != of_check


def _link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def _hard_link(path: Path, victim: Path) -> None:
    path.hardlink_to(victim)


def _pipe(path: Path, victim: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path, victim: Path) -> None:
    path.mkdir()


PLANTED = [
    (_link, "a symbolic link"),
    (_hard_link, "a hard link"),
    (_pipe, "not a regular file"),
    (_folder, "a folder"),
]


@pytest.mark.parametrize(("plant", "said"), PLANTED)
def test_what_is_no_file_of_ours_is_refused(
    tmp_path: Path, plant: Callable[[Path, Path], None], said: str
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    workspace = Workspace(tmp_path)
    workspace.prepare()
    workspace.plans_dir.mkdir()
    plant(workspace.plan_file("t"), victim)
    with pytest.raises(StorageError, match=said):
        workspace.write_state(workspace.plan_file("t"), b"{}")
    assert victim.read_text() == "mine"


@pytest.mark.parametrize(("plant", "said"), PLANTED[:3])
def test_what_lies_right_in_the_state_folder_is_ours(
    tmp_path: Path, plant: Callable[[Path, Path], None], said: str
) -> None:
    (tmp_path / "victim").write_text("mine")
    workspace = Workspace(tmp_path)
    workspace.prepare()
    plant(workspace.database, tmp_path / "victim")
    with pytest.raises(StorageError, match=said):
        workspace.prepare()


def test_a_linked_folder_of_the_state_is_refused(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.prepare()
    (tmp_path / "elsewhere").mkdir()
    (workspace.state_dir / "runs").mkdir()
    (tmp_path / workspace.run_dir("r")).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="symbolic link"):
        workspace.prepare_run("r")
    with pytest.raises(StorageError, match="symbolic link"):
        workspace.write_state(tmp_path / workspace.evidence_dir("r") / "x", b"")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_of_a_run_is_looked_at(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.prepare_run("r")
    log = tmp_path / workspace.log_file("r", "a", 1)
    workspace.write_state(log, b"")
    workspace.prepare_run("r")
    (log.parent / "a.2.log").hardlink_to(log)
    with pytest.raises(StorageError, match="hard link"):
        workspace.prepare_run("r")


def test_links_above_the_state_folder_are_the_users(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    workspace = Workspace(tmp_path / "link")
    workspace.write_state(workspace.plan_file("t"), b"{}")
    workspace.prepare_run("r")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", {"sub/a.txt"}),
        ("**/*.txt", {"sub/a.txt", "sub/deep/b.txt"}),
        ("../sub/*.txt", {"sub/a.txt"}),
        ("../*", {"sub", "out"}),
        ("../../*", set()),
        ("deep/../../../*", set()),
        ("/etc/*", set()),
        ("a\x00b", set()),
        ("", set()),
        ("deep/../*.txt", {"sub/a.txt"}),
        ("a/" * 2500, set()),
        ("../" * 2500, set()),
        ("*/" * 2500, set()),
    ],
)  # fmt: skip
def test_a_glob_stays_inside(tmp_path: Path, pattern: str, found: set[str]) -> None:
    root = tmp_path / "root"
    (root / "sub" / "deep").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    for name in ("sub/a.txt", "sub/deep/b.txt"):
        (root / name).touch()
    (tmp_path / "outside.txt").touch()
    seen = glob_inside(root, root / "sub", pattern)
    assert {path.relative_to(root).as_posix() for path in seen} == found
    absolute = glob_inside(root, root / "sub", f"{root}/sub/*.txt")
    assert absolute == {root / "sub" / "a.txt"}


def test_many_stars_in_a_row_are_as_one(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcdefghijklmnopqrstuvwxyz")
    deep.mkdir(parents=True)
    assert glob_inside(tmp_path, tmp_path, "**/" * 60 + "z") == {deep}
