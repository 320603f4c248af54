"""Tests of headings that name subtasks."""

from __future__ import annotations

import pytest

from orchestrator.document.headings import Title, document_title, plain_title, task_title


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Task 1: Build", Title("Build", "task", "1")),
        ("Task 037.1: Build", Title("Build", "task", "037.1")),
        ("TASK #001: Build", Title("Build", "task", "001")),
        ("**Task 2**: Build", Title("Build", "task", "2")),
        ("Subtask 2 — Build", Title("Build", "subtask", "2")),
        ("T014 Build", Title("Build", "T", "014")),
        ("TASK-001: Build", Title("Build", "task", "001")),
        ("🎯 Task 3 - Build ✅", Title("Build", "task", "3", "completed")),
        ("Task 4", Title("", "task", "4")),
        ("Task 4 - Done", Title("", "task", "4", "completed")),
        ("Task 5 (2h): Build", Title("Build (2h)", "task", "5")),
        ("Task 6: Build (P)", Title("Build", "task", "6", parallel=True)),
        ("Task 7. Build", Title("Build", "task", "7")),
        ("Task 8: Use `a: b`", Title("Use `a: b`", "task", "8")),
    ],
)
def test_subtasks(heading: str, title: Title) -> None:
    assert task_title(heading) == title


@pytest.mark.parametrize(
    "heading",
    [
        "Task 037.1 Success Criteria - ✅ ACHIEVED",
        "Tasks",
        "Task Overview",
        "Task: Build",
        "Task 1 and Task 2",
        "Tests 1: x",
        "The Task 1: x",
        "Phase 1: x",
        "Task Group: x",
        "Taskforce 1: x",
    ],
)
def test_headings_that_are_none(heading: str) -> None:
    assert task_title(heading) is None


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("1. Build", Title("Build", "task", "1")),
        ("1.2 Build", Title("Build", "task", "1.2")),
        ("Phase 2: Build", Title("Build", "phase", "2")),
        ("3 ways to build", Title("3 ways to build")),
        ("Build 🚀", Title("Build")),
        ("~~Build~~", Title("Build")),
        ("[Build](x.md)", Title("Build")),
    ],
)
def test_headings_that_are_subtasks_by_place(heading: str, title: Title) -> None:
    assert plain_title(heading) == title


def test_titles_of_documents() -> None:
    assert document_title("Task 003: Build ó Not Started") == Title(
        "Build", "task", "003", "not_started"
    )
    assert document_title("Notes on Task 3") == Title("Notes on Task 3")
