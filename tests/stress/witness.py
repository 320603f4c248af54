"""Holds a run against what no crash may do to it: lose, repeat, double, leave, write by halves.

Looks after every fault and after every resume, and remembers what it has seen.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from orchestrator.report.written import read_markdown
from tests.e2e.project import Project, processes_with
from tests.stress.probes import EFFECTS, OVERLAPS, TASK
from tests.stress.record import Event, Record, read_record

# A helper of the orchestrator may outlive it for a moment, to write down an end.
_PATIENCE_S = 2.0
# After these the steps of a subtask run again, also those that had succeeded.
_BEGIN_ANEW = ("subtask_failed", "subtask_retried", "subtask_reset", "subtask_timed_out")


class Witness:
    """Of a project's task, which has so many subtasks. `wrong` says what was not as promised."""

    def __init__(self, project: Project, subtasks: int) -> None:
        self.wrong: list[str] = []
        self.reruns = self.lost = self.left = 0
        self.project = project
        self._subtasks = subtasks
        self._events: tuple[Event, ...] = ()
        self._done: dict[str, tuple[int, int]] = {}  # steps: since which event, how many effects

    @property
    def overlaps(self) -> int:
        """How often a step found a copy of itself at work."""
        return len(self.project.lines(OVERLAPS))

    def repeated(self) -> int:
        """How many effects happened more than once."""
        return sum(times - 1 for times in Counter(self.project.lines(EFFECTS)).values())

    def look(self, when: str) -> Record | None:
        """What can be seen at any moment, while nobody drives the run."""
        record = read_record(self.project.root)
        found = [*self._about_record(record), *self._about_reports()]
        found += [f"{line}: two copies at once" for line in self.project.lines(OVERLAPS)]
        self.wrong += [f"{self.project.root.name}, {when}: {line}" for line in found]
        return record

    def end(self, exit_: int) -> None:
        """What must be so once a resume has brought the run to a good end."""
        record = self.look("at the end")
        run = record.latest_run() if record else None
        found = [*self._about_state(exit_), *self._about_verdicts(run)]
        found += [*self._about_processes(run), *self._about_strays()]
        self.wrong += [f"{self.project.root.name}, at the end: {line}" for line in found]

    def _about_record(self, record: Record | None) -> Iterator[str]:
        if record is None:
            if self._events:
                yield "the record is gone"
            return
        if record.integrity != "ok":
            yield f"the database is not sound: {record.integrity}"
        if record.events[: len(self._events)] != self._events:
            self.lost += 1
            yield "recorded events are not there any more"
        self._events = record.events
        for line in self._reruns(record):
            self.reruns += 1
            yield line

    def _reruns(self, record: Record) -> Iterator[str]:
        """What ran though its success was recorded: by the record, and by its own word."""
        succeeded: set[str | None] = set()
        done: dict[str, int] = {}
        for event in record.events:
            if event.type == "subtask_succeeded":
                succeeded.add(event.subtask)
            elif event.type == "subtask_started" and event.subtask in succeeded:
                yield f"{event.subtask} had succeeded and was started again"
            elif event.type in _BEGIN_ANEW:
                done = {step: seq for step, seq in done.items() if _of(step) != event.subtask}
            elif event.type == "step_finished" and event.data["result"]["outcome"] == "succeeded":
                done[f"{event.subtask} {event.data['step']}"] = event.seq
        now = Counter(self.project.lines(EFFECTS))
        for step, (seq, times) in self._done.items():
            if done.get(step) == seq and now[step] != times:
                yield f"step {step} had succeeded and ran {now[step] - times} times more"
        self._done = {step: (seq, now[step]) for step, seq in done.items()}

    def _about_reports(self) -> Iterator[str]:
        for path in (self.project.root / "docs" / "reports").glob("*"):
            if path.name.startswith(".tmp-"):
                continue
            said = read_markdown(path.read_text())
            if said.run is None or said.edited:
                yield f"the report {path.name} is not whole"

    def _about_state(self, exit_: int) -> Iterator[str]:
        seen = self.project.run("task_status", TASK, "--json")
        if seen.exit != 0:
            yield f"task_status left with {seen.exit}: {seen.stderr}"
            return
        summary = json.loads(seen.stdout)
        if (exit_, summary["state"], summary["complete"]) != (0, "succeeded", True):
            yield f"exit code {exit_}, but {summary['state']}, complete {summary['complete']}"
        if len(summary["subtasks"]) != self._subtasks:
            self.lost += self._subtasks - len(summary["subtasks"])
            yield f"{len(summary['subtasks'])} of {self._subtasks} subtasks are there"
        for row in summary["subtasks"]:
            if (row["status"], row["verdict"]) != ("succeeded", "complete"):
                yield f"{row['id']} is {row['status']} and {row['verdict']}"

    def _about_verdicts(self, run: str | None) -> Iterator[str]:
        pages = list((self.project.root / "docs" / "reports").glob("*.md"))
        if len(pages) != self._subtasks + 1:
            yield f"there are {len(pages)} reports of {self._subtasks} subtasks"
        for path in pages:
            said = read_markdown(path.read_text())
            if (said.run, said.verdict) != (run, "complete"):
                yield f"the report {path.name} says {said.verdict} of run {said.run}"

    def _about_processes(self, run: str | None) -> Iterator[str]:
        until = time.monotonic() + _PATIENCE_S
        while (left := processes_of(self.project.root, run)) and time.monotonic() < until:
            time.sleep(0.02)
        self.left += len(left)
        for pid, what in left.items():
            yield f"process {pid} is left: {what}"

    def _about_strays(self) -> Iterator[str]:
        """Files that only a killed process needed."""
        root = self.project.root
        for path in root.rglob(".tmp-*"):
            yield f"{path.relative_to(root)} is left"
        for path in (root / ".orchestrator" / "runs").glob("*/*"):
            if path.suffix != ".log" and path.is_file():
                yield f"{path.relative_to(root)} is left"


def processes_of(root: Path, run: str | None) -> dict[int, str]:
    """The living processes that bear the run's marker or work in the root, with their words."""
    marked = set(processes_with(f"ORCHESTRATOR_RUN={run}")) if run else set()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            )
            if words and (int(folder.name) in marked or (folder / "cwd").readlink() == root):
                found[int(folder.name)] = words
        except OSError:
            continue
    return found


def _of(step: str) -> str:
    return step.partition(" ")[0]
