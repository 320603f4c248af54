"""Who may run a task: one process at a time, as the kernel says; all others are told who has it."""

from __future__ import annotations

import json
import os
import re
import signal
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.e2e.project import COMMAND, Project, wait_until
from tests.stress.probes import EFFECTS, OVERLAPS, TASK, lay_out
from tests.stress.record import read_record
from tests.stress.trial import Tally, Trial

_EXECUTORS, _TASKS = 8, 4
_PATIENCE_S = 30.0
# Nine of ten that are refused leave within this, on a machine that does something else as well.
_WITHIN_S = 1.0
# Of fewer rounds the times say nothing.
_ROUNDS = 10
_DONE, _HELD = 0, 75
_RUN = ("execute_task", TASK, "--quiet", "--no-report")
_RESUME = (*_RUN, "--resume")
_AT_WORK, _GO = "locks/at_work", "locks/go"
_UNTOLD = re.compile(r"locked|busy|a bug|no such table|recorded already", re.IGNORECASE)
_WAITS = f"""\
# Waits

### Task 1: Waits
```sh
. ./probe.sh
: >{_AT_WORK}
until [ -e {_GO} ]; do sleep 0.02; done
```
"""
# A resume of what is done and unchanged would have nothing to wait for.
_CHANGED = _WAITS.replace(". ./probe.sh", ". ./probe.sh # once more")
_MANY = "# Many\n\n" + "\n".join(
    f"### Task {n}: Quick {n}\n```sh\ngrep -q Quick docs/tasks/task_0.md\n```\n" for n in range(12)
)


@dataclass
class Started:
    """A command under way, since when, and after how many seconds it was seen to have ended."""

    process: subprocess.Popen[bytes]
    began: float
    took: float | None = None

    def is_over(self) -> bool:
        if self.took is None and self.process.poll() is not None:
            self.took = time.monotonic() - self.began
        return self.took is not None

    def end(self) -> tuple[int, str]:
        """Its exit code and what it said."""
        _, said = self.process.communicate(timeout=_PATIENCE_S)
        return self.process.returncode, said.decode()


def _together(project: Project, commands: Sequence[Sequence[str]]) -> list[Started]:
    """Start the commands at one moment: each waits for the end of a pipe that all share."""
    gate, ours = os.pipe()
    waiting = [
        subprocess.Popen(
            ["sh", "-c", 'read -r _; exec "$@" </dev/null', "sh", *COMMAND, *command],
            stdin=gate,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=project.root,
            env=project.environment(),
        )
        for command in commands
    ]
    os.close(gate)
    os.close(ours)
    began = time.monotonic()
    return [Started(process, began) for process in waiting]


def _waiting(root: Path) -> Project:
    root.mkdir()
    lay_out(project := Project(root), _WAITS)
    return project


def _started(project: Project, command: Sequence[str] = _RUN) -> Started:
    """An owner whose step is at work, and waits."""
    (owner,) = _together(project, [command])
    wait_until(lambda: (project.root / _AT_WORK).exists(), f"a step in {project.root}")
    return owner


