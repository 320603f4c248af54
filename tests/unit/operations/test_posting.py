"""What is said to a run that nobody drives, or that another process does."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.operations.byhand.answer import answer
from orchestrator.operations.byhand.attest import attest
from orchestrator.operations.project import Holder
from orchestrator.operations.reporting.status import load_run, status
from orchestrator.run import events as ev
from tests.projects import Bench

TASK = """\
# Task 001: Two
### Task 1: Read
- [ ] 1.1 Read it

### Task 2: Ship
**Approval**: Now?
```sh
test -d /etc
```
### Task 3: Tell
```sh
test -d /etc
```
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.run(made.plan("001_two.md", TASK))
    return made


def kinds(bench: Bench) -> list[str]:
    row = bench.store.latest_run("001_two")
    assert row is not None
    return [ev.TYPE_NAMES[type(each.event)] for each in bench.store.events(row.run)]


def test_it_is_recorded_with_how_the_run_stands_then(bench: Bench) -> None:
    done = attest(bench.project, "001_two", "1", "I read it", by="ann")
    assert done.said.recorded
    assert kinds(bench)[-2:] == ["attested", "run_assessed"]
    assert status(bench.project, "001_two").state == "waiting"


def test_a_rejection_brings_its_consequences_with_it(bench: Bench) -> None:
    answer(bench.project, "001_two", "2", approved=False, by="ann")
    assert kinds(bench)[-4:] == [
        "answered",
        "subtask_cancelled",
        "subtask_blocked",
        "run_assessed",
    ]
    state = load_run(bench.project, "001_two").state
    assert state.of("task_3").blocked_by == ("task_2",)


def test_while_another_process_drives_the_run_it_is_left_for_that(bench: Bench) -> None:
    before = kinds(bench)
    bench.locks.held["001_two"] = Holder(pid=4711, run="x")
    done = attest(bench.project, "001_two", "1", "I read it", by="ann")
    assert (done.said.recorded, done.said.driven) == (False, True)
    assert kinds(bench) == before
    # It is not lost: whoever goes on with the run takes it up.
    del bench.locks.held["001_two"]
    answer(bench.project, "001_two", "2", approved=True, by="bob")
    assert kinds(bench)[len(before) :] == ["attested", "answered", "run_assessed"]


def test_what_a_step_of_the_run_says_is_refused(bench: Bench) -> None:
    bench.inside.add(load_run(bench.project, "001_two").state.run)
    with pytest.raises(InputError, match="a step of the run"):
        attest(bench.project, "001_two", "1", "all is well", by="boss")
    with pytest.raises(InputError, match="a step of the run"):
        answer(bench.project, "001_two", "2", approved=True, by="boss")
