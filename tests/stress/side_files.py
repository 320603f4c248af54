"""Every other file that is read back, cut anywhere, with turned bits or noise in it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.e2e.project import Project, Result
from tests.stress.damage import DAMAGES, fault_of
from tests.stress.loaded import Loaded, loaded
from tests.stress.trial import Tally, Trial

_TEXT = """# Task 044: Side

### Task 1: Say
```sh
printf 'one\\ntwo\\n\\033[1mthree\\n'
echo NAME=value >> "$ORCHESTRATOR_OUTPUTS"
test -n "$NAME" || test -z "$NAME"
```

### Task 2: See
- [ ] It looks good
"""
_VALUES = """# Task 046: Values

### Task 1: Hand on
```sh
cat values > "$ORCHESTRATOR_OUTPUTS"
test -e values
```

### Task 2: Use
- **Depends on**: Task 1
```sh
env > seen
test -s seen
```
"""
_SETTINGS = 'jobs = 2\ngrace_s = 1.5\nreports_dir = "docs/reports"\n[languages]\nawk = ["awk"]\n'
_LOCK = ".orchestrator/locks/044_side.lock"
_CONVERT = ("convert_task", "docs/tasks/044_side.md")
_REPORT = ("generate_report", "044", "-o", "-")


@dataclass(frozen=True)
class _File:
    """A file by a glob, what reads it, and how that may end. `again` must end with 0 after it
    where what is damaged is made anew; `held` is asked while the file is locked; `rarely` is
    for what takes long to be read."""

    glob: str
    reads: tuple[str, ...]
    allowed: tuple[int, ...] = (0,)
    again: tuple[str, ...] | None = None
    held: bool = False
    rarely: bool = False


_FILES = (
    _File(".orchestrator/plans/044_side.json", _CONVERT, again=_CONVERT),
    _File(".orchestrator/plans/045_gone.json", ("task_graph", "045_gone"), (0, 2)),
    _File(
        ".orchestrator/locks/044_side.lock", ("execute_task", "044"), (75,), held=True, rarely=True
    ),
    _File(".orchestrator/locks/044_side.lock", ("task_status", "044", "--json"), held=True),
    _File("docs/reports/044_final_summary.md", ("list_reports", "--search", "side")),
    _File("docs/reports/044_final_summary.md", ("generate_report", "044"), again=_REPORT),
    _File("docs/reports/044_final_summary.html", ("list_reports", "--search", "side")),
    _File(".orchestrator/runs/*/task_1.1.log", ("logs", "044", "1")),
    _File(".orchestrator/runs/*/task_1.1.log", _REPORT),
    _File(".orchestrator/runs/*/evidence/*", _REPORT),
    _File(".orchestrator/.gitignore", ("validate_task", "044"), (3,), rarely=True),
    _File("orchestrator.toml", ("task_status", "--json"), (0, 2)),
    _File("values", ("execute_task", "046", "--no-report"), (0, 1), rarely=True),
)


def damage_files(folder: Path, count: int, random: Random) -> Tally:
    """Damage each file in turn and read it."""
    base = folder / "base"
    wrong: list[str] = []
    refused = 0
    program = loaded()
    _finished(program, base)
    for number in range(count):
        file = _chosen(number, random)
        damage = DAMAGES[random.randrange(len(DAMAGES))]
        place = folder / str(number)
        shutil.copytree(base, place)
        path = next(place.glob(file.glob))
        path.write_bytes(damage(path.read_bytes(), random))
        fault, code = _read(program, file, place, path)
        refused += code == 2
        if fault is not None:
            wrong.append(f"{path.relative_to(place)} {damage.__name__}: {fault}")
        shutil.rmtree(place)
    return Tally(count, tuple(wrong), {"files": len(_FILES), "refused": refused})


def _chosen(number: int, random: Random) -> _File:
    """Each once, then by chance."""
    if number < len(_FILES):
        return _FILES[number]
    return random.choices(_FILES, [1 if each.rarely else 8 for each in _FILES])[0]


def _finished(program: Loaded, base: Path) -> None:
    """A project in which all of these files are there."""
    base.mkdir()
    project = Project(base)
    project.task("044_side", _TEXT)
    project.task("046_values", _VALUES)
    project.task("045_gone", _TEXT.replace("044: Side", "045: Gone"))
    project.file("orchestrator.toml", _SETTINGS)
    project.file("values", "A=1\nB=two words\nC=ünicode\n")
    project.file("proof.txt", "I looked at it, and it looks good.\n")
    for asked in (
        ("execute_task", "044"),
        ("attest", "044", "2", "--step", "1", "--evidence", "proof.txt", "--by", "Ada"),
        ("generate_report", "044"),
        ("generate_report", "044", "--format", "html"),
        ("convert_task", "docs/tasks/045_gone.md"),
    ):
        program.run(base, *asked)
    (base / "docs/tasks/045_gone.md").unlink()


def _read(program: Loaded, file: _File, place: Path, path: Path) -> tuple[str | None, int]:
    result = _while_locked(path, lambda: program.run(place, *file.reads), file.held)
    fault = fault_of(result, file.allowed)
    if fault is None and file.again is not None:
        again = program.run(place, *file.again)
        fault = fault_of(again, (0,))
    return fault, result.exit


def _while_locked(path: Path, ask: Callable[[], Result], held: bool) -> Result:
    if not held:
        return ask()
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return ask()
    finally:
        os.close(handle)


SIDE_FILES = Trial(
    name="damaged-files",
    promise="plans, notes, reports, logs, values, evidence, settings with damage: no traceback",
    run=damage_files,
    short=len(_FILES),
    full=1000,
)
