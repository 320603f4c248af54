"""What `--dry-run` shows of `--again` is what then happens, whatever became of the run before."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from orchestrator.operations.reporting.status import load_run
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.operations.running.preview import preview
from orchestrator.run.resume import Choice
from orchestrator.run.status import ENDED_BADLY, Status
from tests.fakes import Scripted
from tests.projects import Bench

_TO_RUN = (Choice.RUN, Choice.GO_ON)
_KINDS = ("", "**Allow failure**: yes", "**Optional**: yes", "**Approval**: May it?", "by hand")
_FORGIVEN = _KINDS[1:3]


class Part(Struct, frozen=True):
    """A subtask: what it comes after, what is special about it, and how it ends at first."""

    after: frozenset[int]
    kind: str
    fails: bool
    edited: bool


def _text(parts: list[Part], *, later: bool) -> str:
    lines = ["# Task 001: X"]
    for number, part in enumerate(parts, start=1):
        after = ", ".join(f"Task {each}" for each in sorted(part.after)) or "None"
        lines += [f"### Task {number}: T{number}", f"**Depends on**: {after}"]
        lines += [] if part.kind == "by hand" else [part.kind]
        edited = "; true" if later and part.edited else ""
        lines += ["- [ ] Do it"] if part.kind == "by hand" else ["```sh", f"test {edited}", "```"]
    return "\n".join(lines) + "\n"


@st.composite
def _parts(draw: st.DrawFn) -> list[Part]:
    return [
        Part(
            after=draw(st.frozensets(st.integers(1, number - 1), max_size=2))
            if number > 1
            else frozenset(),
            kind=draw(st.sampled_from(_KINDS)),
            fails=draw(st.booleans()),
            edited=draw(st.integers(0, 5)) == 0,
        )
        for number in range(1, draw(st.integers(2, 7)) + 1)
    ]


@settings(max_examples=60, deadline=None)
@given(parts=_parts(), data=st.data())
def test_what_is_shown_is_what_happens(parts: list[Part], data: st.DataObject) -> None:
    names = [f"task_{number}" for number in range(1, len(parts) + 1)]
    again = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=3))
    failed = Scripted(exit_code=1)
    with tempfile.TemporaryDirectory() as folder:
        ends = {name: failed for name, part in zip(names, parts, strict=True) if part.fails}
        bench = Bench(Path(folder), dict(ends))
        bench.run(bench.plan("001_x.md", _text(parts, later=False)))
        before = load_run(bench.project, "001_x").state
        statuses = {name: before.of(name).status for name in names}
        bench.script.clear()

        plan = bench.plan("001_x.md", _text(parts, later=True))
        asked = {"resume": True, "again": tuple(sorted(again))}
        shown = {
            each.id: each.choice
            for each in preview(bench.project, plan, ExecuteOptions(**asked)).subtasks  # type: ignore[arg-type]
        }
        bench.run(plan, **asked)
        after = load_run(bench.project, "001_x").state

    started = set(bench.started())
    assert started <= {name for name, choice in shown.items() if choice in _TO_RUN}
    edited = {name for name, part in zip(names, parts, strict=True) if part.edited}
    forgiven = {n for n, part in zip(names, parts, strict=True) if part.kind in _FORGIVEN}
    behind = set(again) | edited
    for name, part in zip(names, parts, strict=True):
        needs = {f"task_{each}" for each in part.after}
        behind |= {name} if needs & behind else set()
        bad = {each for each in needs - forgiven if after.of(each).status in ENDED_BADLY}
        assert not (bad and name in started), "it started behind what had failed"
        if shown[name] is Choice.KEEP:
            assert after.of(name).status is statuses[name]
        if shown[name] is Choice.LEAVE:
            assert after.of(name).status in (statuses[name], Status.BLOCKED)
        if name in again:
            assert shown[name] in (*_TO_RUN, Choice.WAIT)
        if shown[name] is Choice.RUN and statuses[name] is Status.SUCCEEDED:
            assert name in behind, "nothing else loses a success"
        if name not in behind and statuses[name] in ENDED_BADLY - {Status.BLOCKED}:
            is_before = any(statuses[each] is Status.BLOCKED for each in again)
            assert is_before or shown[name] is Choice.LEAVE
