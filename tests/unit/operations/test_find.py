"""From what a user calls a task to its plan."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.find import find_task, id_of
from orchestrator.operations.converting.names import means_task
from orchestrator.operations.converting.plantext import write_plan
from tests.projects import Bench

TEXT = "# {}\n\n### Task 1: Go\n```sh\ntest -d /etc\n```\n"


def bench(root: Path) -> Bench:
    made = Bench(root)
    made.task("003_parser.md", TEXT.format("Task 003: Parser"))
    made.task("011_other.txt", "---\nid: special\n---\n" + TEXT.format("Other"))
    return made


@pytest.mark.parametrize(
    ("name", "id_"),
    [("003_parser", "003_parser"), ("3", "003_parser"), ("003", "003_parser"),
     ("special", "special"), ("011_other", "special")],
)  # fmt: skip
def test_an_id_is_looked_up_among_the_task_files(tmp_path: Path, name: str, id_: str) -> None:
    found = find_task(bench(tmp_path).project, name).plan
    assert found is not None
    assert found.id == id_
    assert id_of(bench(tmp_path).project, name) == id_


def test_an_id_is_looked_up_among_the_converted_ones(tmp_path: Path) -> None:
    made = bench(tmp_path)
    path = made.task("003_parser.md", TEXT.format("Elsewhere"))
    elsewhere = tmp_path / "specs" / "auth.md"
    elsewhere.parent.mkdir()
    path.rename(elsewhere)
    plan = find_task(made.project, str(elsewhere)).plan
    assert plan is not None
    write_plan(made.project, plan, None)
    assert find_task(made.project, "auth").plan == plan
    elsewhere.write_text(TEXT.format("Changed"), encoding="utf-8")
    changed = find_task(made.project, "auth").plan
    assert changed is not None
    assert changed.title == "Changed"
    elsewhere.unlink()
    assert find_task(made.project, "auth").plan == plan


@pytest.mark.parametrize(
    ("name", "hint"),
    [("003_parsr", "did you mean 003_parser"), ("nothing_like_it", "name a file"),
     ("docs/tasks/003_parse.md", "did you mean 003_parser.md")],
)  # fmt: skip
def test_what_means_nothing_gets_a_hint(tmp_path: Path, name: str, hint: str) -> None:
    made = bench(tmp_path)
    if "/" in name:
        name = str(tmp_path / name)
    with pytest.raises(InputError) as caught:
        find_task(made.project, name)
    assert hint in (caught.value.hint or "")


def test_two_files_under_one_id_are_refused(tmp_path: Path) -> None:
    made = bench(tmp_path)
    first = made.plan("003_parser.md", TEXT.format("A"))
    write_plan(made.project, first, None)
    other = made.plan("sub/003_parser.md", TEXT.format("B"))
    with pytest.raises(InputError, match=r"docs/tasks/003_parser.md and .*sub/003_parser.md"):
        write_plan(made.project, other, None)
    (tmp_path / "docs/tasks/003_parser.md").unlink()
    write_plan(made.project, other, None)


@pytest.mark.parametrize("name", ["x" * 5000, "é" * 300, "caf\udce9", "a\nb", " "])
def test_a_name_that_no_file_can_have_means_nothing(tmp_path: Path, name: str) -> None:
    made = bench(tmp_path)
    with pytest.raises(InputError, match="there is no task"):
        find_task(made.project, name)
    assert id_of(made.project, name) == name
    assert not means_task(made.project, name)


@pytest.mark.timeout(10)
def test_a_pipe_among_the_task_files_is_not_waited_for(tmp_path: Path) -> None:
    made = bench(tmp_path)
    os.mkfifo(tmp_path / "docs/tasks/pipe.md")
    with pytest.raises(InputError, match="there is no task pipe"):
        find_task(made.project, "pipe")


def test_names_that_are_no_utf8_stay_apart(tmp_path: Path) -> None:
    made = Bench(tmp_path)
    found = []
    for name in (b"caf\xe9.md", b"caf\xe8.md"):
        file = os.fsencode(tmp_path / "docs/tasks") + b"/" + name
        os.makedirs(os.path.dirname(file), exist_ok=True)
        Path(os.fsdecode(file)).write_text(TEXT.format("T"), encoding="utf-8")
        found.append(find_task(made.project, os.fsdecode(file)).plan)
    assert None not in found
    assert len({plan.id for plan in found if plan}) == 2
    assert len({plan.source.path for plan in found if plan}) == 2


def test_the_id_of_a_file_that_is_gone_is_not_the_name_of_its_plan(tmp_path: Path) -> None:
    made = Bench(tmp_path)
    path = made.task("задача.md", TEXT.format("T"))
    plan = find_task(made.project, str(path)).plan
    assert plan is not None
    write_plan(made.project, plan, None)
    path.unlink()
    assert id_of(made.project, "задача") == "задача"
