"""Who may read what is written, under any umask; and what a killed write leaves behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.stress.calls import CHECKOUT, Call, run_calls
from tests.stress.trial import Tally

_UMASKS = (0o000, 0o022, 0o077, 0o002, 0o027, 0o007)
_TASK = f"""---
agent: echo
---
# T

### Task 1: Build
```sh
# {"x" * 100_001}
echo a=b >> "$ORCHESTRATOR_OUTPUTS"; echo told; sleep 0.1
```
- Expect: stdout contains `told`

**Verify**:
```sh
test -d /
```

### Task 2: Say
- [ ] 2.1 Say something

### Task 3: Look
**Agent**: none
- [ ] 3.1 Look at it
"""
_SETTINGS = 'log_file = "all.log"\n[agents]\necho = ["cat"]\n'
_BUG = "from orchestrator.cli.boundary import guarded; guarded(lambda: 1 // 0, as_json=False)"


def modes(folder: Path, count: int, random: Random) -> Tally:
    """A run with all that a run can write, then evidence, reports and a crash."""
    wrong: list[str] = []
    seen = 0
    for number in range(count):
        umask = _UMASKS[number % len(_UMASKS)]
        root = folder / str(number)
        _lay_out(root)
        words = (
            ("execute_task", "t"),
            ("attest", "t", "3", "--step", "3.1", "--evidence", "seen.txt", "--by", "me"),
            ("generate_report", "t", "--format", "html"),
        )
        done = run_calls([Call(arguments=each, cwd=root, umask=umask) for each in words])
        wrong += [fault for each in done if (fault := each.fault()) is not None]
        wrong += [
            f"exit {each.exit}: {each.stderr[-300:]!r}" for each in done if each.exit in (2, 74)
        ]
        _crash(root, umask)
        wrong += [f"umask {umask:03o}: {line}" for line in _open(root, umask)]
        paths = list((root / ".orchestrator").rglob("*"))
        seen += len(paths)
        wrong += [f"no {what} was written" for what in ("prompt", "log", "txt", "db", "json")
                  if not any(path.name.endswith(what) for path in paths)]  # fmt: skip
    return Tally(count, tuple(wrong), {"paths": seen})


def _lay_out(root: Path) -> None:
    (root / "docs/tasks").mkdir(parents=True)
    (root / "docs/tasks/t.md").write_text(_TASK)
    (root / "orchestrator.toml").write_text(_SETTINGS)
    (root / "seen.txt").write_text("seen\n")


def _crash(root: Path, umask: int) -> None:
    subprocess.run(
        [sys.executable, "-c", _BUG],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        umask=umask,
        capture_output=True,
        check=False,
    )


def _open(root: Path, umask: int) -> Iterator[str]:
    """What others may read and should not, or what the umask would have let them read."""
    state = root / ".orchestrator"
    for path in (state, *state.rglob("*"), root / "all.log"):
        wanted = 0o700 if path.is_dir() else 0o600
        if stat.S_IMODE(path.lstat().st_mode) != wanted:
            yield f"{path.relative_to(root)} is {stat.filemode(path.lstat().st_mode)}"
    reports = list((root / "docs/reports").iterdir())
    if not reports:
        yield "no report was written"
    for path in reports:
        if stat.S_IMODE(path.lstat().st_mode) != 0o644 & ~umask:
            yield f"{path.relative_to(root)} is {stat.filemode(path.lstat().st_mode)}"
    if not any((state / "crash").glob("*")):
        yield "no crash was written down"


def strays(folder: Path, count: int, random: Random) -> Tally:
    """Half-written files of writers that are gone are cleared away at the next start; those of
    living ones, and whatever only looks like one, stay."""
    root = folder / "root"
    _lay_out(root)
    run_calls([Call(arguments=("execute_task", "t"), cwd=root)])
    run = next((root / ".orchestrator/runs").iterdir())
    (run / "evidence").mkdir(exist_ok=True)
    places = (
        root / ".orchestrator",
        root / ".orchestrator/plans",
        root / ".orchestrator/converted",
        root / "docs/reports",
        run / "evidence",
    )
    gone, staying = _plant(places, count, random)
    done = run_calls([Call(arguments=("execute_task", "t", "--resume"), cwd=root)])
    wrong = [fault for each in done if (fault := each.fault()) is not None]
    wrong += [f"{path} is still there" for path in gone if path.exists()]
    wrong += [f"{path} was cleared away" for path in staying if not os.path.lexists(path)]
    return Tally(
        len(gone) + len(staying), tuple(wrong), {"cleared": len(gone), "kept": len(staying)}
    )


def _plant(places: tuple[Path, ...], count: int, random: Random) -> tuple[list[Path], list[Path]]:
    gone, staying = [], []
    for number in range(count):
        place = random.choice(places)
        chance = f"{random.getrandbits(48):012x}"
        stray = place / f".tmp-{_dead(random)}-{chance}"
        stray.write_bytes(b"half")
        gone.append(stray)
        names = (
            f".tmp-{os.getpid()}-{chance}",
            f".tmp-x-{chance}",
            f".tmp-1-{chance[:11]}",
            f"tmp-9-{chance}",
        )
        other = place / names[number % len(names)]
        other.write_bytes(b"mine")
        staying.append(other)
    for place in places:
        folder = place / f".tmp-{_dead(random)}-{random.getrandbits(48):012x}"
        folder.mkdir()
        staying.append(folder)
    return gone, staying


def _dead(random: Random) -> int:
    """A number that no process has."""
    while True:
        pid = random.randrange(100_000, 4_000_000)
        if not Path(f"/proc/{pid}").exists():
            return pid