def _at_once(folder: Path, count: int, random: Random) -> Tally:
    """Eight executors of one task, on a new database and then on one that has a run."""
    wrong: list[str] = []
    took: list[float] = []
    project = _waiting(folder / "root0")
    for number in range(count):
        if number % 2:
            project.task(TASK, _CHANGED)
        elif number:
            project = _waiting(folder / f"root{number}")
        commands = [_RUN, _RESUME] * (_EXECUTORS // 2)
        random.shuffle(commands)
        lines, times = _race(project, commands)
        wrong += [f"round {number}: {line}" for line in lines]
        took += times
    figures: dict[str, object] = {"refused after, s": f"{statistics.median(took or [0]):.2f}"}
    if count >= _ROUNDS:
        late = sum(seconds > _WITHIN_S for seconds in took)
        figures |= {"longest": f"{max(took):.2f}", "later than after 1 s": late}
        if late > len(took) // 10:
            wrong.append(f"who is refused takes too long to leave: {figures}")
    return Tally(count, tuple(wrong), figures)


def _race(project: Project, commands: Sequence[Sequence[str]]) -> tuple[list[str], list[float]]:
    """What went wrong, and after how many seconds those that were refused had left."""
    runs_before = _runs(project)
    for name in (_AT_WORK, _GO, EFFECTS):
        (project.root / name).unlink(missing_ok=True)
    started = _together(project, commands)
    until = time.monotonic() + _PATIENCE_S
    while sum(not each.is_over() for each in started) > 1 and time.monotonic() < until:
        time.sleep(0.002)
    at_work = [each for each in started if not each.is_over()]
    project.file(_GO, "")
    wrong = [] if len(at_work) == 1 else [f"{len(at_work)} executors are at work at once"]
    for each in started:
        exit_, said = each.end()
        wrong += _about(each, exit_, said, at_work)
    wrong += [f"{line}: two copies at once" for line in project.lines(OVERLAPS)]
    if len(project.lines(EFFECTS)) != 1 or len(_runs(project)) > len(runs_before) + 1:
        wrong.append(f"there are {project.lines(EFFECTS)} and {_runs(project)}")
    return wrong, [each.took for each in started if each not in at_work and each.took is not None]


def _about(each: Started, exit_: int, said: str, at_work: Sequence[Started]) -> list[str]:
    expected = _DONE if each in at_work else _HELD
    wrong = [] if exit_ == expected else [f"one leaves with {exit_}: {said}"]
    if exit_ == _HELD and not any(_names(said, owner) for owner in at_work):
        wrong.append(f"who has the task is not named: {said}")
    return [*wrong, f"it says: {said}"] if _UNTOLD.search(said) else wrong


def _names(said: str, owner: Started) -> bool:
    return re.search(rf"process {owner.process.pid}\b", said) is not None


def _runs(project: Project) -> dict[str, str]:
    """The state of each run as it is recorded, by its id."""
    record = read_record(project.root)
    return record.states() if record else {}


def _taken_over(folder: Path, count: int, random: Random) -> Tally:
    """The owner is killed, and whoever comes next takes over, asked to resume or not."""
    wrong, took = [], []
    for number in range(count):
        project = _waiting(folder / f"root{number}")
        owner = _started(project)
        owner.process.kill()
        owner.process.wait()
        project.file(_GO, "")
        command = (_RUN, _RESUME)[number % 2]
        (next_,) = _together(project, [command])
        exit_, said = next_.end()
        took.append(time.monotonic() - next_.began)
        if exit_ != _DONE or project.lines(OVERLAPS):
            wrong.append(f"{command[-1]}: the next leaves with {exit_}: {said}")
        states = list(_runs(project).values())
        if states != ([["running", "succeeded"], ["succeeded"]])[number % 2]:
            wrong.append(f"{command[-1]}: the runs are {states}")
    return Tally(count, tuple(wrong), {"done after, median s": f"{statistics.median(took):.2f}"})


def _stopped(folder: Path, count: int, random: Random) -> Tally:
    """The owner is stopped for a while: it is no less the owner, and nothing of it is dead."""
    wrong = []
    for number in range(count):
        project = _waiting(folder / f"root{number}")
        owner = _started(project)
        owner.process.send_signal(signal.SIGSTOP)
        try:
            for other in _together(project, [_RUN, _RESUME]):
                wrong += _about(other, *other.end(), at_work=[owner])
            time.sleep(random.uniform(0, 0.3))
            wrong += _seen_alive(project)
        finally:
            owner.process.send_signal(signal.SIGCONT)
        project.file(_GO, "")
        exit_, said = owner.end()
        if exit_ != _DONE or len(project.lines(EFFECTS)) != 1 or project.lines(OVERLAPS):
            wrong.append(f"the owner leaves with {exit_}, {project.lines(EFFECTS)}: {said}")
    return Tally(count, tuple(wrong))


def _seen_alive(project: Project) -> list[str]:
    seen = json.loads(project.run("task_status", TASK, "--json").stdout)
    states = (seen["state"], seen["subtasks"][0]["status"])
    return [] if states == ("running", "running") else [f"while it is stopped, it is {states}"]


def _side_by_side(folder: Path, count: int, random: Random) -> Tally:
    """Executors of different tasks, on one database that none of them finds there."""
    wrong = []
    for number in range(count):
        (folder / f"root{number}").mkdir()
        project = Project(folder / f"root{number}")
        tasks = [f"task_{task}" for task in range(_TASKS)]
        for task in tasks:
            project.task(task, _MANY)
        commands = [("execute_task", task, "--quiet", "--jobs", "4") for task in tasks]
        for each in _together(project, commands):
            wrong += _about(each, *each.end(), at_work=[each])
        states = list(_runs(project).values())
        if states != ["succeeded"] * _TASKS:
            wrong.append(f"the runs are {states}")
    return Tally(count, tuple(wrong), {"executors": count * _TASKS})


TRIALS = (
    Trial(
        name="one-owner",
        promise="of eight executors of a task one works, and the others leave and say who does",
        run=_at_once,
        short=1,
        full=100,
    ),
    Trial(
        name="takeovers",
        promise="when the owner is killed, the next takes over without being told that it may",
        run=_taken_over,
        short=1,
        full=20,
    ),
    Trial(
        name="stopped-owners",
        promise="an owner that is stopped for a while stays the owner, and nothing is judged dead",
        run=_stopped,
        short=1,
        full=10,
    ),
    Trial(
        name="side-by-side",
        promise="executors of different tasks wait for one another without a word",
        run=_side_by_side,
        short=1,
        full=25,
    ),
)
