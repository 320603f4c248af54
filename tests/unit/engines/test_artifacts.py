"""Tests of declared outputs."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from orchestrator.engines.artifacts import find_artifacts
from orchestrator.engines.freshness import Freshness

SINCE = 1_000_000_000.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with files inside, and one outside it."""
    root = tmp_path / "root"
    for name in ("a/x.txt", "a/b/y.txt", "a/b/.hidden", "z.bin"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
        os.utime(root / name, (SINCE, SINCE))
    (tmp_path / "outside.txt").write_text("out")
    (root / "link.txt").symlink_to(tmp_path / "outside.txt")
    (root / "broken.txt").symlink_to("nowhere")
    os.mkfifo(root / "pipe.txt")
    return root


@pytest.mark.parametrize(
    ("folder", "pattern", "paths"),
    [
        (".", "z.bin", ["z.bin"]),
        (".", "*.txt", []),
        (".", "**/*.txt", ["a/b/y.txt", "a/x.txt"]),
        ("a", "**/*.txt", ["a/b/y.txt", "a/x.txt"]),
        ("a", "../z.bin", ["z.bin"]),
        ("a/b", "../../*.bin", ["z.bin"]),
        (".", "../outside.txt", []),
        (".", "../**", []),
        (".", "/etc/passwd", []),
        (".", "{root}/z.*", ["z.bin"]),
        (".", "a/../z.bin", ["z.bin"]),
        (".", "a**", []),
        (".", "\0", []),
        (".", "nothing/*", []),
        (".", "a/b/", ["a/b"]),
    ],
)
def test_patterns(root: Path, folder: str, pattern: str, paths: list[str]) -> None:
    pattern = pattern.format(root=root) if "{root}" in pattern else pattern
    found = find_artifacts(root, root / folder, [pattern], Freshness(SINCE))
    assert [artifact.path for artifact in found] == paths
    assert {artifact.pattern for artifact in found} <= {pattern}


def test_facts_of_a_file(root: Path) -> None:
    (found,) = find_artifacts(root, root, ["z.bin"], Freshness(SINCE))
    assert found.size == 5
    assert found.sha256 == sha256(b"z.bin").hexdigest()


@pytest.mark.parametrize(("age_s", "fresh"), [(0, True), (0.04, True), (0.1, False), (-5, True)])
def test_file_older_than_the_attempt_is_not_fresh(root: Path, age_s: float, fresh: bool) -> None:
    os.utime(root / "z.bin", (SINCE, SINCE - age_s))
    (found,) = find_artifacts(root, root, ["z.bin"], Freshness(SINCE))
    assert found.fresh is fresh


def test_a_folder_is_one_artifact_that_changes_with_its_files(root: Path) -> None:
    (before,) = find_artifacts(root, root, ["a"], Freshness(SINCE + 10))
    assert before.size == len("a/x.txt") + len("a/b/y.txt") + len("a/b/.hidden")
    assert not before.fresh
    (root / "a/b/y.txt").write_text("changed!!")
    (after,) = find_artifacts(root, root, ["a"], Freshness(SINCE + 10))
    assert after.sha256 != before.sha256
    assert after.fresh


def test_the_state_folder_is_no_evidence(tmp_path: Path) -> None:
    (tmp_path / ".orchestrator").mkdir()
    (tmp_path / ".orchestrator" / "state.db").write_text("x", encoding="utf-8")
    (tmp_path / "made.txt").write_text("x", encoding="utf-8")
    found = find_artifacts(
        tmp_path, tmp_path, ["*.txt", ".orchestrator/*", "**/*.db"], Freshness(0.0)
    )
    assert [artifact.path for artifact in found] == ["made.txt"]
