from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.atomic import read_own, rewrite, write_atomic
from orchestrator.diagnostics import StorageError


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "report.md"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(path.parent) == ["report.md"]


def test_the_mode_follows_the_umask(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a", b"")
    finally:
        os.umask(mask)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "link").symlink_to(victim)
    with pytest.raises(StorageError, match="symbolic link"):
        write_atomic(tmp_path / "link", b"x")
    assert victim.read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["link", "victim"]


def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError, match="not a regular file"):
        write_atomic(tmp_path / "pipe", b"x")


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as caught:
        write_atomic(tmp_path / "file" / "report.md", b"x")
    assert str(tmp_path / "file") in caught.value.message
    assert caught.value.hint


def test_a_rewritten_file_keeps_its_rights_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o4751)
    rewrite(path, b"old", b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o7777 == 0o4751
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]


def test_a_rewrite_into_a_link_writes_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "a.md"
    target.write_bytes(b"old")
    link = tmp_path / "a.md"
    link.symlink_to(target)
    rewrite(link, b"old", b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("what", ["gone", "read-only", "loop"])
def test_what_cannot_be_rewritten_is_told(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.md"
    if what == "loop":
        path.symlink_to(path)
    elif what == "read-only":
        path.write_bytes(b"old")
        path.chmod(0o400)
    with pytest.raises(StorageError, match=r"cannot write .*a\.md"):
        rewrite(path, b"old", b"new")
    assert what != "read-only" or path.read_bytes() == b"old"


def test_what_is_replaced_is_read_only_where_it_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    assert read_own(path) is None
    assert read_own(tmp_path / "a.md" / "b.md") is None
    path.write_bytes(b"x")
    assert read_own(path) == b"x"
    (tmp_path / "link").symlink_to(path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    others = {"link": "a symbolic link", "pipe": "not a regular file", "folder": "a folder"}
    for name, said in others.items():
        with pytest.raises(StorageError, match=said):
            read_own(tmp_path / name)
