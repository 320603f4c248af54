"""Tests of process trees: who belongs to one, and that strangers don't."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator.engines import processes
from orchestrator.engines.tree import Tree

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="without /proc a tree is its group alone"
)
MARKER = f"TREE_TEST={os.getpid()}"
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a shell in a session of its own, and waits until it says that it is ready."""
    started: list[subprocess.Popen[bytes]] = []

    def start_one(script: str, *, marked: bool = True) -> subprocess.Popen[bytes]:
        name, _, value = MARKER.partition("=")
        process = subprocess.Popen(
            ["sh", "-c", script],
            env={"PATH": os.environ["PATH"], **({name: value} if marked else {})},
            start_new_session=True,
            stdout=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start_one
    for process in started:
        Tree(process.pid, MARKER.encode()).kill()
        process.kill()
        process.communicate()


def until_gone(tree: Tree) -> None:
    deadline = time.monotonic() + 5
    while tree.living():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("script", "size"),
    [
        ("echo; exec sleep 60", 1),
        ("sleep 60 & echo; wait", 2),
        ("setsid sleep 60 & sleep 0.2; echo; wait", 2),
        ("env -i sleep 60 & echo; wait", 2),
        ("env -i setsid sleep 60 & sleep 0.2; echo; wait", 2),
    ],
)
def test_all_that_belong_are_counted_and_killed(start: Start, script: str, size: int) -> None:
    leader = start(script)
    tree = Tree(leader.pid, MARKER.encode())
    assert tree.living() == size
    tree.kill()
    assert leader.wait() == -9
    until_gone(tree)


def test_orphan_in_a_session_of_its_own_is_found_by_its_marker(start: Start) -> None:
    leader = start("setsid sleep 60 >/dev/null & sleep 0.2; echo")
    tree = Tree(leader.pid, MARKER.encode())
    while processes.look_at(leader.pid) is not None:
        time.sleep(0.01)
    assert tree.living() == 1
    tree.kill()
    until_gone(tree)


def test_known_process_stays_known_when_its_parent_is_gone(start: Start) -> None:
    leader = start("env -i setsid sleep 60 >/dev/null & sleep 0.2; echo; sleep 0.5")
    tree = Tree(leader.pid, MARKER.encode())
    assert tree.living() >= 1
    while processes.look_at(leader.pid) is not None:
        time.sleep(0.01)
    assert tree.living() == 1
    tree.kill()
    until_gone(tree)


def test_terminate_wakes_stopped_processes_so_that_they_can_end(start: Start) -> None:
    leader = start("echo; kill -STOP $$; sleep 60")
    time.sleep(0.1)
    tree = Tree(leader.pid, MARKER.encode())
    tree.terminate()
    assert leader.wait(5) == -15


def test_group_is_empty_once_all_of_it_is_gone(start: Start) -> None:
    leader = start("sleep 60 >/dev/null & echo; exit 0")
    tree = Tree(leader.pid, MARKER.encode())
    leader.wait()
    tree.reaped = True
    assert not tree.group_is_empty()
    assert tree.living() == 1
    tree.kill()
    until_gone(tree)


def test_strangers_are_left_alone(start: Start) -> None:
    stranger = start("echo; sleep 60", marked=False)
    own = start("echo; sleep 60")
    tree = Tree(own.pid, MARKER.encode())
    tree.kill()
    own.wait()
    until_gone(tree)
    assert stranger.poll() is None


def test_number_of_a_reaped_leader_may_be_a_strangers(start: Start) -> None:
    # A living process with the number of a leader that was reaped: the number was reused.
    stranger = start("echo; sleep 60", marked=False)
    tree = Tree(stranger.pid, MARKER.encode())
    tree.reaped = True
    assert tree.group_is_empty()
    assert tree.living() == 0
    tree.terminate()
    tree.kill()
    time.sleep(0.1)
    assert stranger.poll() is None


def test_signal_goes_to_the_very_process_that_was_seen() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        seen = processes.look_at(process.pid)
        assert seen is not None
        later = processes.Process(seen.pid, seen.parent, seen.group, seen.session, seen.started + 1)
        assert processes.send(later, 9)
        time.sleep(0.1)
        assert process.poll() is None
        assert processes.send(seen, 9)
        assert process.wait(5) == -9
        assert processes.send(seen, 9)
    finally:
        process.kill()
        process.wait()


def test_process_name_with_brackets_is_read(tmp_path: Path) -> None:
    odd = tmp_path / "a) R 1 (b"
    odd.symlink_to("/bin/sleep")
    process = subprocess.Popen([str(odd), "60"])
    try:
        seen = processes.look_at(process.pid)
        assert seen is not None
        assert seen.parent == os.getpid()
    finally:
        process.kill()
        process.wait()


def test_a_group_is_told_once(start: Start) -> None:
    leader = start("trap 'echo told' TERM; echo; while :; do sleep 0.01; done")
    tree = Tree(leader.pid, MARKER.encode())
    tree.terminate()
    time.sleep(0.2)
    tree.kill()
    assert leader.stdout is not None
    assert leader.stdout.read() == b"told\n"
