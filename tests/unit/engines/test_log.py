"""Tests of logs: excerpts, cuts and what cannot be written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.engines.log import HEAD_AND_TAIL, Log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    made = Log(tmp_path, "logs/deep/a.log")
    yield made
    made.close()


def test_excerpt_is_whole_up_to_its_size(log: Log) -> None:
    log.append(b"x" + b"y" * (2 * HEAD_AND_TAIL))
    assert log.excerpt(1, log.size()) == "y" * (2 * HEAD_AND_TAIL)
    assert log.excerpt(0, 0) == ""


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("character", ["x", "é", "€", "😀"])
def test_excerpt_cuts_no_character(log: Log, shift: int, character: str) -> None:
    log.append(b"a" * shift + character.encode() * 20_000)
    excerpt = log.excerpt(0, log.size())
    head, gap, tail = excerpt.split("\n")
    assert set(head) <= {"a", character}
    assert set(tail) == {character}
    assert gap == f"… {log.size() - 2 * HEAD_AND_TAIL} bytes left out …"


def test_cut_keeps_head_and_tail_and_can_go_on(log: Log, tmp_path: Path) -> None:
    log.append(b"a" * 1000 + b"b" * 1000)
    log.cut(0)
    log.cut(2000)
    assert log.size() == 2000
    log.cut(100)
    log.append(b"more")
    expected = "a" * 50 + "\n… 1900 bytes left out …\n" + "b" * 50 + "more"
    assert (tmp_path / log.path).read_bytes() == expected.encode()
    assert len(list((tmp_path / log.path).parent.iterdir())) == 1


def test_what_was_cut_before_is_counted_when_more_comes(log: Log, tmp_path: Path) -> None:
    log.append(b"a" * 1000 + b"b" * 1000)
    assert log.cut(100) == 2000 - log.size()
    size = log.size()
    assert log.cut(100) == 0
    log.append(b"c" * 60)
    assert log.cut(100) == size + 60 - log.size()
    expected = "a" * 50 + "\n… 1960 bytes left out …\n" + "c" * 50
    assert (tmp_path / log.path).read_bytes() == expected.encode()


@pytest.mark.parametrize("link", [".state/runs", ".state/runs/r"])
def test_no_log_is_written_through_a_folder_that_is_a_link(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    (outside / "r").mkdir(parents=True)
    (tmp_path / link).parent.mkdir(parents=True)
    (tmp_path / link).symlink_to(outside)
    with pytest.raises(StorageError, match=f"{link} is a symbolic link") as caught:
        Log(tmp_path, ".state/runs/r/a.log")
    assert "--resume" in (caught.value.hint or "")
    assert [file.name for file in outside.rglob("*")] == ["r"]


def test_existing_log_is_appended_to(tmp_path: Path) -> None:
    for text in (b"one", b"two"):
        log = Log(tmp_path, "a.log")
        log.append(text)
        log.close()
    assert (tmp_path / "a.log").read_bytes() == b"onetwo"


@pytest.mark.parametrize("obstacle", ["link", "folder", "file as a folder"])
def test_log_that_cannot_be_opened(tmp_path: Path, obstacle: str) -> None:
    if obstacle == "link":
        (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    elif obstacle == "folder":
        (tmp_path / "a").mkdir()
    else:
        (tmp_path / "a").write_text("")
    path = "a/b.log" if obstacle == "file as a folder" else "a"
    with pytest.raises(StorageError) as caught:
        Log(tmp_path, path)
    assert caught.value.hint
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_what_cannot_be_written_is_said(log: Log) -> None:
    os.close(log.handle)
    log.handle = os.open("/dev/full", os.O_RDWR)
    log.append(b"x")
    assert "No space left" in (log.problem or "")
