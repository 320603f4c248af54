"""Write-back into real files: what is refused, what stays of a file, and that it reruns nothing."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.atomic import rewrite
from orchestrator.diagnostics import HeldError, InputError, StorageError
from orchestrator.operations.converting.convert import Asked, convert
from orchestrator.operations.project import Holder
from orchestrator.operations.reporting.tick import tick, tick_recorded
from tests.fakes import Scripted
from tests.projects import Bench

NAME = "012_ship.md"
TEXT = """# Task 012: Ship ⏳ Not Started

**Status**: Not Started

### Task 1: Build ⏳ Not Started
**Timeout**: 5m

- [ ] 1.1 Compile
  ```sh
  test -d one
  ```

Some prose.

### Task 2: Test ⏳ Not Started
- [ ] 2.1 Run it
  ```sh
  test -d two
  ```
"""
DONE = TEXT.replace("[ ]", "[x]").replace("⏳ Not Started", "✅ Completed").replace(
    "Not Started", "Completed"
)  # fmt: skip
FAILING = {"task_2": Scripted(exit_code=1)}


def ran(root: Path, script: dict[str, Scripted] | None = None, text: str = TEXT) -> Bench:
    """A project in which the task was run once."""
    bench = Bench(root, script)
    bench.run(bench.plan(NAME, text))
    return bench


def file_of(bench: Bench) -> Path:
    return bench.root / "docs" / "tasks" / NAME


def test_a_complete_run_marks_everything(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    ticked = tick_recorded(bench.project, "012")
    assert file_of(bench).read_text(encoding="utf-8") == DONE
    assert (ticked.path, ticked.written) == (f"docs/tasks/{NAME}", True)
    assert [(change.line, change.of) for change in ticked.changes] == [
        (1, "Ship"), (3, "Ship"), (5, "Build"), (8, "1.1 Compile"), (15, "Test"),
        (16, "2.1 Run it"),
    ]  # fmt: skip


def test_what_failed_stays_open_and_so_does_the_task(tmp_path: Path) -> None:
    bench = ran(tmp_path, FAILING)
    tick_recorded(bench.project, "012")
    assert re.findall(r"⏳|✅|\[.\]", file_of(bench).read_text(encoding="utf-8")) == [
        "⏳", "✅", "[x]", "⏳", "[ ]",
    ]  # fmt: skip


def test_a_run_just_finished_is_marked_with_what_it_gave(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    execution = bench.run(bench.plan(NAME, TEXT))
    assert tick(bench.project, execution.plan, execution.summary).written
    assert file_of(bench).read_text(encoding="utf-8") == DONE


def test_a_dry_run_shows_the_difference_and_writes_nothing(tmp_path: Path) -> None:
    bench = ran(tmp_path, FAILING)
    bench.locks.held["012_ship"] = Holder(pid=1)
    ticked = tick_recorded(bench.project, "012", dry_run=True)
    assert file_of(bench).read_text(encoding="utf-8") == TEXT
    assert not ticked.written
    changed = [line for line in ticked.diff.splitlines()[2:] if line[:1] in "-+"]
    assert changed == [
        "-### Task 1: Build ⏳ Not Started", "+### Task 1: Build ✅ Completed",
        "-- [ ] 1.1 Compile", "+- [x] 1.1 Compile",
    ]  # fmt: skip


def test_a_second_time_there_is_nothing_to_do(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    tick_recorded(bench.project, "012")
    before = file_of(bench).stat()
    again = tick_recorded(bench.project, "012")
    assert (again.changes, again.diff, again.written) == ((), "", False)
    assert file_of(bench).stat().st_ino == before.st_ino


def test_marks_of_people_are_no_change_of_the_file(tmp_path: Path) -> None:
    bench = ran(tmp_path, FAILING)
    mine = TEXT.replace("[ ] 2.1", "[x] 2.1").replace("Test ⏳ Not Started", "Test 🔄 In Progress")
    file_of(bench).write_text(mine, encoding="utf-8")
    ticked = tick_recorded(bench.project, "012")
    assert [change.line for change in ticked.changes] == [5, 8]
    assert ticked.notes == ("ticked, but not proven by this run: line 16",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("test -d two", "test -d 2"),
        ("Some prose.", "Some prose.\n"),
        ("1.1 Compile", "1.1 Compile twice"),
        ("**Timeout**: 5m", "**Timeout**: 6m"),
        ("### Task 2: Test", "### Task 3: Test"),
        ("- [ ] 2.1", "- [ ]* 2.1"),
        ("### Task 2: Test", "### Task 2:\n"),
        ("### Task 1", "```\n### Task 1"),
        ("Some prose.", "**Allow failure**: yes"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, old: str, new: str) -> None:
    bench = ran(tmp_path)
    edited = TEXT.replace(old, new)
    assert edited != TEXT
    file_of(bench).write_text(edited, encoding="utf-8")
    with pytest.raises(InputError, match="was changed after run") as caught:
        tick_recorded(bench.project, "012")
    assert "execute_task 012_ship --resume" in (caught.value.hint or "")
    assert file_of(bench).read_text(encoding="utf-8") == edited


def test_a_name_that_means_nothing_leads_to_one_that_does(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    bench.task("013_other.md", TEXT.replace("012", "013"))
    for name in ("docs", "nosuch", "99", "-", "docs/tasks/gone.md", str(tmp_path)):
        with pytest.raises(InputError, match="no run of") as caught:
            tick_recorded(bench.project, name)
        assert caught.value.hint == "tasks with runs: 012_ship"
    with pytest.raises(InputError, match="no run of 013") as caught:
        tick_recorded(bench.project, "013")
    assert caught.value.hint == ("run it: orchestrator execute_task 013; tasks with runs: 012_ship")


@pytest.mark.parametrize(("old", "new"), [("Some prose.", "Other prose."), ("Ship", "Sail")])
def test_prose_on_its_line_may_change(tmp_path: Path, old: str, new: str) -> None:
    bench = ran(tmp_path)
    file_of(bench).write_text(TEXT.replace(old, new), encoding="utf-8")
    tick_recorded(bench.project, "012")
    assert file_of(bench).read_text(encoding="utf-8") == DONE.replace(old, new)


def test_an_order_that_was_asked_for_is_no_change(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    path = bench.task(NAME, TEXT)
    plan = convert(bench.project, str(path), Asked(order="parallel", agent="claude")).plan
    assert plan is not None
    bench.run(plan)
    path.write_text(TEXT.replace("[ ] 2.1", "[-] 2.1"), encoding="utf-8")
    assert len(tick_recorded(bench.project, "012").changes) == 6


def test_ticking_makes_nothing_run_again(tmp_path: Path) -> None:
    bench = ran(tmp_path, FAILING)
    before = bench.plan(NAME, TEXT)
    tick_recorded(bench.project, "012")
    after = convert(bench.project, str(file_of(bench))).plan
    assert after is not None
    assert [one.fingerprint for one in after.subtasks] == [
        one.fingerprint for one in before.subtasks
    ]
    bench.script = {}
    bench.run(after, resume=True)
    assert bench.started() == ["task_2"]
    tick_recorded(bench.project, "012")
    assert file_of(bench).read_text(encoding="utf-8") == DONE


def test_bytes_that_are_no_marks_stay(tmp_path: Path) -> None:
    odd = "\ufeff" + TEXT.replace("Some prose.", "a\u00a0b\tc\u2028d").rstrip("\n")
    data = odd.replace("\n", "\r\n").encode().replace(b"c", b"\xff\xe2\x8f", 1)
    bench = Bench(tmp_path)
    path = bench.task(NAME, "")
    path.write_bytes(data)
    plan = convert(bench.project, str(path)).plan
    assert plan is not None
    bench.run(plan)
    tick_recorded(bench.project, "012")
    wanted = data.replace(b"[ ]", b"[x]").replace(
        "⏳ Not Started".encode(), "✅ Completed".encode()
    )
    assert path.read_bytes() == wanted.replace(b"Not Started", b"Completed")


def test_rights_stay_and_a_link_stays_a_link(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    target = tmp_path / "elsewhere.md"
    file_of(bench).rename(target)
    target.chmod(0o640)
    file_of(bench).symlink_to(target)
    tick_recorded(bench.project, "012")
    assert file_of(bench).is_symlink()
    assert target.read_text(encoding="utf-8") == DONE
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser may give files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    os.chown(file_of(bench), 12345, 54321)
    tick_recorded(bench.project, "012")
    facts = file_of(bench).stat()
    assert (facts.st_uid, facts.st_gid) == (12345, 54321)


def test_a_read_only_file_stays_as_it_is(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    file_of(bench).chmod(0o444)
    with pytest.raises(StorageError, match="read-only"):
        tick_recorded(bench.project, "012")
    assert file_of(bench).read_text(encoding="utf-8") == TEXT


def test_nobody_is_written_over_who_writes_at_this_moment(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"newer")
    with pytest.raises(InputError, match="at this very moment"):
        rewrite(path, b"read", b"ticked")
    assert path.read_bytes() == b"newer"
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    file_of(bench).unlink()
    with pytest.raises(InputError, match=rf"docs/tasks/{NAME} is gone"):
        tick_recorded(bench.project, "012_ship")


def test_a_task_from_standard_input_has_no_file(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan(NAME, TEXT)
    execution = bench.run(replace(plan, source=replace(plan.source, path="-")))
    with pytest.raises(InputError, match="standard input"):
        tick(bench.project, execution.plan, execution.summary)


def test_a_plan_has_no_boxes(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan(NAME, TEXT)
    (tmp_path / "plan.json").write_text("{}")
    execution = bench.run(replace(plan, source=replace(plan.source, path="plan.json")))
    with pytest.raises(InputError, match="is a plan"):
        tick(bench.project, execution.plan, execution.summary)


def test_another_file_than_the_one_that_ran_is_refused(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    other = tmp_path / NAME
    other.write_text(TEXT, encoding="utf-8")
    with pytest.raises(InputError, match=rf"was of docs/tasks/{NAME}, not of"):
        tick_recorded(bench.project, str(other))


def test_a_task_that_is_being_run_is_left_alone(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    bench.locks.held["012_ship"] = Holder(pid=1)
    with pytest.raises(HeldError):
        tick_recorded(bench.project, "012")
    assert file_of(bench).read_text(encoding="utf-8") == TEXT


def test_an_earlier_run_may_be_named(tmp_path: Path) -> None:
    bench = ran(tmp_path)
    first = bench.store.latest_run("012_ship")
    assert first is not None
    bench.script = FAILING
    bench.run(bench.plan(NAME, TEXT))
    assert len(tick_recorded(bench.project, "012", dry_run=True).changes) == 2
    assert len(tick_recorded(bench.project, "012", first.run, dry_run=True).changes) == 6


def test_options_of_a_run_are_no_change(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.run(bench.plan(NAME, TEXT), timeout_s=9.0, retries=3, env={"A": "1"})
    file_of(bench).write_text(TEXT.replace("[ ] 2.1", "[-] 2.1"), encoding="utf-8")
    assert len(tick_recorded(bench.project, "012").changes) == 6
