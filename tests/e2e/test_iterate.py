"""Rounds: a stand-in agent mends, does not mend, or breaks something else."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.project import Project

pytestmark = pytest.mark.long

AGENT = """\
import pathlib, sys
prompt = sys.stdin.read()
here = pathlib.Path("{memory}")
here.mkdir(exist_ok=True)
number = len(list(here.iterdir())) + 1
(here / f"{{number}}.txt").write_text(prompt)
{does}
print("I have done everything, all is well")
"""
PROSE = """\
# Task 051: Write
### Task 1: Write
- [ ] 1.1 Write the word good into result.txt

**Verify**:
- `grep -x good result.txt`
"""
COMMAND = """\
# Task 052: Count
### Task 1: Count
```bash
grep -x good result.txt
```
"""
TWO = """\
# Task 053: Two
### Task 1: First
```bash
echo one > first.txt
```
**Verify**:
- `grep -x one first.txt`
### Task 2: Second
- [ ] 2.1 Write the word good into result.txt

**Verify**:
- `grep -x good result.txt`
"""


def with_agent(project: Project, does: str, memory: str = "asked") -> None:
    project.file("agent.py", AGENT.format(does=does, memory=memory))
    words = f'["{sys.executable}", "agent.py"]'
    project.file("orchestrator.toml", f"[agents]\nhelper = {words}\n")


def rounds(project: Project, task: str, *more: str) -> object:
    return project.run(
        "execute_task", task, "--until-complete", "--agent", "helper", "--json", *more
    )


THIRD_TIME = (
    'pathlib.Path("result.txt").write_text("good\\n" if number > 2 else f"bad {number}\\n")'
)


@pytest.mark.parametrize("text", [PROSE, COMMAND], ids=["prose", "command"])
def test_an_agent_that_mends_it_ends_complete(project: Project, text: str) -> None:
    project.task("05_mended", text)
    with_agent(project, THIRD_TIME)
    result = rounds(project, "05_mended")
    summary = result.summary()
    assert result.exit == 0, result
    assert (summary["complete"], summary["percent"]) == (True, 100.0)
    # A subtask of commands alone fails once before anybody is asked to mend it.
    assert summary["rounds"] == (3 if text is PROSE else 4)
    assert f"complete after {summary['rounds']} rounds" in result.stderr


def test_an_agent_that_fails_twice_and_then_mends_it_needs_three_rounds(project: Project) -> None:
    project.task("051_write", PROSE)
    does = 'if number < 3:\n    sys.exit(7)\npathlib.Path("result.txt").write_text("good\\n")'
    with_agent(project, does)
    result = rounds(project, "051")
    assert result.exit == 0, result
    assert result.summary()["rounds"] == 3


def test_each_round_tells_the_agent_why_it_is_asked_again(project: Project) -> None:
    project.task("051_write", PROSE)
    with_agent(project, THIRD_TIME)
    rounds(project, "051")
    first, second, third = (project.read(f"asked/{n}.txt") for n in (1, 2, 3))
    assert "Write the word good into result.txt" in first
    assert "grep -x good result.txt" in first
    assert "check_1" in second
    assert "exit code 1" in second
    assert len(third) > len(first)


def test_an_agent_that_never_mends_it_stops_with_the_reasons(project: Project) -> None:
    project.task("051_write", PROSE)
    with_agent(project, "pass")
    result = rounds(project, "051")
    assert result.exit == 1, result
    summary = result.summary()
    assert not summary["complete"]
    assert any("check_1" in each for each in summary["subtasks"][0]["reasons"])
    assert summary["rounds"] == 3
    assert "changed nothing" in result.stderr


def test_no_more_rounds_than_asked_for(project: Project) -> None:
    project.task("051_write", PROSE)
    with_agent(project, 'pathlib.Path("result.txt").write_text(f"bad {number}\\n")')
    result = rounds(project, "051", "--max-rounds", "2")
    assert result.exit == 1, result
    assert result.summary()["rounds"] == 2
    assert "--max-rounds" in result.stderr


def test_an_agent_that_breaks_an_earlier_subtask_is_caught(project: Project) -> None:
    project.task("053_two", TWO)
    does = (
        'pathlib.Path("result.txt").write_text("good\\n")\n'
        'pathlib.Path("first.txt").write_text("broken\\n")'
    )
    with_agent(project, does)
    result = rounds(project, "053", "--max-rounds", "1")
    assert result.exit == 1, result
    row = result.rows()["task_1"]
    assert row["verdict"] == "incomplete"
    assert any("regression" in each for each in row["reasons"]), row


def test_a_regression_is_mended_in_the_next_round(project: Project) -> None:
    project.task("053_two", TWO)
    does = (
        'pathlib.Path("result.txt").write_text("good\\n")\n'
        'if number == 1: pathlib.Path("first.txt").write_text("broken\\n")'
    )
    with_agent(project, does)
    result = rounds(project, "053")
    assert result.exit == 0, result
    assert result.summary()["rounds"] == 2


def test_without_an_agent_what_always_fails_is_tried_twice(project: Project) -> None:
    project.task("052_count", COMMAND)
    result = project.run("execute_task", "052", "--until-complete", "--json")
    assert result.exit == 1, result
    assert result.summary()["rounds"] == 2
    assert "changed nothing" in result.stderr


def test_what_waits_for_a_person_no_round_can_supply(project: Project) -> None:
    project.task("051_write", PROSE.split("**Verify**")[0])
    result = project.run("execute_task", "051", "--until-complete", "--json")
    assert result.exit == 3, result
    assert result.summary()["rounds"] == 1
    assert "no round can supply" in result.stderr


def test_an_agent_that_is_not_installed_is_told_before_anything_runs(project: Project) -> None:
    project.task("053_two", TWO)
    project.file("orchestrator.toml", '[agents]\nhelper = ["no-such-agent-here", "-x"]\n')
    result = project.run("execute_task", "053", "--agent", "helper")
    assert result.exit == 2, result
    assert "no-such-agent-here" in result.stderr
    assert not (project.root / "first.txt").exists()


def test_the_task_file_changed_by_its_own_run_is_told_and_the_snapshot_counts(
    project: Project,
) -> None:
    project.task("051_write", PROSE)
    does = (
        'file = pathlib.Path("docs/tasks/051_write.md")\n'
        'file.write_text(file.read_text().replace("grep -x good result.txt", "true"))'
    )
    with_agent(project, does)
    result = project.run("execute_task", "051", "--agent", "helper", "--json")
    assert result.exit == 1, result
    assert result.summary()["file_changed"]
    assert "was changed while it was run" in result.stderr
    assert "changed" in project.read("docs/reports/051_final_summary.md")
    # Nor does anything that goes on with the run take the weaker check, however often.
    for command in (
        ("execute_task", "051", "--agent", "none", "--resume", "-q"),
        ("validate_task", "051"),
        ("execute_task", "051", "--agent", "helper", "--resume"),
        ("validate_task", "051"),
    ):
        again = project.run(*command)
        assert again.exit != 0, again
        assert "was changed while it was run" in again.stdout + again.stderr, again
    assert not project.run("task_status", "051", "--json").json()["complete"]
    new = project.run("execute_task", "051", "--agent", "none", "-q")
    assert "was changed by or during the last run" in new.stdout + new.stderr


def test_an_agent_named_by_the_task_file(project: Project) -> None:
    project.task("051_write", PROSE.replace("- [ ] 1.1", "**Agent**: helper\n- [ ] 1.1"))
    with_agent(project, 'pathlib.Path("result.txt").write_text("good\\n")')
    assert project.execute("051").exit == 0
    assert project.execute("051", "--agent", "none").statuses() == {"task_1": "waiting"}


def test_only_the_agents_word_is_not_enough(project: Project) -> None:
    project.task("051_write", PROSE.split("**Verify**")[0])
    with_agent(project, 'pathlib.Path("result.txt").write_text("good\\n")')
    result = project.execute("051", "--agent", "helper")
    assert result.exit == 3, result
    assert "only the agent's word" in result.rows()["task_1"]["reasons"][0]


def test_a_resume_asks_for_the_agent_of_its_run(project: Project) -> None:
    with_agent(project, 'pathlib.Path("result.txt").write_text("good" if number > 1 else "bad")')
    project.task("051_write", PROSE)
    assert project.execute("051", "--agent", "helper").exit == 1
    drawn = project.run("task_graph", "051", "--format", "json").json()
    assert drawn["nodes"][0]["status"] == "failed"

    assert project.execute("051", "--resume").exit == 0
    assert project.execute("051", "--resume").statuses() == {"task_1": "succeeded"}
    # Somebody else's name counts, and nobody's.
    left = project.execute("051", "--resume", "--agent", "none")
    assert left.statuses() == {"task_1": "waiting"}


def test_an_agent_whose_step_was_attested_is_asked_to_mend(project: Project) -> None:
    with_agent(project, 'pathlib.Path("result.txt").write_text("good" if number > 1 else "bad")')
    project.task("051_write", PROSE)
    assert project.execute("051", "--agent", "helper").exit == 1
    said = project.run("attest", "051", "1", "--step", "1.1", "--evidence", "I looked at it")
    assert said.exit == 0, said

    mended = project.execute("051", "--resume", "--until-complete")

    assert mended.exit == 0, mended
    assert len(project.files()) > 0
    assert (project.root / "asked" / "2.txt").exists()
