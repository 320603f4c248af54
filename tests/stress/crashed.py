"""A run that was killed in its slow step, as files that a trial lays out as often as it likes."""

from __future__ import annotations

import os
import signal
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestrator.run.events import Recorded
from orchestrator.stores.sqlite import SqliteStore
from tests.e2e.project import Project
from tests.stress.damage import PAGE

TASK = "041_crash"
TEXT = """# Task 041: Crash

### Task 1: First
```sh
echo 1 >> ran
test -s ran
```

### Task 2: Second
- **Depends on**: Task 1
```sh
echo 2 >> ran
test -s ran
```

### Task 3: Third
- **Depends on**: Task 2
```sh
for n in $(seq 100); do [ -e aside ] && break; sleep 0.05; done
touch began
for n in $(seq 200); do [ -e go ] && break; sleep 0.1; done
echo 3 >> ran
test -e go
```

### Task 4: Last
- **Depends on**: Task 3
```sh
echo 4 >> ran
test -s ran
```

### Task 5: Aside
```sh
touch aside
test -e aside
```
"""
_TRIES = 8


@dataclass(frozen=True)
class Crash:
    """`database` holds the tables as they were before the run, `log` all that was recorded of
    it, and `records` what that is."""

    run: str
    database: bytes
    log: bytes
    records: tuple[Recorded, ...]

    def lay_out(self, folder: Path, *, database: bytes | None = None, log: bytes) -> Path:
        """A project with this crash in it; its database."""
        path = folder / ".orchestrator/state.db"
        path.parent.mkdir(parents=True, mode=0o700)
        path.write_bytes(self.database if database is None else database)
        path.with_name("state.db-wal").write_bytes(log)
        project = Project(folder)
        project.task(TASK, TEXT)
        project.file("go", "")
        project.file("aside", "")
        return path


@cache
def crash() -> Crash:
    """Let the program run and kill it before anything has left the write-ahead log; one is
    enough for all trials of a process."""
    with tempfile.TemporaryDirectory(prefix="stress-crash-") as folder:
        for number in range(_TRIES):
            made = _killed(Path(folder, str(number)))
            if made is not None:
                return made
    raise RuntimeError(f"the log was emptied before the kill, {_TRIES} times")


def records_in(path: Path, run: str) -> tuple[Recorded, ...]:
    """What the program reads of a run; nothing where it is not recorded."""
    reader = SqliteStore.open_readonly(path)
    try:
        return tuple(reader.events(run))
    finally:
        reader.close()


def _killed(folder: Path) -> Crash | None:
    folder.mkdir()
    project = Project(folder)
    project.task(TASK, TEXT)
    process = project.start("execute_task", TASK, "--no-report")
    project.wait_for("began")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    project.file("go", "")
    path = folder / ".orchestrator/state.db"
    database, log = path.read_bytes(), path.with_name("state.db-wal").read_bytes()
    reader = SqliteStore.open_readonly(path)
    run = reader.runs(1)[0].run
    reader.close()
    records = records_in(path, run)
    # The flusher had its turn: what is in the log is not all any more.
    if len(database) > PAGE:
        return None
    return Crash(run=run, database=database, log=log, records=records)
