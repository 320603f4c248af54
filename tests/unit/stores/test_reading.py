"""The database as an onlooker has it, beside writers that come and go."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from orchestrator.stores.reading import Reader

COME_AND_GO = """
import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path
from orchestrator.packed import pack
from orchestrator.stores.sqlite import SqliteStore

class Clock:
    def now(self): return datetime.now(UTC)
    def monotonic(self): return 0.0

path = Path(sys.argv[1])
print("ready", flush=True)
for number in itertools.count():
    store = SqliteStore(path, clock=Clock())
    store.save_plan(pack([b"%d" % number]))
    store.close()
"""
LONG_ENOUGH_S = 2.0


def test_who_looks_while_writers_come_and_go_is_never_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with subprocess.Popen(
        [sys.executable, "-c", COME_AND_GO, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        try:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            until = time.monotonic() + LONG_ENOUGH_S
            looked = 0
            while time.monotonic() < until:
                reader = Reader(path)
                assert reader.latest_run("001_none") is None
                reader.close()
                looked += 1
        finally:
            writer.kill()
    assert looked > 10
