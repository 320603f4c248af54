from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.given import read_given


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "t.md"
    file.write_bytes(b"12345")
    (tmp_path / "link").symlink_to(file)
    assert read_given(file, 5) == read_given(tmp_path / "link", 6) == b"12345"


def test_what_is_longer_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "t.md"
    os.truncate(os.open(file, os.O_CREAT | os.O_RDWR), 3 * 10**9)
    with pytest.raises(InputError, match=r"t\.md has more than 2 MB"):
        read_given(file, 2_000_000)


def _link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "is a pipe or a device"),
        (_link_to_a_device, "is a pipe or a device"),
        (os.mkdir, "is a folder"),
    ],
)
def test_what_has_no_end_is_refused(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    make(tmp_path / "t.md")
    with pytest.raises(InputError, match=said):
        read_given(tmp_path / "t.md", 100)


def test_what_a_shell_passes_on_is_read_to_its_end() -> None:
    ours, theirs = os.pipe()
    os.write(theirs, b"12345")
    os.close(theirs)
    try:
        assert read_given(Path(f"/dev/fd/{ours}"), 5) == b"12345"
    finally:
        os.close(ours)


def test_what_is_not_there_is_the_callers_to_tell(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_given(tmp_path / "t.md", 100)
