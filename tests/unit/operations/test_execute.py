"""Beginning, resuming and ending runs, over a store in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import HeldError, InputError
from orchestrator.operations.project import Holder
from orchestrator.operations.reporting.status import latest_runs, status
from orchestrator.operations.running.cancel import cancel
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.operations.running.preview import preview
from orchestrator.run import events as ev
from orchestrator.run.selection import Selection
from tests.fakes import Scripted
from tests.projects import Bench

TWO = """# Task 001: Two

### Task 1: One
```bash
test -d /etc
```
### Task 2: Two
```python
import os
```
"""


def test_a_plain_run_is_new_and_tells_of_an_unfinished_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"task_1": Scripted(exit_code=1)})
    plan = bench.plan("001_two.md", TWO)
    first = bench.run(plan)
    assert (first.summary.exit_code, bench.started()) == (1, ["task_1"])
    bench.script = {}
    second = bench.run(plan)
    assert second.summary.run != first.summary.run
    assert bench.started() == ["task_1", "task_2"]


def test_a_resume_goes_on_under_the_same_id_and_keeps_successes(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"task_2": Scripted(exit_code=1)})
    plan = bench.plan("001_two.md", TWO)
    first = bench.run(plan)
    bench.script = {}
    second = bench.run(plan, resume=True)
    assert second.summary.run == first.summary.run
    assert bench.started() == ["task_2"]
    assert [row.attempts for row in second.summary.subtasks] == [1, 2]
    assert second.summary.complete


def test_a_resume_with_nothing_to_go_on_with_starts_a_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert bench.run(bench.plan("001_two.md", TWO), resume=True).summary.complete


def test_a_resume_of_a_killed_run_sweeps_and_records_the_interruption(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_two.md", TWO)
    run = bench.run(plan).summary.run
    bench.store.forget_after(run, "subtask_started")
    assert status(bench.project, "001_two").state == "interrupted"
    assert latest_runs(bench.project, 5)[0].state == "interrupted"
    resumed = bench.run(plan, resume=True)
    # Before it goes on, and when it has ended, as after every run.
    assert bench.swept == [run, run, run]
    kinds = [type(record.event) for record in bench.store.events(run)]
    assert ev.RunInterrupted in kinds
    assert ev.SubtaskInterrupted in kinds
    assert resumed.summary.complete


def test_a_preview_of_a_resume_says_what_it_would_do_and_why(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {"task_2": Scripted(exit_code=1)})
    plan = bench.plan("001_two.md", TWO)
    run = bench.run(plan).summary.run
    before = list(bench.store.events(run))
    coming = preview(bench.project, plan, ExecuteOptions(resume=True))
    assert coming.resumes == run
    assert [(each.id, each.choice, each.why) for each in coming.subtasks] == [
        ("task_1", "keep", "it succeeded and is unchanged"),
        ("task_2", "run", "it failed"),
    ]
    assert [len(each.commands) for each in coming.subtasks] == [0, 1]
    assert list(bench.store.events(run)) == before


def test_what_is_not_selected_is_skipped(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_two.md", TWO)
    summary = bench.run(plan, selection=Selection(only=("2",))).summary
    assert bench.started() == ["task_2"]
    assert summary.subtasks[0].reasons == ("not selected",)
    assert (summary.exit_code, summary.complete) == (0, False)


def test_a_missing_interpreter_is_told_before_anything_runs(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.missing = {"python"}
    with pytest.raises(InputError, match=r"python \(line 8\)"):
        bench.run(bench.plan("001_two.md", TWO))
    assert bench.engines == []


def test_one_run_at_a_time(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_two.md", TWO)
    bench.locks.held["001_two"] = Holder(pid=4242, run="r")
    with pytest.raises(HeldError):
        bench.run(plan)


def test_a_tick_counts_only_when_it_is_accepted(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("p.md", "# P\n\n### Task 1: Talk\n- [x] 1.1 Talk to them\n")
    assert bench.run(plan).summary.exit_code == 3
    accepted = bench.run(plan, resume=True, accept_ticks=True)
    assert accepted.summary.complete
    (word,) = [
        record.event.attestation
        for record in bench.store.events(accepted.summary.run)
        if isinstance(record.event, ev.Attested)
    ]
    assert (word.by, word.evidence) == ("the file's word", "ticked in docs/tasks/p.md, line 4")


def test_cancelling_a_run_that_waits_records_its_end(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    (tmp_path / ".orchestrator").mkdir()
    (tmp_path / ".orchestrator" / "state.db").touch()
    plan = bench.plan("p.md", "# P\n\n### Task 1: Talk\n- [ ] 1.1 Talk to them\n")
    bench.run(plan)
    assert "cancelled" in cancel(bench.project, "p")
    assert status(bench.project, "p").state == "cancelled"
    with pytest.raises(InputError, match="nothing to cancel"):
        cancel(bench.project, "p")
