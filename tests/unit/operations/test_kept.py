"""Conversions that are kept: used only for what they were made of."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.operations.converting.convert import Asked, Conversion, convert, keep_conversion
from orchestrator.operations.project import Project
from orchestrator.wiring import open_project

TEXT = "# Task 001: T\n\n### Task 1: A\n```sh\ntest -f a\n```\n- [ ] look\n"


def opened(root: Path, **settings: object) -> Project:
    project = open_project(root, settings)
    project.workspace.prepare()
    return project


def kept_file(root: Path) -> Path:
    (file,) = (root / ".orchestrator/converted").iterdir()
    return file


@pytest.fixture
def task(tmp_path: Path) -> Path:
    path = tmp_path / "001_t.md"
    path.write_text(TEXT)
    made = convert(opened(tmp_path), str(path))
    assert made.key is not None
    keep_conversion(opened(tmp_path), made, "digest")
    return path


def again(task: Path, **asked: str) -> Conversion:
    return convert(opened(task.parent), str(task), Asked(**asked))


def test_the_same_file_gives_the_same_from_what_is_kept(task: Path) -> None:
    kept = again(task)
    assert kept.key is None
    kept_file(task.parent).unlink()
    made = again(task)
    assert made.key is not None
    assert (kept.plan, kept.findings, kept.text) == (made.plan, made.findings, made.text)


CHANGES: dict[str, Callable[[Path], None]] = {
    "another byte": lambda task: task.write_text(TEXT + "\n"),
    "a setting": lambda task: (task.parent / "orchestrator.toml").write_text('agent = "codex"\n'),
    "a byte of what is kept": lambda task: damage(kept_file(task.parent)),
    "nothing is kept": lambda task: kept_file(task.parent).unlink(),
    "half of it is kept": lambda task: halve(kept_file(task.parent)),
    "something else is kept": lambda task: kept_file(task.parent).write_bytes(b"\x93" * 99),
    "a pipe is there": lambda task: pipe(kept_file(task.parent)),
}


def damage(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize("change", CHANGES)
def test_anything_else_makes_it_anew(task: Path, change: str) -> None:
    CHANGES[change](task)
    assert again(task).key is not None


def test_another_order_or_agent_makes_it_anew(task: Path) -> None:
    assert again(task, order="sequential").key is not None
    assert again(task, agent="claude").key is not None
    assert again(task, dialect="checklist").key is not None
    assert again(task).key is None


def test_a_file_with_errors_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "001_t.md"
    path.write_text("### Task 1: A\nDepends on: Task 9\n")
    made = convert(opened(tmp_path), str(path))
    assert made.plan is None
    keep_conversion(opened(tmp_path), made, "digest")
    assert not (tmp_path / ".orchestrator/converted").exists()
