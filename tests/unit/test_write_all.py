"""Many files at once: each is whole, or none is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.atomic import write_all
from orchestrator.diagnostics import StorageError


@pytest.mark.parametrize("count", [0, 1, 3, 64, 200])
def test_all_are_there_and_nothing_else(tmp_path: Path, count: int) -> None:
    files = {tmp_path / "deep" / f"{n}.md": f"text {n}".encode() for n in range(count)}
    write_all(files)
    write_all(files)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.md")} == files
    assert not list(tmp_path.rglob(".*"))


def test_when_one_cannot_be_written_none_is_changed(tmp_path: Path) -> None:
    files = {tmp_path / f"{n}.md": b"new" for n in range(100)}
    (tmp_path / "0.md").write_bytes(b"old")
    (tmp_path / "99.md").mkdir()
    with pytest.raises(StorageError, match=r"99\.md is a folder"):
        write_all(files)
    assert (tmp_path / "0.md").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.md", "99.md"]
