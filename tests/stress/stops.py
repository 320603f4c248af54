"""Ctrl-C, TERM, HUP and readers that go away: a run ends in order, and tells the truth of it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import sqlite3
import subprocess
import termios
import time
from pathlib import Path

from tests.e2e.project import COMMAND, Project
from tests.stress.outside import Try, each, living_in, patience, start, status_of, until
from tests.stress.trial import Trial

GRACE_S = 0.5
SLACK_S = 1.0
_GRACE = {"ORCHESTRATOR_GRACE_S": str(GRACE_S)}
_EXECUTE = ("execute_task", "001", "--no-report", "--jobs", "1")
_STUBBORN = "trap '' TERM\necho $$ > pids\nwhile ! test -e go; do sleep 0.05; done\ntest -e go"
_GENTLE = (
    "trap 'echo TERM >> got; exit 1' TERM\ntrap 'echo INT >> got' INT\n"
    "echo $$ > pids\nwhile ! test -e go; do sleep 0.02; done\ntest -e go"
)
# Frames of these say that the program had no time yet to say what a signal does.
_DOOR = re.compile(r'orchestrator/(__init__|__main__|cli/__init__|cli/signals)\.py"')


def _task(project: Project, script: str) -> Path:
    project.task(
        "001_stop",
        f"# Task 001: Stop\n\n### Task 1: Goes on\n```sh\n{script}\n```\n"
        "### Task 2: Comes after\n**Depends on**: none\n```sh\n: > second\ntest -e second\n```\n",
    )
    return project.root / "pids"


def _begun(project: Project, script: str, **more: object) -> subprocess.Popen[bytes]:
    """A run whose first step goes on until there is a file `go`, or until it is stopped."""
    pids = _task(project, script)
    program = start(project, *_EXECUTE, "--json", env=_GRACE, **more)  # type: ignore[arg-type]
    until(lambda: bool(living_in([pids])), 20)
    return program


def _ended(
    project: Project, program: subprocess.Popen[bytes], code: int, limit: float, since: float
) -> Try:
    """Wait for the end of a run that was stopped, and look at what is left of it."""
    said = b"".join(part or b"" for part in program.communicate())
    seconds = time.monotonic() - since
    wrong = [f"ended after {seconds:.2f} s"] if seconds > limit else []
    if program.returncode != code:
        wrong.append(f"exit code {program.returncode}, not {code}")
    if b"Traceback" in said or b"a bug" in said:
        wrong.append(said[-300:].decode("utf-8", "replace"))
    if left := living_in([project.root / "pids"]):
        wrong.append(f"{left} remain")
    status = status_of(project)
    if status["state"] != "cancelled":
        wrong.append(f"the run is {status['state']}")
    if (project.root / "second").exists():
        wrong.append("another step was started")
    return Try(wrong, seconds)


def _once(project: Project, number: int) -> Try:
    code, name = ((130, "SIGINT"), (143, "SIGTERM"), (129, "SIGHUP"))[number % 3]
    program = _begun(project, _STUBBORN if number % 2 else _GENTLE)
    since = time.monotonic()
    program.send_signal(signal.Signals[name])
    seen = _ended(project, program, code, GRACE_S + patience(SLACK_S), since)
    if number % 2 == 0 and project.lines("got") != ["TERM"]:
        seen.wrong.append(f"the step got {project.lines('got')}")
    project.file("go", "")
    # Every fourth goes on: a resume is told apart by what was done, not by what stopped it.
    again = project.execute("001", "--resume") if number % 4 == 0 else None
    if again and (again.exit != 0 or set(again.statuses().values()) != {"succeeded"}):
        seen.wrong.append(f"resumed: {again!r}")
    return seen


def _twice(project: Project, number: int) -> Try:
    pids = _task(project, _STUBBORN)
    program = start(project, *_EXECUTE, env={"ORCHESTRATOR_GRACE_S": "30"})
    until(lambda: bool(living_in([pids])), 20)
    program.send_signal(signal.SIGINT)
    time.sleep(0.1)
    since = time.monotonic()
    program.send_signal(signal.SIGINT)
    return _ended(project, program, 130, patience(SLACK_S), since)


def _thrice(project: Project, number: int) -> Try:
    """Somebody holds the database, so that the end cannot be recorded."""
    program = _begun(project, _STUBBORN)
    holder = sqlite3.connect(project.root / ".orchestrator/state.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    program.send_signal(signal.SIGINT)
    time.sleep(0.1)
    program.send_signal(signal.SIGINT)
    time.sleep(0.8)
    since = time.monotonic()
    program.send_signal(signal.SIGINT)
    program.communicate()
    seconds = time.monotonic() - since
    holder.close()
    wrong = [f"ended after {seconds:.2f} s"] if seconds > patience(SLACK_S) else []
    if program.returncode != 130:
        wrong.append(f"exit code {program.returncode}")
    project.file("go", "")
    if (again := project.execute("001", "--resume")).exit != 0:
        wrong.append(f"resumed: {again!r}")
    if left := living_in([project.root / "pids"]):
        wrong.append(f"{left} remain")
    return Try(wrong, seconds)


def _at_a_terminal(project: Project, number: int) -> Try:
    """Even numbers press Ctrl-C there, odd ones close it."""
    ours, theirs = pty.openpty()
    program = _begun(
        project, _GENTLE, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True, preexec_fn=_take_terminal,
    )  # fmt: skip
    os.close(theirs)
    since = time.monotonic()
    if number % 2:
        os.close(ours)
        return _told_once(
            project, _ended(project, program, 129, GRACE_S + patience(SLACK_S), since)
        )
    os.write(ours, b"\x03")
    while _read(ours):
        pass
    os.close(ours)
    return _told_once(project, _ended(project, program, 130, GRACE_S + patience(SLACK_S), since))


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:
        return b""  # the other side is closed


def _told_once(project: Project, seen: Try) -> Try:
    if (got := project.lines("got")) != ["TERM"]:
        seen.wrong.append(f"the step got {got}")
    return seen


def _hung_up(project: Project, number: int) -> Try:
    ignoring = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
    program = _begun(project, _GENTLE, wrapper=ignoring)
    program.send_signal(signal.SIGHUP)
    time.sleep(0.1)
    project.file("go", "")
    program.communicate()
    state = status_of(project)["state"]
    wrong = [] if program.returncode == 0 else [f"exit code {program.returncode}"]
    return Try(wrong if state == "succeeded" else [*wrong, f"the run is {state}"])


def _nobody_reads(project: Project, number: int) -> Try:
    return (_head, _closed, _tee)[number % 3](project)


def _head(project: Project) -> Try:
    program = _begun(project, _GENTLE)
    assert program.stdout is not None
    program.stdout.readline()
    program.stdout.close()
    project.file("go", "")
    return _whole(project, program)


def _closed(project: Project) -> Try:
    program = _begun(project, _GENTLE, wrapper=("sh", "-c", 'exec "$@" <&- >&-', "sh"))
    project.file("go", "")
    return _whole(project, program)


def _whole(project: Project, program: subprocess.Popen[bytes]) -> Try:
    """That a run went on to its end and says so, though nobody read what it printed."""
    assert program.stderr is not None
    said = program.stderr.read()
    wrong = [] if program.wait() == 0 else [f"exit code {program.returncode}"]
    if b"Traceback" in said or b"rror" in said:
        wrong.append(said[-300:].decode("utf-8", "replace"))
    if (state := status_of(project)["state"]) != "succeeded":
        wrong.append(f"the run is {state}")
    program.communicate()
    return Try(wrong)


def _tee(project: Project) -> Try:
    """Ctrl-C ends the reader of a pipe as well, which is in the foreground with the program."""
    project.file("kept", "")
    reads, writes = os.pipe()
    tee = subprocess.Popen(
        ["tee", project.root / "kept"], stdin=reads, stdout=subprocess.DEVNULL, process_group=0
    )
    program = _begun(project, _GENTLE, stdout=writes, process_group=tee.pid)
    os.close(reads)
    os.close(writes)
    os.killpg(tee.pid, signal.SIGINT)
    tee.wait()
    seen = _ended(project, program, 130, GRACE_S + patience(SLACK_S), time.monotonic())
    return _told_once(project, seen)


def _early(project: Project, number: int) -> Try:
    _task(project, "test -e /")
    program = subprocess.Popen(
        [*COMMAND, *_EXECUTE],
        cwd=project.root,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    time.sleep(number * 37 % 301 / 1000)
    program.send_signal(signal.SIGINT)
    said = program.communicate()[1].decode()
    frames = [line for line in said.splitlines() if "/orchestrator/" in line]
    before = "Traceback" in said and all(_DOOR.search(line) for line in frames)
    if before or (program.returncode == -signal.SIGINT and not said):
        return Try([], counted={"before the first line of the program": 1})
    wrong = [said[-300:]] if "Traceback" in said or "a bug" in said else []
    # It may have ended before, with nothing proved; and at its very end there is nothing left to
    # tell, and a signal ends it as it ends any program.
    if program.returncode not in (0, 3, 130, -signal.SIGINT):
        wrong.append(f"exit code {program.returncode}")
    return Try(wrong)


TRIALS = (
    Trial(
        "stopped-once",
        "INT, TERM and HUP end a run in order, and a resume goes on",
        each(_once, figure="ended after"),
        short=3,
        full=18,
    ),
    Trial(
        "stopped-twice",
        "the second Ctrl-C kills at once, and the end is recorded",
        each(_twice, figure="ended after"),
        short=1,
        full=20,
    ),
    Trial(
        "stopped-thrice",
        "the third Ctrl-C ends a program that hangs",
        each(_thrice, figure="ended after"),
        short=1,
        full=10,
    ),
    Trial(
        "at-a-terminal",
        "Ctrl-C and a closed terminal reach steps as one SIGTERM",
        each(_at_a_terminal, figure="ended after"),
        short=2,
        full=20,
    ),
    Trial("hung-up", "under nohup a run goes on", each(_hung_up), short=1, full=5),
    Trial(
        "nobody-reads",
        "a reader that goes away stops no run, and loses no end",
        each(_nobody_reads),
        short=3,
        full=50,
    ),
    Trial("early", "Ctrl-C right after the start is a line", each(_early), short=8, full=60),
)
