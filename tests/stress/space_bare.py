"""Surroundings in which things are missing that are nearly always there: variables, programs,
the folder one stands in, standard streams; and a bug, made by a damaged library."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.e2e.project import CHECKOUT, COMMAND, Project, Result
from tests.stress import space_runs as runs
from tests.stress.trial import Tally

# Its words are of many alphabets, so that narrow encodings have something to do.
_TASK = (
    "# Task 001: Prüfung ✅ 完了\n### Task 1: Größe\n```sh\n"
    "printf 'é\\377\\n'; echo 1 >> effects\ntest -s effects\n```\n"
)
_SECRET = "a-value-of-the-environment"


@dataclass(frozen=True)
class _Bare:
    """A shell's words around the program, and variables; None takes one away. `exits` is what
    the program may end with."""

    name: str
    variables: Mapping[str, str | None] = field(default_factory=dict)
    shell: str = 'exec "$@"'
    exits: tuple[int, ...] = (0,)


_NARROW = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
_REMOVED = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
_BARE = (
    _Bare("no HOME", {"HOME": None}),
    _Bare("HOME=/", {"HOME": "/"}),
    _Bare("HOME that is not there", {"HOME": "/nowhere/at/all"}),
    _Bare("no TERM", {"TERM": None}),
    _Bare("LANG=C", {"LANG": "C", "LC_ALL": "C"}),
    _Bare("POSIX and no UTF-8", _NARROW),
    _Bare("ascii", {"PYTHONIOENCODING": "ascii"}),
    _Bare("PATH without programs", {"PATH": "/nowhere"}, exits=(2,)),
    _Bare("an empty PATH", {"PATH": ""}, exits=(2,)),
    # Whether the system's own path is looked at is not for us to say.
    _Bare("no PATH", {"PATH": None}, exits=(0, 1, 2)),
    _Bare("no TMPDIR", {"TMPDIR": "/nowhere/at/all"}),
    _Bare("the folder removed", shell=_REMOVED, exits=(2,)),
    _Bare("input closed", shell='exec "$@" <&-'),
    _Bare("output closed", shell='exec "$@" >&-'),
    _Bare("errors closed", shell='exec "$@" 2>&-'),
    _Bare("all closed", shell='exec "$@" <&- >&- 2>&-'),
    _Bare("output full", shell='exec "$@" >/dev/full', exits=(0, 74)),
)


def bare_surroundings(folder: Path, count: int, random: Random) -> Tally:
    """Run a task where something is missing: it runs, or says clearly why it does not."""
    chosen = random.sample(_BARE, len(_BARE))
    jobs = [(folder / str(number), chosen[number % len(chosen)]) for number in range(count)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda job: list(_tried(*job)), jobs)
        return Tally(count, tuple(line for lines in found for line in lines))


def _tried(root: Path, bare: _Bare) -> Iterator[str]:
    root.mkdir()
    project = Project(root)
    project.task(runs.TASK, _TASK)
    for line in (*_wrong_run(project, bare), *_wrong_refusal(project, bare)):
        yield f"{bare.name}: {line}"


def _wrong_run(project: Project, bare: _Bare) -> Iterator[str]:
    done = _in(project, bare, "execute_task", runs.TASK)
    yield from _loud(done)
    if done.exit not in bare.exits:
        yield f"exit {done.exit} instead of {bare.exits}: {done!r}"
    elif done.exit == 0:
        recorded = runs.successes(project.root / ".orchestrator")
        if recorded != {"task_1": 1} or project.lines("effects") != ["1"]:
            yield f"the run is not recorded: {recorded}, {done!r}"
    elif done.exit == 2:
        yield from runs.complaints(done, 2)
        if project.lines("effects"):
            yield f"it was refused, and ran all the same: {done!r}"


def _wrong_refusal(project: Project, bare: _Bare) -> Iterator[str]:
    """What is wrong with how it refuses a task that is not there, read from standard input."""
    done = _in(project, bare, "convert_task", "-", "--json")
    yield from _loud(done)
    # Data that cannot be written is worse than data that says no.
    if done.exit != 2 and not (done.exit == 74 and bare.exits == (0, 74)):
        yield f"exit {done.exit} instead of 2: {done!r}"


def _in(project: Project, bare: _Bare, *arguments: str) -> Result:
    environment = project.environment({n: v for n, v in bare.variables.items() if v is not None})
    for name in [name for name, value in bare.variables.items() if value is None]:
        environment.pop(name, None)
    done = subprocess.run(
        ["/bin/sh", "-c", bare.shell, "sh", *COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=project.root,
        env=environment,
        timeout=60,
        check=False,
    )
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    return Result(arguments, done.returncode, out, err, project.root)


def _loud(done: Result) -> Iterator[str]:
    if done.exit == 70 or "Traceback" in done.stdout + done.stderr:
        yield f"a traceback, or a bug: {done!r}"


def a_bug(folder: Path, count: int, random: Random) -> Tally:
    """Meet a library that is damaged: a line, and a log for those who mend it."""
    wrong = [line for number in range(count) for line in _bug_in(folder / str(number), number)]
    return Tally(count, tuple(wrong))


def _bug_in(root: Path, number: int) -> Iterator[str]:
    """The bug is met with a state folder, without one, and with one that cannot be used."""
    root.mkdir()
    project = Project(root)
    project.task(runs.TASK, _TASK)
    project.file("damaged/markdown_it.py", "raise RuntimeError('da\\x1bmaged')\n")
    kind = ("state", "no state", "no use")[number % 3]
    if kind != "no state":
        (root / ".orchestrator").mkdir(mode=0o700)
    if kind == "no use":
        (root / ".orchestrator/crash").write_text("in the way")
    (root / "tmp").mkdir()
    done = project.run(
        "convert_task",
        f"docs/tasks/{runs.TASK}.md",
        env={
            "PYTHONPATH": f"{root}/damaged:{CHECKOUT}",
            "TMPDIR": str(root / "tmp"),
            "SECRET_OF_OURS": _SECRET,
        },
    )
    logs = [*root.glob("tmp/*.log"), *root.glob(".orchestrator/crash/*.log")]
    for line in _wrong_bug(done, logs):
        yield f"{kind}: {line}"
    if logs and (logs[0].parent.name == "tmp") != (kind != "state"):
        yield f"{kind}: the log is in {logs[0].parent}"


def _wrong_bug(done: Result, logs: list[Path]) -> Iterator[str]:
    if done.exit != 70 or "Traceback" in done.stderr or "\x1b" in done.stderr:
        yield f"it is not told as a bug: {done!r}"
    elif len(logs) != 1 or str(logs[0]) not in done.stderr:
        yield f"it does not name its log {logs}: {done!r}"
    else:
        text, mode = logs[0].read_text(), stat.S_IMODE(logs[0].stat().st_mode)
        if "RuntimeError" not in text or sys.version.split()[0] not in text:
            yield f"the log does not say what happened: {text}"
        if _SECRET in text or mode != 0o600:
            yield f"the log ({mode:o}) holds what it must not: {text}"
