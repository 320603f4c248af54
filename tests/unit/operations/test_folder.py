"""Folders: of Backlog.md files one plan that is run, resumed, found and ticked; else one a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.convert import AS_IT_SAYS, Asked, convert
from orchestrator.operations.converting.find import find_task, id_of
from orchestrator.operations.converting.names import means_task
from orchestrator.operations.converting.plantext import write_plan
from orchestrator.operations.converting.sources import digest, is_one_plan
from orchestrator.operations.reporting.tick import tick_recorded
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.execute import Execution, execute
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.plan.model import Plan
from orchestrator.plan.places import file_of
from tests.fakes import Scripted
from tests.projects import Bench

CHECKED = """## Implementation Plan
<!-- SECTION:PLAN:BEGIN -->
- [ ] Do it
  ```bash run
  test -d {id}
  ```
<!-- SECTION:PLAN:END -->

## Acceptance Criteria
<!-- AC:BEGIN -->
- [ ] #1 It is there
  ```bash verify
  test -e {id}/made
  ```
<!-- AC:END -->
"""


def text_of(id_: str, depends: str = "[]", status: str = "To Do", body: str = CHECKED) -> str:
    return (
        f"---\nid: {id_}\ntitle: About {id_}\nstatus: {status}\nassignee: []\nlabels: []\n"
        f"dependencies: {depends}\n---\n\n{body.format(id=id_)}"
    )


def put(bench: Bench, name: str, text: str) -> Path:
    path = bench.root / "backlog" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A project with two tasks, of which the second needs the first."""
    made = Bench(tmp_path, {"back_2": Scripted()})
    put(made, "tasks/task-1 - First.md", text_of("TASK-1"))
    put(made, "tasks/back-2 - Second.md", text_of("BACK-2", "[back-1]"))
    return made


def folder_of(bench: Bench) -> Path:
    return bench.root / "backlog" / "tasks"


def plan_of(bench: Bench, asked: Asked = AS_IT_SAYS) -> Plan:
    found = convert(bench.project, str(folder_of(bench)), asked)
    assert found.plan is not None, found.findings
    return found.plan


def run(bench: Bench, plan: Plan, **asked: object) -> Execution:
    watch = Watch(sinks_for=lambda plan, notes: (), on_started=lambda driver: None)
    return execute(bench.project, plan, ExecuteOptions(**asked), watch)  # type: ignore[arg-type]


def messages(bench: Bench) -> list[str]:
    found = convert(bench.project, str(folder_of(bench)))
    return [f"{each.severity} {each.path}:{each.line} {each.message}" for each in found.findings]


def test_the_files_of_a_folder_are_one_plan(bench: Bench) -> None:
    plan = plan_of(bench)
    assert (plan.id, plan.source.path, plan.source.dialect) == (
        "backlog_tasks", "backlog/tasks", "backlog",
    )  # fmt: skip
    assert plan.source.sha256 == digest(folder_of(bench))
    assert [subtask.id for subtask in plan.subtasks] == ["task_1", "back_2"]
    assert [(edge.id, edge.line) for edge in plan.subtasks[1].depends_on] == [("task_1", 7)]
    assert [file_of(plan, each) for each in plan.subtasks] == [
        "backlog/tasks/task-1 - First.md",
        "backlog/tasks/back-2 - Second.md",
    ]


def test_every_line_is_one_of_its_file(bench: Bench) -> None:
    for subtask in plan_of(bench).subtasks:
        lines = (bench.root / subtask.metadata["File"]).read_text(encoding="utf-8").split("\n")
        assert lines[subtask.line - 1].startswith("id:")
        assert lines[subtask.steps[0].line - 1] == "- [ ] Do it"
        assert lines[subtask.steps[0].action.line - 1] == "  ```bash run"
        assert lines[subtask.checks[0].line - 1] == "  ```bash verify"
        assert lines[subtask.criteria[0].line - 1] == "- [ ] #1 It is there"


def test_the_title_is_the_name_of_the_project(bench: Bench) -> None:
    assert plan_of(bench).title == "backlog_tasks"
    put(bench, "config.yml", 'project_name: "The garden"\ndefault_status: To Do\n')
    assert plan_of(bench).title == "The garden"


