"""The points at which a run is killed, by name; how that is done is not known here."""

from __future__ import annotations

from dataclasses import dataclass

from tests.stress.crashing import AFTER, BEFORE


@dataclass(frozen=True, slots=True)
class Point:
    """Where a function begins (`before`) or ends (`after`), or where it calls a `builtin`; with
    `under` only while that function is on the way. It comes at least `times` times."""

    name: str
    function: str
    moment: str
    builtin: str = ""
    under: str = ""
    times: int = 1


_STORE = "orchestrator.stores.sqlite:SqliteStore"
_DRIVER = "orchestrator.run.driver:Driver"
_LOCK = "orchestrator.stores.lock:TaskLock"
_SPAWN = "orchestrator.engines.execution:Execution._spawn"
_SWEEP = "orchestrator.engines.leftovers:sweep"
_WRITE = "orchestrator.atomic:write_atomic"
_PLAN = "orchestrator.operations.converting.plantext:write_converted"
_REPORT = "orchestrator.operations.reporting.report:_write"
_LOG = "orchestrator.engines.log:Log"
_CUT = f"{_LOG}.cut"
_MIGRATE = "orchestrator.stores.schema:migrate"
_PREPARE = "orchestrator.workspace:Workspace.prepare"
_FLUSH = "orchestrator.stores.flusher:Flusher._flush"
_TAKE_UP = "orchestrator.operations.running.posting:take_up"
_RESUMPTION = "orchestrator.operations.running.resuming:plan_resumption"
_SEND = "orchestrator.engines.leftovers:_send"
_TAKE = f"{_DRIVER}._take"
_OPEN = f"{_DRIVER}._settle_what_has_ended"

# From the first start of a task to the end of its run.
STARTING: tuple[Point, ...] = (
    Point("the state folder is made", _PREPARE, AFTER),
    Point("the lock is taken", f"{_LOCK}.acquire", AFTER),
    Point("the plan's file is half written", _WRITE, BEFORE, builtin="replace", under=_PLAN),
    Point("the plan's file is written", _PLAN, AFTER),
    Point("the database is empty", _MIGRATE, BEFORE),
    Point("the migration is under way", _MIGRATE, BEFORE, builtin="execute", times=8),
    Point("the migration is done", _MIGRATE, AFTER),
    Point("the plan is recorded", f"{_STORE}.save_plan", AFTER),
    Point("the holder names its run", f"{_LOCK}.note", AFTER, times=2),
    Point("a claim is not recorded", f"{_STORE}.append", BEFORE, times=8),
    Point("a claim is not committed", f"{_STORE}._write", AFTER, times=8),
    Point("a claim is recorded", f"{_STORE}.append", AFTER, times=8),
    Point("a process is not started", _SPAWN, BEFORE, times=6),
    Point("a process is started", _SPAWN, AFTER, times=6),
    Point("an end is not recorded", _TAKE, BEFORE, times=10),
    Point("an end is noted", _TAKE, AFTER, times=10),
    Point("a log is to be cut", _CUT, BEFORE, times=4),
    Point("a log is to be cut to its ends", _CUT, BEFORE, builtin="replace"),
    Point("a log is being cut", _CUT, AFTER, builtin="replace"),
    Point("a log is cut to its head", f"{_LOG}.append_file", AFTER, under=_CUT),
    Point("a log is cut", _CUT, AFTER, times=4),
    Point("the end is not recorded", f"{_DRIVER}._finish", BEFORE),
    Point("the end is recorded", f"{_DRIVER}._finish", AFTER),
    Point("what was left is swept", _SWEEP, AFTER),
    Point("a report is not begun", _WRITE, BEFORE, under=_REPORT, times=5),
    Point("a report is half written", _WRITE, BEFORE, builtin="replace", under=_REPORT, times=5),
    Point("a report is in place", _WRITE, AFTER, under=_REPORT, times=5),
    Point("the log of the database is flushed", _FLUSH, AFTER),
    Point("the store is not closed", f"{_STORE}.close", BEFORE),
    Point("the store is closed", f"{_STORE}.close", AFTER),
    Point("the lock is not given back", f"{_LOCK}.release", BEFORE),
)

# From the start of a resume, while something of the killed run may still be going on.
RESUMING: tuple[Point, ...] = (
    Point("the resume has the lock", f"{_LOCK}.acquire", AFTER),
    Point("what was said is taken up", _TAKE_UP, AFTER),
    Point("the resume is planned", _RESUMPTION, AFTER),
    Point("nothing is swept", _SWEEP, BEFORE),
    Point("what is left was asked to end", _SEND, AFTER),
    Point("all is swept", _SWEEP, AFTER),
    Point("the resume has found its plan", f"{_STORE}.has_plan", AFTER),
    Point("the run is not opened", _OPEN, BEFORE),
    Point("the run is opened, not recorded", _OPEN, AFTER),
    Point("the opening is not committed", f"{_STORE}._write", AFTER),
    Point("the opening is recorded", f"{_STORE}.append", AFTER),
    Point("the resume starts nothing yet", _SPAWN, BEFORE),
    Point("the resume has started something", _SPAWN, AFTER),
)
