"""A task file that is edited between a crash and the resume: what runs again, and why."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from orchestrator.run import events as ev
from tests.e2e.project import Project, Result
from tests.stress.crashed import TASK, TEXT, Crash, crash, records_in
from tests.stress.damage import fault_of
from tests.stress.loaded import loaded
from tests.stress.trial import Tally, Trial

_ADDED = "\n### Task 6: Added\n```sh\necho 6 >> ran\ntest -s ran\n```\n"
_KEPT = "keep, it succeeded and is unchanged"
_BROKEN_OFF = {"task_3": "go on, it was interrupted", "task_4": "run, it has not run yet"}
_AFTER = {"task_3": "run, what it depends on changed", "task_4": "run, what it depends on changed"}


@dataclass(frozen=True)
class _Edit:
    """What is done to the file, what the resume is to say of each subtask, and what it runs."""

    name: str
    made: Callable[[str], str]
    says: Mapping[str, str]
    runs: tuple[str, ...]


def _moved(text: str) -> str:
    """The last subtask first."""
    head, *subtasks = text.split("### ")
    return "### ".join([head, subtasks[-1].rstrip("\n") + "\n\n", *subtasks[:-1]])


def _without(text: str) -> str:
    """Task 5 gone, which had succeeded."""
    return text[: text.index("### Task 5")]


_NOTHING = {"task_1": _KEPT, "task_2": _KEPT, "task_5": _KEPT, **_BROKEN_OFF}
EDITS = (
    _Edit("nothing", lambda text: text, _NOTHING, ("3", "4")),
    _Edit(
        "changed",
        lambda text: text.replace("echo 2 >> ran", "echo two >> ran"),
        {"task_1": _KEPT, "task_2": "run, its definition changed", "task_5": _KEPT, **_AFTER},
        ("two", "3", "4"),
    ),
    _Edit(
        "removed",
        _without,
        {**_NOTHING, "task_5": "removed, the task file no longer has it"},
        ("3", "4"),
    ),
    _Edit(
        "added",
        lambda text: text + _ADDED,
        {**_NOTHING, "task_6": "run, it is new in the task file"},
        ("3", "4", "6"),
    ),
    _Edit("reordered", _moved, _NOTHING, ("3", "4")),
    _Edit("blank", lambda text: text.replace("\n\n", "\n\n\n \n"), _NOTHING, ("3", "4")),
    _Edit("crlf", lambda text: text.replace("\n", "\r\n"), _NOTHING, ("3", "4")),
)


def edit(folder: Path, count: int, random: Random) -> Tally:
    """Make each edit to a task of which some succeeded, one was broken off, one never began."""
    made = crash()
    wrong = []
    for number in range(count):
        each = EDITS[number % len(EDITS)]
        place = folder / str(number)
        path = made.lay_out(place, log=made.log)
        project = Project(place)
        project.task(TASK, each.made(TEXT))
        result = loaded().run(place, "execute_task", TASK, "--resume", "--no-report")
        wrong += [f"{each.name}: {fault}" for fault in _faults(each, result, project)]
        wrong += [f"{each.name}: {fault}" for fault in _history(each, made, path)]
        shutil.rmtree(place)
    return Tally(count, tuple(wrong), {"edits": len(EDITS)})


def _faults(each: _Edit, result: Result, project: Project) -> list[str]:
    fault = fault_of(result, (0,))
    faults = [] if fault is None else [fault]
    said = result.stdout + result.stderr
    told = [f"{subtask}: {why}" for subtask, why in each.says.items()]
    faults += [f"it does not say “{line}”: {said[:600]}" for line in told if line not in said]
    ran = project.lines("ran")
    if sorted(ran) != sorted(each.runs):
        faults.append(f"it ran {ran}, not {each.runs}")
    return faults


def _history(each: _Edit, made: Crash, path: Path) -> list[str]:
    """What was recorded stays; what the file has no more is marked."""
    records = records_in(path, made.run)
    faults = []
    if records[: len(made.records)] != made.records:
        faults.append("what was recorded before is not there any more")
    removed = [each.event.subtask for each in records if isinstance(each.event, ev.SubtaskRemoved)]
    gone = [subtask for subtask, why in each.says.items() if why.startswith("removed")]
    if removed != gone:
        faults.append(f"marked as removed is {removed}, not {gone}")
    return faults


EDITED = Trial(
    name="edited-tasks",
    promise="after an edit and a resume what changed and all after it runs again, nothing else",
    run=edit,
    short=len(EDITS),
    full=2 * len(EDITS),
)