@pytest.mark.parametrize(
    ("place", "status", "satisfied"),
    [
        ("completed/task-9 - Old.md", "To Do", True),
        ("archive/tasks/back-9 - Old.md", "To Do", True),
        ("drafts/task-9 - Old.md", "Done", True),
        ("drafts/task-9 - Old.md", "To Do", False),
    ],
)
def test_a_task_of_a_folder_beside_it_holds_nothing_up(
    bench: Bench, place: str, status: str, satisfied: bool
) -> None:
    put(bench, place, text_of("TASK-9", status=status))
    put(bench, "tasks/task-3 - Third.md", text_of("TASK-3", "[task-9]"))
    plan = plan_of(bench)
    assert [(each.id, each.satisfied) for each in plan.external_dependencies] == [
        ("task-9", satisfied)
    ]
    assert plan.subtasks[2].depends_on == ()
    severity = "info" if satisfied else "warning"
    assert any(
        f"{severity} backlog/tasks/task-3 - Third.md:7 depends on task-9" in each
        for each in messages(bench)
    )


@pytest.mark.parametrize(
    ("reference", "edges", "outside"),
    [
        ("draft-1", (), ["draft-1"]),  # the file beside has this prefix
        ("task-1", ("task_1",), []),
        ("back-1", ("task_1",), []),  # no file has it, so any prefix will do
        ("1", ("task_1",), []),
    ],
)
def test_the_prefix_decides_among_files_beside_the_folder_too(
    bench: Bench, reference: str, edges: tuple[str, ...], outside: list[str]
) -> None:
    put(bench, "drafts/draft-1 - Idea.md", text_of("DRAFT-1"))
    put(bench, "tasks/task-3 - Third.md", text_of("TASK-3", f"[{reference}]"))
    plan = plan_of(bench)
    assert tuple(each.id for each in plan.subtasks[2].depends_on) == edges
    assert [each.id for each in plan.external_dependencies] == outside


def test_what_is_kept_is_made_anew_when_a_task_beside_it_goes(bench: Bench) -> None:
    old = put(bench, "completed/task-9 - Old.md", "")
    put(bench, "tasks/task-3 - Third.md", text_of("TASK-3", "[task-9]"))
    run(bench, plan_of(bench))
    old.unlink()
    found = convert(bench.project, str(folder_of(bench)))
    assert found.plan is None
    assert any("there is no task “task-9”" in each.message for each in found.findings)


def test_two_files_of_one_id_are_both_named(bench: Bench) -> None:
    put(bench, "tasks/task-01 - Again.md", text_of("task-01"))
    found = convert(bench.project, str(folder_of(bench)))
    (error,) = (each for each in found.findings if each.severity == "error")
    places = {error.path, *(each.path for each in error.related)}
    assert (error.code, places) == (
        "duplicate-id",
        {"backlog/tasks/task-01 - Again.md", "backlog/tasks/task-1 - First.md"},
    )
    assert [each.line for each in error.related] == [2]


def test_a_file_that_cannot_be_read_as_a_task_is_never_lost(bench: Bench) -> None:
    put(bench, "tasks/task-3 - Third.md", "---\nid: TASK-3\nstatus: [\n---\n")
    found = convert(bench.project, str(folder_of(bench)))
    assert found.plan is None
    assert any(each.path and "task-3" in each.path for each in found.findings)


def test_a_folder_is_run_resumed_and_found_again(bench: Bench) -> None:
    first = run(bench, plan_of(bench))
    assert first.summary.complete
    for name in ("backlog_tasks", str(folder_of(bench)), f"{folder_of(bench)}/"):
        assert means_task(bench.project, name)
        assert id_of(bench.project, name) == "backlog_tasks"
        found = find_task(bench.project, name).plan
        assert found is not None
        assert found.source == first.plan.source
    put(bench, "tasks/task-3 - Third.md", text_of("TASK-3", "[task-1]"))
    again = find_task(bench.project, "backlog_tasks").plan
    assert again is not None
    assert len(again.subtasks) == 3
    run(bench, again, resume=True)
    assert bench.started() == ["task_3"]


