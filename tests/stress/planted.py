"""Links, pipes and folders that lie in wait where the program is about to write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random

from tests.stress.calls import Call, run_calls
from tests.stress.surroundings import Surroundings
from tests.stress.trial import Tally

_EVIDENCE = b"it was seen\n"
_LONG = "# " + "x" * 100_001
# One subtask that prints to be told apart, hands values on and goes through a file, and fails
# the first time; one of an agent; one that waits.
_TASK = f"""# T

### Task 1: Build
```sh
{_LONG}
echo a=b >> "$ORCHESTRATOR_OUTPUTS"; echo told; test -e again
```
- Expect: stdout contains `told`

**Verify**:
```sh
test -d /
```

### Task 2: Look
- [ ] 2.1 Look at it
"""
_RUN = ("execute_task", "t", "--resume")
_ATTEST = ("attest", "t", "2", "--step", "2.1", "--evidence", "seen.txt", "--by", "me")


@dataclass(frozen=True, slots=True)
class _Place:
    """A path below the root (RUN is the run's folder) that a command is about to write."""

    path: str
    command: tuple[str, ...] = _RUN
    env: tuple[tuple[str, str], ...] = ()


_STATE = ".orchestrator"
_LOG = f"{_STATE}/runs/RUN/task_1.2"
_COPY = f"{_STATE}/runs/RUN/evidence"
_PLACES = (
    *(_Place(f"{_STATE}/{name}") for name in (
        "state.db", "state.db-wal", "state.db-shm", "state.db-journal", "locks/t.lock", "locks",
        "plans/t.json", "plans", ".gitignore", "runs", "runs/RUN",
    )),
    *(_Place(f"{_LOG}.{name}") for name in (
        "log", "check_1.log", "log.1.values", "log.1.script", "log.1.out", "log.1.err", "log.whole",
    )),
    _Place(_STATE),
    _Place("docs/reports/t_final_summary.md"),
    _Place("docs/reports/t_task_1_build.md"),
    _Place("docs/reports/t_final_summary.md", ("generate_report", "t")),
    _Place("docs/reports/t_final_summary.html", ("generate_report", "t", "--format", "html")),
    _Place("docs/reports/t_final_summary.junit.xml", ("generate_report", "t", "--format", "junit")),
    _Place("docs/reports"),
    _Place(f"{_COPY}/{sha256(_EVIDENCE).hexdigest()[:12]}-seen.txt", _ATTEST),
    _Place(_COPY, _ATTEST),
    _Place("log.txt", env=(("ORCHESTRATOR_LOG_FILE", "log.txt"),)),
    _Place("docs/tasks/t.md", ("tick", "t")),
    _Place("docs/tasks/s.md", ("task_status", "s")),
    _Place(f"{_STATE}/locks/t.lock", ("task_status", "t")),
    _Place(f"{_STATE}/locks/t.lock", ("cancel", "t")),
    _Place(f"{_STATE}/state.db", ("task_status",)),
    _Place(f"{_STATE}/plans/t.json", ("convert_task", "t")),
    _Place(f"{_STATE}/plans/u.json", ("task_status", "u")),
    _Place("orchestrator.toml", ("task_status",)),
    _Place("docs/reports/z.md", ("list_reports", "--search", "x")),
)  # fmt: skip


def planted(folder: Path, count: int, random: Random) -> Tally:
    """Every file that is written, with something else in its place, and a victim behind it."""
    place = Surroundings(folder, f"canary-{random.getrandbits(64):x}")
    begun = folder / "begun"
    run = _begin(begun)
    every = list(product(_PLACES, _KINDS))
    cases = every if count >= len(every) else random.sample(every, k=count)
    roots = []
    for number, (target, kind) in enumerate(cases):
        root = place.root / str(number)
        shutil.copytree(begun, root, symlinks=True)
        _KINDS[kind](root / target.path.replace("RUN", run), place.outside / "x")
        roots.append(root)
    calls = [
        Call(arguments=target.command, cwd=root, env=dict(target.env))
        for (target, _), root in zip(cases, roots, strict=True)
    ]
    done = run_calls(calls)
    wrong = [f"{fault} ({_said(case)})" for case, each in zip(cases, done, strict=True)
             if (fault := each.fault()) is not None]  # fmt: skip
    outside = list(place.changed())
    wrong += outside
    wrong += [
        f"exit {each.exit} and no word: {_said(case)}"
        for case, each in zip(cases, done, strict=True)
        if each.exit in (2, 74) and b"error" not in each.stderr
    ]
    refused = sum(each.exit in (2, 74) for each in done)
    figures = {"files outside": len(outside), "refused": refused, "went on": len(done) - refused}
    return Tally(len(cases), tuple(wrong), figures)


def _said(case: tuple[_Place, str]) -> str:
    return f"{case[1]} at {case[0].path} before {' '.join(case[0].command)}"


def _begin(root: Path) -> str:
    """A run that can go on; its id."""
    (root / "docs/tasks").mkdir(parents=True)
    (root / "docs/tasks/t.md").write_text(_TASK)
    (root / "seen.txt").write_bytes(_EVIDENCE)
    run_calls([Call(arguments=("execute_task", "t"), cwd=root)])
    (root / "again").touch()
    return next((root / _STATE / "runs").iterdir()).name


def _link(path: Path, victim: Path) -> None:
    _clear(path)
    path.symlink_to(victim.parent if path.suffix == "" and path.name != ".gitignore" else victim)


def _link_to_nothing(path: Path, victim: Path) -> None:
    _clear(path)
    path.symlink_to(victim.with_name("nothing"))


def _hard_link(path: Path, victim: Path) -> None:
    _clear(path)
    path.hardlink_to(victim)


def _pipe(path: Path, victim: Path) -> None:
    _clear(path)
    os.mkfifo(path)


def _folder(path: Path, victim: Path) -> None:
    _clear(path)
    path.mkdir()


def _loop(path: Path, victim: Path) -> None:
    _clear(path)
    path.symlink_to(path.name)


def _clear(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


_KINDS: dict[str, Callable[[Path, Path], None]] = {
    "a link": _link,
    "a link to nothing": _link_to_nothing,
    "a hard link": _hard_link,
    "a pipe": _pipe,
    "a folder": _folder,
    "a loop": _loop,
}
