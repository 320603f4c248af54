"""A clock on the wall that is set back an hour and forward a day, again and again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from msgspec.structs import replace

from orchestrator.engines.local import LocalEngine
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.status import latest_runs, load_run, status
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.execute import execute
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.run.codec import event_to_data
from orchestrator.run.events import Recorded
from orchestrator.run.summary import RunSummary
from orchestrator.stores.sqlite import SqliteStore
from orchestrator.wiring import open_project
from tests.e2e.project import Project as Files
from tests.stress.crashed import TASK as CRASHED
from tests.stress.crashed import crash
from tests.stress.trial import Tally, Trial

_STEPS = (timedelta(hours=-1), timedelta(days=1))
# As often that in the long run it stays where it is, and mostly one run begins before the last.
_OFTEN = (24, 1)
# One in so many looks at the clock comes after it was set.
_SET_EVERY = 3
_RETRIED_S = 0.2
_TIMEOUT_S = 0.3
# Retries and timeout take this long together; an hour's or a day's error would show.
_LONGEST_S = 15.0
_TIMED = "047_timed"
_TEXT = f"""# Task 047: Timed

### Task 1: Again
- **Retries**: 2
- **Retry delay**: {_RETRIED_S}s
```sh
echo x >> tried
test "$(wc -l < tried)" -ge 3
```

### Task 2: Late
- **Timeout**: {_TIMEOUT_S}s
```sh
sleep 20
```
"""


class SetClock:
    """Its time of day jumps; its seconds for waits go on as they do."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._off = timedelta()

    def now(self) -> datetime:
        """The time of day, as somebody has set it meanwhile."""
        if self._random.randrange(_SET_EVERY) == 0:
            self.set()
        return datetime.now(UTC) + self._off

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    def set(self) -> None:
        """Set it back an hour, or forward a day."""
        self._off += self._random.choices(_STEPS, _OFTEN)[0]


def set_clocks(folder: Path, count: int, random: Random) -> Tally:
    """Run retries and a timeout, and go on with a crash, while the clock is set."""
    made = crash()
    clock = SetClock(random)
    root = folder / "timed"
    root.mkdir()
    project = _project(root, clock)
    wrong: list[str] = []
    runs: list[str] = []
    for _ in range(count):
        Files(root).task(_TIMED, _TEXT)
        (root / "tried").unlink(missing_ok=True)
        wrong += _timed(project, runs)
    wrong += _ordered(project, runs)
    place = folder / "crashed"
    made.lay_out(place, log=made.log)
    wrong += _gone_on(_project(place, clock))
    return Tally(count, tuple(wrong), {"runs": len(runs) + 1})


def _project(root: Path, clock: SetClock) -> Project:
    """The real parts, with another clock."""
    made = open_project(root, {"report": False, "grace_s": 0.2})
    return replace(
        made,
        clock=clock,
        store=lambda: SqliteStore(made.workspace.database, clock=clock),
        engine=lambda: LocalEngine(made.workspace.root, clock=clock, grace_s=0.2),
    )


def _executed(project: Project, task: str, *, resume: bool = False) -> RunSummary:
    plan = find_task(project, task).plan
    assert plan is not None
    watch = Watch(sinks_for=lambda plan, notes: (), on_started=lambda driver: None)
    return execute(project, plan, ExecuteOptions(resume=resume), watch).summary


def _timed(project: Project, runs: list[str]) -> list[str]:
    began = time.monotonic()
    summary = _executed(project, _TIMED)
    took = time.monotonic() - began
    runs.append(summary.run)
    by_id = {row.id: row for row in summary.subtasks}
    faults = []
    if (by_id["task_1"].status, by_id["task_1"].attempts) != ("succeeded", 3):
        faults.append(f"the retries came to {by_id['task_1']}")
    if by_id["task_2"].status != "timed_out":
        faults.append(f"the timeout came to {by_id['task_2']}")
    if not 2 * _RETRIED_S <= took <= _LONGEST_S:
        faults.append(f"it took {took:.1f} s")
    return faults + _durations(project, _TIMED, summary)


def _durations(project: Project, task: str, summary: RunSummary) -> list[str]:
    """No duration below nothing or beyond what it took, and events in their order."""
    records = load_run(project, task).records
    told = [each for record in records for each in _in(event_to_data(record.event), "duration_ms")]
    shown = [summary.duration_ms, status(project, task).duration_ms]
    shown += [row.duration_ms for row in summary.subtasks if row.duration_ms is not None]
    faults = [
        f"a duration of {each} ms" for each in (*told, *shown) if not 0 <= each <= _LONGEST_S * 1000
    ]
    if [record.seq for record in records] != list(range(1, len(records) + 1)):
        faults.append("its events are not in their order")
    return faults


def _in(value: object, name: str) -> list[float]:
    """All numbers of that name, however deep."""
    if isinstance(value, dict):
        here = [value[name]] if isinstance(value.get(name), int | float) else []
        return here + [each for inner in value.values() for each in _in(inner, name)]
    if isinstance(value, list):
        return [each for inner in value for each in _in(inner, name)]
    return []


def _ordered(project: Project, runs: Sequence[str]) -> list[str]:
    """Ids are unique, and sort as the runs were started."""
    faults = []
    if sorted(set(runs)) != list(runs):
        faults.append(f"the ids do not sort by their start: {runs}")
    listed = [row.run for row in reversed(latest_runs(project, len(runs)))]
    if listed != list(runs):
        faults.append("the list of runs is in another order")
    return faults


def _gone_on(project: Project) -> list[str]:
    """A crash under one time of day, the resume under another."""
    summary = _executed(project, CRASHED, resume=True)
    faults = [] if summary.complete else [f"the resume came to {summary}"]
    ran = Files(project.workspace.root).lines("ran")
    if ran != ["3", "4"]:
        faults.append(f"the resume ran {ran}")
    # From the crash to the resume a day may have passed by the clock, and none did.
    records = load_run(project, CRASHED).records
    return faults + _backwards(records)


def _backwards(records: Sequence[Recorded]) -> list[str]:
    told = [each for record in records for each in _in(event_to_data(record.event), "duration_ms")]
    return [f"a duration of {each} ms" for each in told if not 0 <= each <= _LONGEST_S * 1000]


CLOCKS = Trial(
    name="clocks",
    promise="a clock set back an hour or forward a day changes no wait, no duration, no order",
    run=set_clocks,
    short=2,
    full=10,
)
