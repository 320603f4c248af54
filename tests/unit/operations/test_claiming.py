"""Who gets which subtask, what is told with it, and why there may be none."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.byhand.answer import answer
from orchestrator.operations.byhand.attest import attest
from orchestrator.operations.byhand.claiming import (
    NextSubtask,
    give_back,
    live_lease,
    next_subtask,
    refuse_leased,
)
from orchestrator.operations.byhand.claims import Claim
from orchestrator.operations.project import Holder
from orchestrator.run import events as ev
from tests.fakes import DOES_WELL, Scripted
from tests.projects import Bench

TASK = """\
# Task 001: A page

**Objective**: People understand it.

### Task 1: Count
```sh
test -d /etc
```

**Acceptance Criteria**:
- [ ] The number is right

### Task 2: Read
**Depends on**: none
**Inputs**: page.md
**Outputs**: notes.txt
Aloud, please.
- [ ] 2.1 Read it
  - slowly
- [ ] 2.2 Note what is hard

**Acceptance Criteria**:
- [ ] Every hard word is noted

**Verify**:
- `test -s notes.txt`

### Task 3: Look
**Depends on**: Task 1
**Priority**: high
- [ ] 3.1 Look at it

### Task 4: Mend
**Depends on**: Task 2
```sh
test -s notes.txt
```

### Task 5: Mend more
**Depends on**: Task 4
- [ ] 5.1 Mend the rest
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.run(made.plan("001_page.md", TASK))
    return made


def ask(bench: Bench, **more: object) -> NextSubtask:
    return next_subtask(bench.project, "001", **{"agent": None, **more})  # type: ignore[arg-type]


def claim(bench: Bench, **more: object) -> Claim:
    found = ask(bench, **more)
    assert found.claimed is not None, found.why
    assert (found.complete, found.why) == (False, ())
    return found.claimed


def kinds(found: NextSubtask) -> dict[str, tuple[str, ...]]:
    """Why nothing was claimed: the subtasks by the kind of the hindrance."""
    assert found.claimed is None
    return {each.kind: each.subtasks for each in found.why}


def only(found: NextSubtask, kind: str) -> tuple[str, str | None]:
    (one,) = (each for each in found.why if each.kind == kind)
    return one.text, one.command


def run_of(bench: Bench) -> str:
    row = bench.store.latest_run("001_page")
    assert row is not None
    return row.run


def by_hand(bench: Bench, subtask: str, *steps: str) -> None:
    for step in steps:
        attest(bench.project, "001", subtask, "done", step=step, by="ann")


def test_each_who_asks_gets_another_one_the_most_urgent_first(bench: Bench) -> None:
    # By priority; then those that wait, by what waits for them; last what lacks evidence alone.
    assert [claim(bench).subtask for _ in range(3)] == ["task_3", "task_2", "task_1"]
    found = ask(bench)
    assert kinds(found) == {"claimed": ("task_3",)}
    assert [each.subtasks for each in found.why] == [("task_1",), ("task_2",), ("task_3",)]


