"""A plan as a native task file, on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.native import native_of, notes_about, write_native
from tests.builders import plan, subtask
from tests.projects import Bench


def test_a_plan_becomes_a_task_file(tmp_path: Path) -> None:
    native = native_of(Bench(tmp_path).project, plan(subtask("task_1", number="1")), None)
    assert "### Task 1: TASK_1\n" in native.text
    assert native.findings == ()


def test_another_file_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "new" / "t.md"
    write_native(target, "one\n")
    write_native(target, "one\n")
    with pytest.raises(InputError, match="already"):
        write_native(target, "two\n")
    assert target.read_text() == "one\n"


def test_of_a_catalogue_it_is_told_that_all_of_it_runs() -> None:
    made = plan(subtask("build"))
    assert notes_about(made) == []
    just = replace(made, source=replace(made.source, dialect="just"))
    assert ["just" in note for note in notes_about(just)] == [True]
