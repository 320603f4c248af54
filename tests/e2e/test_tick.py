"""`tick` as people use it: run, see what would change, let it change, run on."""

from __future__ import annotations

from tests.e2e.project import Project

TEXT = """# Task 020: Tidy up ⏳ Not Started

### Task 1: Make a list ⏳ Not Started
- [ ] 1.1 Write it
  ```sh
  echo milk > list.txt && test -s list.txt
  ```
- [ ] 1.2 Say that it is there
  ```sh
  echo it is there
  ```

### Task 2: Shop ⏳ Not Started
- [x] 2.1 Go out
  ```sh
  test -f wallet
  ```
"""


def test_from_the_first_run_to_the_last_tick(project: Project) -> None:
    path = project.task("020_tidy", TEXT)
    assert project.run("tick", "020").exit == 2
    assert project.execute("020").exit == 1
    shown = project.run("tick", "020", "--dry-run")
    assert (shown.exit, path.read_text()) == (0, TEXT)
    assert "+- [x] 1.2 Say that it is there" in shown.stdout.splitlines()
    done = project.run("tick", "020")
    assert done.exit == 0
    assert done.stdout.splitlines() == [
        "docs/tasks/020_tidy.md:3: ⏳ Not Started → ✅ Completed  Make a list",
        "docs/tasks/020_tidy.md:4: [ ] → [x]  1.1 Write it",
        "docs/tasks/020_tidy.md:8: [ ] → [x]  1.2 Say that it is there",
        "note: ticked, but not proven by this run: line 14",
    ]
    project.file("wallet", "")
    resumed = project.execute("020", "--resume")
    assert resumed.exit == 0
    assert [event["subtask"] for event in resumed.of_type("subtask_started")] == ["task_2"]
    assert project.run("tick", str(path)).exit == 0
    assert path.read_text() == TEXT.replace("⏳ Not Started", "✅ Completed").replace("[ ]", "[x]")
    assert project.run("tick", "020").stdout == "docs/tasks/020_tidy.md: nothing to tick\n"


def test_an_edited_file_is_refused_with_the_way_out(project: Project) -> None:
    path = project.task("020_tidy", TEXT)
    project.execute("020")
    edited = TEXT.replace("test -f wallet", "test -f purse")
    path.write_text(edited)
    refused = project.run("tick", "020")
    assert refused.exit == 2
    assert "task_2 is not what it was" in refused.stderr
    assert "next: go on with it: orchestrator execute_task 020_tidy --resume" in refused.stderr
    assert path.read_text() == edited


def test_a_file_that_the_run_itself_changed_leads_to_a_new_run(project: Project) -> None:
    edit = "sed -i s/here/there/ docs/tasks/020_tidy.md && grep -q there docs/tasks/020_tidy.md"
    text = f"# T\n\n### Task 1: x\n- [ ] 1.1 Edit\n  ```sh\n  {edit}\n  ```\n"
    path = project.task("020_tidy", text)
    project.execute("020")
    refused = project.run("tick", "020")
    assert refused.exit == 2
    assert "itself changed docs/tasks/020_tidy.md: task_1 is not what it was" in refused.stderr
    advice = "start a new run, then tick: orchestrator execute_task docs/tasks/020_tidy.md\n"
    assert advice in refused.stderr
    project.execute("docs/tasks/020_tidy.md")
    assert project.run("tick", "020").exit == 0
    assert "- [x] 1.1 Edit" in path.read_text()


def test_escapes_in_a_task_file_reach_no_terminal(project: Project) -> None:
    step = "- [ ] \x1b[31mred\n  ```sh\n  test -s docs/tasks/020_tidy.md\n  ```\n"
    path = project.task("020_tidy", f"# T\n\n### Task 1: x\n{step}")
    project.execute("020")
    for arguments in (["--dry-run"], []):
        printed = project.run("tick", str(path), *arguments).stdout
        assert "\\x1b[31mred" in printed
        assert "\x1b" not in printed