def test_a_change_while_it_runs_is_told(bench: Bench) -> None:
    plan = plan_of(bench)
    watch = Watch(
        sinks_for=lambda plan, notes: (),
        on_started=lambda driver: put(bench, "tasks/task-3 - Third.md", text_of("TASK-3")),  # type: ignore[arg-type,return-value]
    )
    done = execute(bench.project, plan, ExecuteOptions(), watch)
    assert done.summary.file_changed
    assert any("backlog/tasks was changed while it was run" in note for note in done.notes)


def test_each_file_is_ticked_by_its_own_subtask(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"back_2": Scripted(exit_code=1)})
    first = put(bench, "tasks/task-1 - First.md", text_of("TASK-1"))
    second = put(bench, "tasks/back-2 - Second.md", text_of("BACK-2", "[back-1]"))
    run(bench, plan_of(bench))
    shown = tick_recorded(bench.project, "backlog_tasks", dry_run=True)
    assert "- [ ]" in first.read_text(encoding="utf-8")
    ticked = tick_recorded(bench.project, "backlog_tasks")
    assert shown.diff == ticked.diff
    assert {change.file for change in ticked.changes} == {"backlog/tasks/task-1 - First.md"}
    assert "status: Done" in first.read_text(encoding="utf-8")
    assert "- [ ]" not in first.read_text(encoding="utf-8")
    assert second.read_text(encoding="utf-8") == text_of("BACK-2", "[back-1]")
    assert tick_recorded(bench.project, str(folder_of(bench))).changes == ()


def test_a_folder_that_says_something_else_is_not_ticked(bench: Bench) -> None:
    run(bench, plan_of(bench))
    put(bench, "tasks/task-3 - Third.md", text_of("TASK-3"))
    with pytest.raises(InputError, match="backlog/tasks was changed after run"):
        tick_recorded(bench.project, "backlog_tasks")


def test_a_second_folder_of_the_same_id_is_refused(bench: Bench) -> None:
    write_plan(bench.project, plan_of(bench), None)
    other = bench.root / "sub" / "backlog" / "tasks"
    other.mkdir(parents=True)
    (other / "task-1 - First.md").write_text(text_of("TASK-1"), encoding="utf-8")
    found = convert(bench.project, str(other)).plan
    assert found is not None
    with pytest.raises(InputError, match="two files have the id backlog_tasks"):
        write_plan(bench.project, found, None)


def test_any_other_folder_is_no_plan(bench: Bench) -> None:
    bench.task("001_one.md", "# One\n\n- [ ] a\n")
    folder = bench.root / "docs" / "tasks"
    with pytest.raises(InputError, match="holds 1 task file") as raised:
        convert(bench.project, str(folder))
    assert raised.value.hint == f"name one of them: {folder / '001_one.md'}"
    (bench.root / "none").mkdir()
    with pytest.raises(InputError, match="no task file in"):
        convert(bench.project, str(bench.root / "none"))
    assert not means_task(bench.project, "docs")
    assert id_of(bench.project, str(folder)) == str(folder)


def test_most_of_the_files_decide(bench: Bench) -> None:
    assert is_one_plan(folder_of(bench), None)
    assert not is_one_plan(folder_of(bench), "native")
    for name in ("a", "b"):
        put(bench, f"tasks/{name}.md", "# T\n\n## Task 1: A\n- [ ] 1.1 do\n")
    assert not is_one_plan(folder_of(bench), None)
    assert is_one_plan(folder_of(bench), "backlog")
    assert len(plan_of(bench, Asked(dialect="backlog")).subtasks) == 2


def test_a_reversed_edge_has_no_line_of_another_file(bench: Bench) -> None:
    text = text_of("TASK-3").replace("labels: []", "blocks: [task-1]")
    put(bench, "tasks/task-3 - Third.md", text)
    first = plan_of(bench).subtasks[0]
    assert [(edge.id, edge.why.value, edge.line) for edge in first.depends_on] == [
        ("task_3", "reverse", None)
    ]
