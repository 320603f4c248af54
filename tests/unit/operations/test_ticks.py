"""Which marks change for what a run has proven: pairs of files, and laws that hold for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.cli.tick import tick_lines
from orchestrator.diagnostics import has_errors
from orchestrator.document.edits import apply_edits
from orchestrator.document.marks import read_marks
from orchestrator.document.parse import read
from orchestrator.operations.reporting.tick import Ticked
from orchestrator.operations.reporting.ticks import Ticks, decide_ticks
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.model import Plan
from orchestrator.run.summary import CriterionSummary, RunSummary, StepSummary, SubtaskSummary

CASES = Path(__file__).parents[2] / "cases"
PAIRS = sorted(path.stem for path in (CASES / "tick").glob("*.txt"))
MARK = re.compile(
    r"\[[ xX-]?\]|[⏳🔄✅⏸🚀ó\ufffd\ufe0f]|not started|completed?|done|in progress"
    r"|pending|blocked|to ?do|ready to start",
    re.I,
)

Proven = Callable[[str], bool]


def everything(name: str) -> bool:
    return True


def plan_of(data: bytes, name: str) -> Plan | None:
    document, findings, _ = read(data, name)
    if has_errors(findings):
        return None
    around = Surroundings(root="/r", folder="/r/f", stem="t", agents=frozenset())
    return build(document, around, findings)[0]


def summary_of(plan: Plan, proven: Proven) -> RunSummary:
    """A run in which a subtask named by its id is complete with all that is in it, and steps
    and criteria named `subtask/id` are proven."""
    rows = []
    for subtask in plan.subtasks:
        whole = proven(subtask.id)

        def shown(id_: str, whole: bool = whole, of: str = subtask.id) -> bool:
            return whole or proven(f"{of}/{id_}")

        rows.append(
            SubtaskSummary(
                id=subtask.id, number=subtask.number, title=subtask.title, line=subtask.line,
                status="succeeded", verdict="complete" if whole else "incomplete", counted=True,
                reasons=(), attempts=1, duration_ms=1, started_at=None, ended_at=None,
                exit_code=0, log=None, log_bytes=0, waits_for=None, blocked_by=(), checks=(),
                steps=tuple(
                    StepSummary(
                        id=step.id, text=step.text, kind=step.action.kind, line=step.line,
                        status="succeeded",
                        verdict="complete" if shown(step.id) else "incomplete",
                    )
                    for step in subtask.steps
                ),
                criteria=tuple(
                    CriterionSummary(
                        id=each.id, part=each.part, text=each.text, line=each.line,
                        status="met" if shown(each.id) else "unmet",
                    )
                    for each in subtask.criteria
                ),
            )
        )  # fmt: skip
    complete = all(row.verdict == "complete" for row in rows)
    return RunSummary(
        task=plan.id, title=plan.title, run="r", trace_id="t", state="succeeded",
        complete=complete, percent=100.0 if complete else 50.0, exit_code=0, started_at=None,
        ended_at=None, duration_ms=1, subtasks=tuple(rows),
    )  # fmt: skip


def ticked(data: bytes, name: str, proven: Proven) -> tuple[bytes, Ticks]:
    plan = plan_of(data, name)
    assert plan is not None
    ticks = decide_ticks(summary_of(plan, proven), read_marks(data, name))
    return apply_edits(data, (edit for each in ticks.changes for edit in each.edits)), ticks


@pytest.mark.parametrize("name", PAIRS)
def test_a_file_becomes_the_one_beside_it(name: str) -> None:
    data = (CASES / "tick" / f"{name}.md").read_bytes()
    said = re.search(r"<!-- proven: (.*) -->", data.decode())
    assert said is not None
    named = set(said[1].split(", "))
    after, ticks = ticked(data, f"{name}.md", lambda id_: "everything" in named or id_ in named)
    shown = Ticked(path=f"{name}.md", changes=ticks.changes, notes=ticks.notes, diff="",
                   written=True)  # fmt: skip
    assert after.decode() == (CASES / "tick" / f"{name}.after.md").read_text(encoding="utf-8")
    assert list(tick_lines(shown)) == (
        (CASES / "tick" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    )


@cache
def readable() -> tuple[tuple[str, bytes], ...]:
    """Every file of the cases of reading that gives a plan, and the tasks of the documents."""
    folders = [CASES / "read", CASES / "tick", CASES.parents[1] / "docs" / "tasks"]
    files = [path for folder in folders for path in sorted(folder.glob("*.md"))]
    all_of_them = [(path.name, path.read_bytes()) for path in files]
    return tuple((name, data) for name, data in all_of_them if plan_of(data, name) is not None)


def without_marks(plan: Plan) -> Plan:
    """A plan without what ticking may change: marks, and prose in which marks may stand."""
    return replace(
        plan, declared_status=None, findings=(), parts=(), description="",
        source=replace(plan.source, sha256=""),
        subtasks=tuple(
            replace(
                subtask, declared_status=None, parts=(),
                steps=tuple(replace(step, done=False) for step in subtask.steps),
                criteria=tuple(replace(each, done=False) for each in subtask.criteria),
            )
            for subtask in plan.subtasks
        ),
    )  # fmt: skip


def check_laws(name: str, data: bytes, proven: Proven) -> None:
    """What holds for every file and every run of it."""
    before = plan_of(data, name)
    after, ticks = ticked(data, name, proven)
    again = plan_of(after, name)
    assert before is not None
    assert again is not None
    assert without_marks(again) == without_marks(before)
    for one, other in zip(before.subtasks, again.subtasks, strict=True):
        assert one.fingerprint == other.fingerprint
    old, new = data.split(b"\n"), after.split(b"\n")
    assert len(old) == len(new)
    changed = {number for number, pair in enumerate(zip(old, new, strict=True), 1)
               if pair[0] != pair[1]}  # fmt: skip
    assert changed == {change.line for change in ticks.changes}
    for line in changed:
        texts = [each[line - 1].decode("utf-8", "replace") for each in (old, new)]
        assert len({" ".join(MARK.sub(" ", text).split()) for text in texts}) == 1, texts
    assert ticked(after, name, proven)[1].changes == ()


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_only_marks_change_and_the_plan_stays_the_same(data: st.DataObject) -> None:
    name, content = data.draw(st.sampled_from(readable()), label="file")
    form = data.draw(st.sampled_from(["as it is", "crlf", "bom", "no end", "bad bytes"]))
    if form == "crlf":
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    elif form == "bom":
        content = b"\xef\xbb\xbf" + content.removeprefix(b"\xef\xbb\xbf")
    elif form == "no end":
        content = content.rstrip(b"\n")
    elif form == "bad bytes":
        content += b"\n\nprose \xff\xfe with \xe2\x8f bytes\xa0\n"
    if plan_of(content, name) is None:
        return
    chance = data.draw(st.randoms(use_true_random=False), label="what is proven")
    known: dict[str, bool] = {}
    check_laws(name, content, lambda id_: known.setdefault(id_, chance.random() < 0.6))


@pytest.mark.parametrize(("name", "data"), readable(), ids=lambda value: str(value)[:40])
def test_a_run_that_proves_all_leaves_no_box_open(name: str, data: bytes) -> None:
    check_laws(name, data, everything)
    after, ticks = ticked(data, name, everything)
    again = plan_of(after, name)
    assert again is not None
    own = [note for note in ticks.notes if "so left" in note]
    boxes = {mark.line for mark in read_marks(after, name).boxes}
    open_still = [
        each.line
        for subtask in again.subtasks
        for each in (*subtask.steps, *subtask.criteria)
        if each.line in boxes and not each.done
    ]
    statuses = {subtask.declared_status for subtask in again.subtasks} - {None, "completed"}
    assert own or not (open_still or statuses)


def test_a_run_that_proves_nothing_changes_nothing() -> None:
    for name, data in readable():
        after, ticks = ticked(data, name, lambda id_: False)
        assert (after, ticks.changes) == (data, ())


def test_many_lines_are_told_in_one() -> None:
    data = b"# T\n\n### Task 1: x\n" + b"- [x] a\n" * 30
    assert ticked(data, "t.md", lambda id_: False)[1].notes == (
        f"ticked, but not proven by this run: lines {', '.join(map(str, range(4, 24)))}"
        " and 10 more",
    )
