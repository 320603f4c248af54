"""The lock between real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.diagnostics import HeldError, StorageError
from orchestrator.operations.project import Holder
from orchestrator.stores.lock import TaskLock, holder

HOLD = """
import sys, time
from pathlib import Path
from orchestrator.stores.lock import TaskLock
lock = TaskLock(Path(sys.argv[1]))
lock.acquire()
lock.note("run-9")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "locks" / "012_ship.lock"


@pytest.fixture
def other(path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_nobody_holds_a_lock_that_was_never_taken(path: Path) -> None:
    assert holder(path) is None
    assert not path.exists()


def test_the_holder_is_named(path: Path, other: subprocess.Popen[str]) -> None:
    found = holder(path)
    assert found is not None
    assert (found.pid, found.run) == (other.pid, "run-9")


def test_a_second_process_is_told_whom_to_ask(path: Path, other: subprocess.Popen[str]) -> None:
    before = time.monotonic()
    with pytest.raises(HeldError) as caught:
        TaskLock(path).acquire()
    assert time.monotonic() - before < 1.0
    assert f"012_ship is being run by process {other.pid} (run run-9)" in caught.value.message
    assert "orchestrator cancel 012_ship" in (caught.value.hint or "")


def test_a_killed_holder_leaves_the_lock_free(path: Path, other: subprocess.Popen[str]) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert holder(path) is None
    with TaskLock(path):
        found = holder(path)
        assert found is not None
        assert found.pid == os.getpid()


def test_the_file_stays_when_the_lock_is_given_back(path: Path) -> None:
    lock = TaskLock(path)
    with lock:
        inode = path.stat().st_ino
    lock.release()
    assert path.stat().st_ino == inode
    assert path.stat().st_mode & 0o777 == 0o600
    assert holder(path) is None


def test_of_eight_processes_that_come_at_once_one_gets_it(path: Path) -> None:
    script = HOLD.replace('print("held", flush=True)', 'print("held", flush=True); time.sleep(3)')
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    outputs = [racer.communicate() for racer in racers]
    assert [out for out, _ in outputs].count("held\n") == 1
    assert sum("HeldError" in errors for _, errors in outputs) == 7


def test_probing_does_not_keep_anybody_from_the_lock(path: Path) -> None:
    with TaskLock(path):
        pass
    prober = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\nfrom pathlib import Path\nfrom orchestrator.stores.lock import holder\n"
            "print('ready', flush=True)\nwhile True: holder(Path(sys.argv[1]))",
            str(path),
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert prober.stdout is not None
        prober.stdout.readline()
        for _ in range(100):
            with TaskLock(path):
                pass
    finally:
        prober.kill()
        prober.communicate()


def test_a_note_that_cannot_be_read_names_nobody(path: Path) -> None:
    with TaskLock(path):
        path.write_bytes(b'{"pid": ')
        assert holder(path) == Holder()


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["living", "gone"])
def test_a_note_of_a_killed_holder_is_not_believed(path: Path, pid: int) -> None:
    with TaskLock(path):
        path.write_text(f'{{"pid": {pid}, "started": "1", "run": "run-1"}}')
        assert holder(path) == Holder()


def test_a_lock_file_that_is_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("mine")
    path.symlink_to(victim)
    with pytest.raises(StorageError):
        TaskLock(path).acquire()
    assert victim.read_text() == "mine"


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", ["a pipe", "a hard link"])
def test_what_is_no_lock_file_is_neither_waited_for_nor_written(
    path: Path, tmp_path: Path, kind: str
) -> None:
    path.parent.mkdir(exist_ok=True)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    if kind == "a pipe":
        os.mkfifo(path)
    else:
        path.hardlink_to(victim)
    with pytest.raises(StorageError):
        TaskLock(path).acquire()
    with pytest.raises(StorageError):
        holder(path)
    assert victim.read_text() == "mine"
