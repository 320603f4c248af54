"""A task file to start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.convert import convert
from orchestrator.operations.converting.new_task import new_task
from orchestrator.plan.model import Plan
from orchestrator.workspace import templates_dir
from tests.projects import Bench

ROOT = Path(__file__).resolve().parents[3]


def made(bench: Bench, title: str, target: Path | None = None) -> tuple[Path, Plan]:
    path = new_task(bench.project, title, target)
    plan = convert(bench.project, str(path)).plan
    assert plan is not None
    return path, plan


def test_the_template_is_the_one_that_is_shown() -> None:
    shown = ROOT / "docs" / "tasks" / "000_template.md"
    assert (templates_dir() / "task.md").read_text() == shown.read_text()


def test_the_next_number_is_free(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    paths = [made(bench, title)[0].name for title in ("Ship it", "Ship it", "Ünïcode, & more")]
    assert paths == ["001_ship_it.md", "002_ship_it.md", "003_ünïcode_more.md"]
    bench.task("041_old.md", "# Old\n")
    bench.task("20240101_notes.md", "# Notes\n")
    assert made(bench, "New")[0].name == "042_new.md"


def test_another_place_may_give_the_number(tmp_path: Path) -> None:
    path, plan = made(Bench(tmp_path), "Elsewhere", tmp_path / "plans" / "007_x.md")
    assert (path.name, plan.number, plan.title) == ("007_x.md", "007", "Elsewhere")


@pytest.mark.parametrize(
    "title",
    [
        "Ship",
        "Ship ✅",
        "Done - ✅ COMPLETED",
        "Task 3: x",
        "a\nb",
        "`x` **y**",
        "---",
        "# x",
        "ó Done",
    ],
)
def test_the_title_is_that_title(tmp_path: Path, title: str) -> None:
    _, plan = made(Bench(tmp_path), title)
    assert plan.title == " ".join(title.split())
    assert (plan.number, plan.declared_status) == ("001", "not_started")
    assert [subtask.id for subtask in plan.subtasks] == ["task_1", "task_2"]


def test_a_project_may_have_a_template_of_its_own(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.task("000_template.md", "# Task 000: Ours\n\n### Task 1: Think\n")
    path, plan = made(bench, "Mine")
    assert path.name == "001_mine.md"
    assert [subtask.title for subtask in plan.subtasks] == ["Think"]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("no title\n", "has no title"),
        ("# T\n\n### Task 1: A\n**Timeout**: soon\n", "cannot be read"),
    ],
)
def test_a_template_that_is_none_is_told(tmp_path: Path, template: str, said: str) -> None:
    bench = Bench(tmp_path)
    bench.task("000_template.md", template)
    with pytest.raises(InputError, match=said):
        new_task(bench.project, "Mine", None)
    assert [path.name for path in bench.project.workspace.tasks_dir.iterdir()] == [
        "000_template.md"
    ]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    target = tmp_path / "mine.md"
    target.write_text("mine")
    with pytest.raises(InputError, match="already"):
        new_task(bench.project, "Mine", target)
    assert target.read_text() == "mine"


def test_a_task_needs_a_title(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="title"):
        new_task(Bench(tmp_path).project, "  \n", None)