def test_of_the_same_priority_the_longest_chain_goes_first(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.run(bench.plan("001_page.md", TASK.replace("**Priority**: high\n", "")))
    assert [claim(bench).subtask for _ in range(3)] == ["task_2", "task_3", "task_1"]


def test_a_claim_says_what_why_and_how_it_is_judged(bench: Bench) -> None:
    claim(bench)
    told = claim(bench, agent=" ann ", lease_s=60)
    assert (told.task, told.run, told.subtask) == ("001_page", run_of(bench), "task_2")
    assert (told.title, told.path, told.line) == ("Read", "docs/tasks/001_page.md", 13)
    assert (told.holder, told.until) == ("ann", "2030-01-01T00:01:01.000Z")
    read, note = told.to_do
    assert (read.id, read.text, read.details) == ("2.1", "Read it", ("slowly",))
    assert (note.id, note.details) == ("2.2", ())
    assert told.description == "Aloud, please."
    assert told.objective == "People understand it."
    assert told.needed_by == ("task_4",)
    (criterion,) = told.criteria
    assert (criterion.id, criterion.met) == ("criterion_1", False)
    assert told.to_attest == ("criterion_1",)
    (check,) = told.checks
    assert (check.script, check.expected) == ("test -s notes.txt", ("exit code 0",))
    assert (told.inputs, told.outputs) == (("page.md",), ("notes.txt",))
    assert told.reasons[0] == "step 2.1 waits for a person: Read it"
    assert (told.left_out, told.cut) == (0, ())


def test_what_is_done_is_told_as_done(bench: Bench) -> None:
    by_hand(bench, "2", "2.1")
    attest(bench.project, "001", "2", "all of them", criterion="1", by="ann")
    claim(bench)
    told = claim(bench)
    assert [step.id for step in told.to_do] == ["2.2"]
    (done,) = told.other_steps
    assert (done.id, done.standing) == ("2.1", "attested by ann")
    assert (told.criteria[0].met, told.to_attest) == (True, ())


def test_a_claim_holds_what_the_subtasks_before_it_left(bench: Bench) -> None:
    attest(bench.project, "001", "1", "counted twice", criterion="1", by="ann")
    (before,) = claim(bench).before
    assert (before.id, before.title, before.verdict) == ("task_1", "Count", "complete")
    assert before.attested == ("ann of criterion_1: counted twice",)


def test_a_long_subtask_is_cut_and_says_so(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    steps = "".join(f"- [ ] 1.{number} Do it\n" for number in range(1, 301))
    bench.run(bench.plan("001_page.md", f"# Task 001: A page\n### Task 1: Much\n{steps}"))
    told = claim(bench)
    assert len(told.to_do) + told.left_out == 300
    assert told.to_do[0].id == "1.1"


def test_secrets_are_hidden_in_a_claim_and_in_the_name_of_who_has_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    text = "---\nsecrets: [PIN_CODE]\n---\n# Task 001: A page\n### Task 1: Ask\n"
    bench.run(bench.plan("001_page.md", f"{text}- [ ] 1.1 Say open-sesame-4711\n"))
    bench.project = replace(bench.project, environ={"PIN_CODE": "open-sesame-4711"})
    told = claim(bench, agent="open-sesame-4711")
    assert "sesame" not in str(told)
    assert told.to_do[0].text.startswith("Say ")
    assert "sesame" not in str(ask(bench))


def test_a_lease_that_ran_out_goes_back(bench: Bench) -> None:
    first = claim(bench, lease_s=60)
    bench.clock.advance(59.999)
    assert claim(bench, lease_s=60).subtask != first.subtask
    bench.clock.advance(0.001)
    again = claim(bench)
    assert (again.subtask, again.lease == first.lease) == (first.subtask, False)


def test_a_lease_is_kept_on_and_its_subtask_told_again(bench: Bench) -> None:
    first = claim(bench, agent="ann", lease_s=60)
    bench.clock.advance(30)
    again = claim(bench, lease=first.lease, lease_s=60)
    assert again == replace(first, until="2030-01-01T00:01:31.000Z")
    bench.clock.advance(600)  # it ran out, and nobody came
    assert claim(bench, lease=first.lease).subtask == first.subtask
    assert claim(bench).subtask != first.subtask


def test_a_lease_that_is_not_there_is_refused(bench: Bench) -> None:
    first = claim(bench, lease_s=60)
    bench.clock.advance(60)
    claim(bench)
    for token in (first.lease, "made-up"):
        with pytest.raises(InputError, match="any more") as caught:
            ask(bench, lease=token)
        assert "orchestrator next_subtask 001_page" in (caught.value.hint or "")


def test_a_lease_of_another_run_is_refused(bench: Bench) -> None:
    first, old = claim(bench), run_of(bench)
    bench.run(bench.plan("001_page.md", TASK))
    with pytest.raises(InputError, match="lease is of the run") as caught:
        ask(bench, lease=first.lease)
    assert (caught.value.hint or "").endswith(f"--run {old}")
    assert claim(bench, lease=first.lease, run=old).subtask == first.subtask
    assert claim(bench).subtask == first.subtask  # each run has its own


def test_what_is_done_meanwhile_is_not_given_again(bench: Bench) -> None:
    first = claim(bench)
    by_hand(bench, "3", "3.1")
    found = ask(bench, lease=first.lease)
    assert kinds(found) == {"done": ("task_3",)}
    assert live_lease(bench.project, first.run, "task_3") is None
    assert claim(bench).subtask == "task_2"


class Meanwhile:
    """The bench's store, where something happens just before a claim."""

    def __init__(self, bench: Bench, happens: object) -> None:
        self._store = bench.store
        self._happens = happens

    def __getattr__(self, name: str) -> object:
        if name == "claim" and callable(self._happens):
            happens, self._happens = self._happens, None
            happens()
        return getattr(self._store, name)


def test_what_is_done_between_look_and_claim_is_not_given(bench: Bench) -> None:
    store = Meanwhile(bench, lambda: by_hand(bench, "3", "3.1"))
    project = replace(bench.project, store=lambda: store)
    found = next_subtask(project, "001", agent=None)
    assert found.claimed is not None
    assert found.claimed.subtask == "task_2"
    assert live_lease(bench.project, found.claimed.run, "task_3") is None


def test_what_was_said_to_a_run_that_is_driven_counts_at_once(bench: Bench) -> None:
    bench.locks.held["001_page"] = Holder(pid=4711, run=run_of(bench))
    by_hand(bench, "3", "3.1")  # nobody takes it up
    assert claim(bench).subtask == "task_2"


def test_without_a_run_there_is_only_how_to_begin_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.plan("001_page.md", TASK)
    found = ask(bench)
    assert (found.run, found.complete) == (None, False)
    assert only(found, "no_run")[1] == "orchestrator execute_task 001"
    with pytest.raises(InputError, match="no run of 002"):
        next_subtask(bench.project, "002", agent=None)
    with pytest.raises(InputError, match="there is no run 17"):
        ask(bench, run="17")


def one(tmp_path: Path, body: str, ends: Scripted = DOES_WELL) -> Bench:
    bench = Bench(tmp_path, {"task_1": ends})
    bench.run(bench.plan("001_page.md", f"# Task 001: A page\n{body}"))
    return bench


COMMAND = "### Task {}: Do\n```sh\ntest -d /etc\n```\n"
PROSE = "### Task {}: Think\n- [ ] 1 Think\n"
NOTHING = {
    "complete": (
        COMMAND.format(1), ("task_1",), "nothing is left", "orchestrator generate_report 001_page",
    ),
    "approval": (
        "### Task 1: Ship\n**Approval**: Now?\n" + COMMAND.format(1).partition("\n")[2],
        ("task_1",), "never an agent's", "orchestrator approve 001_page task_1",
    ),
    "unproved": (
        "### Task 1: Say\n```sh\ntrue\n```\n", ("task_1",), "nobody's word can give", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTHING)
def test_why_there_is_nothing_to_claim(kind: str, tmp_path: Path) -> None:
    body, subtasks, words, command = NOTHING[kind]
    found = ask(one(tmp_path, body, Scripted(proves=kind != "unproved")))
    complete = kind == "complete"
    assert kinds(found) == {kind: () if complete else subtasks}
    assert found.complete is complete
    text, helps = only(found, kind)
    assert words in text
    assert helps == command


def test_what_failed_is_named_with_the_command_that_runs_it_again(tmp_path: Path) -> None:
    bench = one(tmp_path, COMMAND.format(1) + COMMAND.format(2), Scripted(exit_code=1))
    found = ask(bench)
    # What was to come after it is no reason of its own.
    assert kinds(found) == {"failed": ("task_1",)}
    command = "orchestrator execute_task 001_page --resume --again task_1"
    assert only(found, "failed") == (
        "task_1 failed; when the cause is mended, run again", command,
    )  # fmt: skip


def test_what_can_go_on_is_for_the_run_and_not_for_somebody(tmp_path: Path) -> None:
    bench = one(tmp_path, PROSE.format(1) + COMMAND.format(2))
    by_hand(bench, "1", "1")
    found = ask(bench)
    assert kinds(found) == {"answered": ("task_1",)}
    assert only(found, "answered")[1] == "orchestrator execute_task 001_page --resume"


def test_of_many_claims_those_are_told_that_end_first(tmp_path: Path) -> None:
    many = "".join(PROSE.format(number) for number in range(1, 14))
    bench = Bench(tmp_path)
    bench.run(bench.plan("001_page.md", f"---\norder: parallel\n---\n# Task 001: A page\n{many}"))
    for number in range(1, 14):
        claim(bench, lease_s=1000 - number)
    *single, more = ask(bench).why
    assert [each.subtasks[0] for each in single] == [f"task_{n}" for n in range(13, 3, -1)]
    assert more.subtasks == ("task_3", "task_2", "task_1")
    assert more.text == "3 more are claimed, until 2030-01-01T00:16:39.000Z at the latest"


def test_a_refused_approval_stays_a_persons(tmp_path: Path) -> None:
    bench = one(tmp_path, NOTHING["approval"][0])
    answer(bench.project, "001", "1", approved=False, by="ann")
    assert kinds(ask(bench)) == {"rejected": ("task_1",)}


def test_what_a_live_run_is_about_is_told(tmp_path: Path) -> None:
    bench = one(tmp_path, COMMAND.format(1) + COMMAND.format(2))
    run = run_of(bench)
    bench.store.forget_after(run, "subtask_started")
    bench.locks.held["001_page"] = Holder(pid=4711, run=run)
    assert kinds(ask(bench)) == {"running": ("task_1",)}
    del bench.locks.held["001_page"]
    assert kinds(ask(bench)) == {"not_run": ("task_1", "task_2")}


def test_advice_alone_is_nothing_to_claim(tmp_path: Path) -> None:
    criterion = "\n**Acceptance Criteria**:\n- [ ] It is nice\n"
    body = f"{COMMAND.format(1)}{criterion}"
    assert ask(one(tmp_path, body)).claimed is not None
    head = "---\ncriteria: advisory\n---\n"
    bench = Bench(tmp_path)
    bench.run(bench.plan("001_page.md", f"{head}# Task 001: A page\n{body}"))
    assert ask(bench).complete


@pytest.mark.parametrize("lease_s", [0, -1, 86401, float("inf"), float("nan")])
def test_a_lease_has_a_length(lease_s: float, bench: Bench) -> None:
    with pytest.raises(InputError, match="is none"):
        ask(bench, lease_s=lease_s)


def test_a_name_is_one_line_and_not_empty(bench: Bench) -> None:
    with pytest.raises(InputError, match="--agent is empty"):
        ask(bench, agent="  ")
    holder = claim(bench, agent="a\x1b[31m\nb\udcff" + "c" * 500).holder
    assert holder.isprintable()
    assert len(holder) <= 120


def test_only_the_holder_passes_while_a_lease_lives(bench: Bench) -> None:
    first = claim(bench, agent="ann", lease_s=60)
    found = live_lease(bench.project, first.run, "task_3")
    assert found is not None
    assert (found.token, found.holder) == (first.lease, "ann")
    refuse_leased(bench.project, first.run, "task_3", first.lease)
    refuse_leased(bench.project, first.run, "task_2", None)
    for lease in (None, "made-up"):
        with pytest.raises(InputError, match=r"claimed by ann until 2030-01-01T00:01:01\.000Z"):
            refuse_leased(bench.project, first.run, "task_3", lease)
    bench.clock.advance(60)
    refuse_leased(bench.project, first.run, "task_3", first.lease)
    refuse_leased(bench.project, first.run, "task_3", None)
    claim(bench, agent="bob")
    with pytest.raises(InputError, match="claimed by bob"):
        refuse_leased(bench.project, first.run, "task_3", first.lease)


def test_leases_are_no_events(bench: Bench) -> None:
    before = [ev.TYPE_NAMES[type(each.event)] for each in bench.store.events(run_of(bench))]
    first = claim(bench)
    ask(bench, lease=first.lease)
    after = [ev.TYPE_NAMES[type(each.event)] for each in bench.store.events(run_of(bench))]
    assert after == before


def test_a_lease_is_good_for_its_own_subtask_alone(bench: Bench) -> None:
    first = claim(bench, agent="ann")
    with pytest.raises(InputError, match=f"the lease is on {first.subtask}, not on task_1"):
        refuse_leased(bench.project, first.run, "task_1", first.lease)
    # Whoever completes something else by it does not let others have what it is on.
    give_back(bench.project, first.run, "task_1", first.lease)
    assert live_lease(bench.project, first.run, first.subtask) is not None
    give_back(bench.project, first.run, first.subtask, first.lease)
    assert live_lease(bench.project, first.run, first.subtask) is None
