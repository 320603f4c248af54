"""Processes of steps: that whole trees end in time, and that nobody else's ever do."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from random import Random

from msgspec.structs import replace

from orchestrator.engines import processes
from tests.e2e.project import Project
from tests.stress.outside import (
    Try,
    Usage,
    children_of,
    each,
    is_alive,
    living_in,
    patience,
    start,
    status_of,
    until,
    until_gone,
    usage_of,
)
from tests.stress.trial import Tally, Trial

TIMEOUT_S = 1.0
GRACE_S = 0.5
SLACK_S = 0.5
_GRACE = {"ORCHESTRATOR_GRACE_S": str(GRACE_S)}
# How often a process must be seen to be more than one that passes by.
_AT_REST = 5
_MORE_HANDLES = 5
_MORE_MB = 50
_LAST_PID = Path("/proc/sys/kernel/ns_last_pid")

# All ignore SIGTERM; two lead sessions of their own, the last has an empty environment. One more
# has all of that, and lost its parent at once.
_GENERATIONS = """
trap '' TERM
echo $$ >> "$1"
case "$2" in
3) setsid sh generations.sh "$1" 2 &
   (env -i PATH="$PATH" setsid sh generations.sh "$1" 0 &) ;;
2) setsid sh generations.sh "$1" 1 & ;;
1) env -i PATH="$PATH" sh generations.sh "$1" 0 & ;;
esac
exec sleep 60
"""
# Fails twice, and leaves a process each time that only SIGKILL ends, without session, environment
# and parent; it has the lock of the step, so that a second copy of it finds it taken.
_RETRIED = """\
exec 9>"$ORCHESTRATOR_SUBTASK.lock"
flock -n 9 || echo "$ORCHESTRATOR_SUBTASK" >> overlaps
echo $ORCHESTRATOR_SUBTASK >> tried
(exec env -i PATH="$PATH" setsid sh -c "trap '' TERM; echo \\$\\$ >> pids; exec sleep 60" &)
while ! test "$(wc -l < pids)" -ge "$ORCHESTRATOR_ATTEMPT"; do sleep 0.01; done 2>&-
sleep 0.1
test "$ORCHESTRATOR_ATTEMPT" = 3
"""
_AT_ONCE = 2


def _task(project: Project, script: str, *keys: str) -> None:
    named = "\n".join(keys)
    body = f"```bash\n{script}\n```"
    project.task("001_tree", f"# Task 001: Tree\n\n### Task 1: Try\n{named}\n{body}\n")


def _execute(project: Project) -> subprocess.Popen[bytes]:
    return start(project, "execute_task", "001", "--json", env=_GRACE)


def _row(project: Project) -> dict[str, object]:
    row: dict[str, object] = status_of(project)["subtasks"][0]
    return row


def _whole_tree(project: Project, number: int) -> Try:
    project.file("generations.sh", _GENERATIONS)
    script = ": > began; exec sh generations.sh pids 3"
    _task(project, script, f"**Timeout**: {TIMEOUT_S:g}s")
    program = _execute(project)
    pids = project.root / "pids"
    end = until_gone(pids, at_least=5, seconds=10)
    program.communicate()
    wrong = _not_in_time(project, end, TIMEOUT_S + GRACE_S + patience(SLACK_S))
    if (status := _row(project)["status"]) != "timed_out":
        wrong.append(f"it is {status}")
    for pid in living_in([pids]):
        os.kill(pid, signal.SIGKILL)
    return Try(wrong, _since_began(project, end))


def _retried(project: Project, number: int) -> Try:
    pieces = [
        f"### Task {n}: Try\n**Retries**: 2\n```bash\n{_RETRIED}```\n"
        for n in range(1, 2 + number % _AT_ONCE)
    ]
    project.task("001_tree", "\n".join(["---\norder: parallel\n---\n# Task 001: Tree\n", *pieces]))
    program = start(project, "execute_task", "001", "--json", "-j", "4", env=_GRACE)
    printed, _ = program.communicate()
    wrong = []
    if overlaps := project.lines("overlaps"):
        wrong.append(f"{len(overlaps)} copies ran beside another")
    if len(tried := project.lines("tried")) != 3 * len(pieces):
        wrong.append(f"{len(tried)} attempts")
    if left := living_in([project.root / "pids"]):
        wrong.append(f"{len(left)} outlived the program")
    if printed.count(b"left behind and ended") < 2:
        wrong.append("nobody is told")
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return Try(wrong)


def _since_began(project: Project, end: float | None) -> float | None:
    return None if end is None else end - (project.root / "began").stat().st_mtime


def _not_in_time(project: Project, end: float | None, limit: float) -> list[str]:
    seconds = _since_began(project, end)
    if seconds is None:
        return ["not gone"]
    return [f"gone after {seconds:.2f} s"] if seconds > limit else []


def _first_to_die(project: Project, number: int) -> Try:
    stubborn = "sh -c \"trap '' TERM; echo \\$\\$ >> pids; exec sleep 60\" &"
    _task(project, f": > began\n{stubborn}\necho $$ >> pids\nwait", "**Timeout**: 300ms")
    program = _execute(project)
    end = until_gone(project.root / "pids", at_least=2, seconds=10)
    program.communicate()
    wrong = _not_in_time(project, end, 0.3 + GRACE_S + patience(SLACK_S))
    seconds = _since_began(project, end)
    if seconds is not None and seconds < GRACE_S:
        wrong.append(f"killed after {seconds:.2f} s, before its grace was over")
    if (status := _row(project)["status"]) != "timed_out":
        wrong.append(f"it is {status}")
    return Try(wrong, seconds)


def _cooperative(project: Project, number: int) -> Try:
    script = (
        "trap 'echo TERM >> got; sleep 0.5; echo clean > cleaned; exit 0' TERM\n"
        ": > began\necho $$ > pids\nwhile :; do sleep 0.02; done"
    )
    _task(project, script, "**Timeout**: 300ms")
    program = start(project, "execute_task", "001", "--json", env={"ORCHESTRATOR_GRACE_S": "20"})
    end = until_gone(project.root / "pids", at_least=1, seconds=10)
    program.communicate()
    wrong = _not_in_time(project, end, 0.3 + 0.5 + patience(SLACK_S))
    if project.lines("cleaned") != ["clean"]:
        wrong.append("it could not clean up")
    if (got := project.lines("got")) != ["TERM"]:
        wrong.append(f"it got {got}")
    return Try(wrong, _since_began(project, end))


def _left_behind(project: Project, number: int) -> Try:
    stubborn = number % 2 == 0
    trap = "trap '' TERM; " if stubborn else ""
    child = f'sh -c "{trap}echo \\$\\$ >> pids; exec sleep 60" &'
    _task(project, f"{child}\nwhile ! test -s pids; do sleep 0.01; done\n: > began")
    program = _execute(project)
    end = until_gone(project.root / "pids", at_least=1, seconds=10)
    program.communicate()
    wrong = _not_in_time(project, end, patience(SLACK_S) + (1.0 if stubborn else 0.0))
    row = _row(project)
    if row["status"] != "succeeded":
        wrong.append(f"it is {row['status']}")
    reports = "".join(file.read_text() for file in (project.root / "docs/reports").glob("*.md"))
    if "1 process left behind and ended" not in reports:
        wrong.append("nobody is told")
    return Try(wrong, _since_began(project, end))


def _silent(project: Project, number: int) -> Try:
    _task(project, "exec >&- 2>&-\nsleep 1\n: > after")
    _execute(project).communicate()
    row = _row(project)
    wrong = []
    if row["status"] != "succeeded" or not (project.root / "after").exists():
        wrong.append(f"it is {row['status']}")
    seconds = float(str(row["duration_ms"])) / 1000
    if not 1.0 <= seconds <= 1.0 + patience(SLACK_S):
        wrong.append(f"it took {seconds:.2f} s")
    return Try(wrong, seconds)


def _stopped_watch(project: Project, number: int) -> Try:
    _task(project, ": > began\nsleep 0.3\ntest -e began", "**Timeout**: 600ms")
    program = _execute(project)
    until((project.root / "began").exists, 10)
    program.send_signal(signal.SIGSTOP)
    time.sleep(2.0 if number else 1.0)
    program.send_signal(signal.SIGCONT)
    program.communicate()
    row = _row(project)
    wrong = [] if row["status"] == "succeeded" else [f"it is {row['status']}: {row['reasons']}"]
    return Try(wrong, float(str(row["duration_ms"])) / 1000)


def _strangers(folder: Path, count: int, random: Random) -> Tally:
    """Numbers of the dead are given to strangers where the kernel lets us, else records of the
    dead are made up; the strangers must outlive every signal to the dead."""
    forcible = os.access(_LAST_PID, os.W_OK)
    dead = [subprocess.Popen(["sleep", "60"]) for _ in range(count if forcible else 0)]
    known = [process for each_ in dead if (process := processes.look_at(each_.pid))]
    for each_ in dead:
        each_.kill()
        each_.wait()
    # Start times are told in ticks of 10 ms; nothing else tells two of the same tick apart.
    time.sleep(0.05)
    strangers: list[subprocess.Popen[bytes]] = []
    records: list[processes.Process] = []
    for number in range(count):
        if forcible:
            _LAST_PID.write_text(str(known[number].pid - 1))
        stranger = subprocess.Popen(["sleep", "60"])
        strangers.append(stranger)
        seen = processes.look_at(stranger.pid)
        assert seen is not None
        reused = forcible and stranger.pid == known[number].pid
        records.append(known[number] if reused else replace(seen, started=seen.started - 1))
    for record in records:
        processes.send(record, signal.SIGKILL)
    time.sleep(0.05)
    wrong = [f"{each_.pid} was hit" for each_ in strangers if not is_alive(each_.pid)]
    forced = sum(record in known for record in records)
    for each_ in strangers:
        each_.kill()
        each_.wait()
    return Tally(count, tuple(wrong), {"numbers really reused": forced})


def _leaks(folder: Path, count: int, random: Random) -> Tally:
    project = Project(folder)
    steps = "\n".join(f"### Task {n}: Step\n```sh\n: > began\n```" for n in range(1, count + 1))
    project.task("001_leak", f"---\norder: parallel\n---\n# Task 001: Leak\n\n{steps}\n")
    nothing = subprocess.DEVNULL
    given = ("execute_task", "001", "--no-report", "-q", "-j", "4")
    program = start(project, *given, stdout=nothing, stderr=nothing)
    until((project.root / "began").exists, 30)
    watched: dict[int, list[Usage]] = {}
    zombies: Counter[int] = Counter()
    while program.poll() is None:
        running, dead = children_of(program.pid)
        for pid in (program.pid, *running):
            if (usage := usage_of(pid)) is not None:
                watched.setdefault(pid, []).append(usage)
        zombies.update(dead)
        time.sleep(0.02)
    remained = [pid for pid, seen in zombies.items() if seen > _AT_REST]
    # What serves the whole run is seen again and again, a step hardly twice.
    lasting = [seen for seen in watched.values() if len(seen) > _AT_REST]
    handles = max((_handles_more(seen) for seen in lasting), default=0)
    memory = sum(seen[-1].peak_mb - seen[0].resident_mb for seen in lasting)
    done = [row["status"] for row in status_of(project)["subtasks"]].count("succeeded")
    wrong = (
        *(f"{pid} remained a zombie" for pid in remained),
        *([f"{handles} handles more"] if handles > _MORE_HANDLES else []),
        *([f"{memory:.0f} MB more"] if memory > _MORE_MB else []),
        *([f"{done} of {count} succeeded"] if done != count else []),
    )
    figures = {"handles more": handles, "MB more": round(memory), "zombies": len(remained)}
    return Tally(count, wrong, figures)


def _handles_more(seen: list[Usage]) -> int:
    """By how many more handles are held in the second half of the run than in the first. Steps
    that happen to be under way hold some; the middle of each half tells them from a leak."""
    half = len(seen) // 2
    first, second = (sorted(each_.handles for each_ in part) for part in (seen[:half], seen[half:]))
    return second[len(second) // 2] - first[len(first) // 2]


_CLEARED = "trees cleared"

TRIALS = (
    Trial(
        "whole-trees",
        f"a whole family that ignores SIGTERM is gone by timeout + grace + {SLACK_S:g} s",
        each(_whole_tree, figure="gone after", well=_CLEARED),
        short=3,
        full=30,
    ),
    Trial(
        "retried",
        "a retry never runs beside what the attempt before it left behind, hidden as it may be",
        each(_retried, well=_CLEARED),
        short=2,
        full=12,
    ),
    Trial(
        "leader-first",
        "a leader that dies at once does not spare a child that ignores SIGTERM",
        each(_first_to_die, figure="gone after", well=_CLEARED),
        short=1,
        full=12,
    ),
    Trial(
        "cooperative",
        "one SIGTERM, time to clean up, and no waiting for the rest of the grace",
        each(_cooperative, figure="gone after", well=_CLEARED),
        short=1,
        full=12,
    ),
    Trial(
        "left-behind",
        "a child that holds the output open keeps nobody waiting, and is ended and told",
        each(_left_behind, figure="gone after the leader's end", well=_CLEARED),
        short=1,
        full=12,
    ),
    Trial(
        "silent",
        "a step that closes its output ends when it ends",
        each(_silent, figure="took"),
        short=1,
        full=10,
    ),
    Trial(
        "stopped-clock",
        "a program that was stopped does not take its steps for dead",
        each(_stopped_watch, figure="took"),
        short=1,
        full=5,
    ),
    Trial("strangers", "whoever has a dead process's number is left alone", _strangers, 100, 500),
    Trial("leaks", "many steps leave no handle, no zombie and no memory", _leaks, 100, 2000),
)
