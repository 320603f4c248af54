"""Steps that print without end: the program stays small, steps stay fast, logs are cut."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.e2e.project import Project
from tests.stress.outside import patience, start, status_of, usage_of
from tests.stress.trial import Tally, Trial

PEAK_MB = 100
LOG_LIMIT = 2_000_000
_SETTINGS = {"ORCHESTRATOR_LOG_LIMIT_BYTES": str(LOG_LIMIT), "TOKEN": "a5KJ9-hunter2-xyz"}
# The words that stand for what was left out are no longer than this.
_GAP = 100
# A command that is over at once cannot be compared with itself to the millisecond.
_SLACK_S = 0.5

# The size in megabytes is `$1` for both; a line has 100 bytes.
_ONE_LINE = 'head -c "${1}000000" /dev/zero | tr "\\0" x'
_LINES = 'yes "$(printf %99s x)" | head -n "${1}0000"'


@dataclass(frozen=True, slots=True)
class Flood:
    """What prints, what is expected of it, and whether a secret is declared; `slow` ones may
    take longer than the command alone."""

    script: str
    expect: str = ""
    settings: str = ""
    slow: bool = False


def _flooding(flood: Flood) -> Callable[[Path, int, Random], Tally]:
    """A trial whose tries are megabytes."""

    def run(folder: Path, count: int, random: Random) -> Tally:
        project = Project(folder)
        project.file("flood.sh", f"{flood.script}\necho\necho the end\n")
        project.task(
            "001_flood",
            f"---\n{flood.settings}\nid: flood\n---\n# Task 001: Flood\n\n### Task 1: Print\n"
            f"```sh\nsh flood.sh {count}\n```\n{flood.expect}\n",
        )
        printed, alone_s = _alone(project, count)
        peak_mb = _peak_mb(project)
        seconds, wrong = _look(project, printed)
        if peak_mb > PEAK_MB:
            wrong.append(f"the program had {peak_mb:.0f} MB")
        if not flood.slow and seconds > 2 * alone_s + patience(_SLACK_S):
            wrong.append(f"it took {seconds:.2f} s instead of {alone_s:.2f} s")
        figures = {
            "peak": f"{peak_mb:.0f} MB",
            "took": f"{seconds:.2f} s",
            "alone": f"{alone_s:.2f} s",
        }
        return Tally(count, tuple(wrong), figures)

    return run


def _alone(project: Project, megabytes: int) -> tuple[int, float]:
    """How much the command prints into a file, in bytes, and how long that takes."""
    file = project.root / "alone"
    since = time.monotonic()
    with file.open("wb") as output:
        words = ["sh", "flood.sh", str(megabytes)]
        subprocess.run(words, cwd=project.root, stdout=output, check=True)
    seconds = time.monotonic() - since
    size = file.stat().st_size
    file.unlink()
    return size, seconds


def _peak_mb(project: Project) -> float:
    """Execute the task; how much memory the program had at most."""
    nothing = subprocess.DEVNULL
    program = start(project, "execute_task", "flood", env=_SETTINGS, stdout=nothing, stderr=nothing)
    peak = 0.0
    while program.poll() is None:
        if (usage := usage_of(program.pid)) is not None:
            peak = max(peak, usage.peak_mb)
        time.sleep(0.01)
    return peak


def _look(project: Project, printed: int) -> tuple[float, list[str]]:
    """How long the step took, and what is wrong with its status, its log and its report."""
    row = status_of(project, "flood")["subtasks"][0]
    wrong = [] if row["status"] == "succeeded" else [f"it is {row['status']}: {row['reasons']}"]
    if row["log_bytes"] != printed:
        wrong.append(f"log_bytes is {row['log_bytes']}, not {printed}")
    log = (project.root / row["log"]).read_bytes()
    if len(log) > LOG_LIMIT + _GAP:
        wrong.append(f"its log has {len(log)} bytes")
    if not log.endswith(b"the end\n") or b"bytes left out" not in log:
        wrong.append("its log is not head and tail")
    (report,) = (project.root / "docs/reports").glob("*task_1*.md")
    if str(printed) not in report.read_text():
        wrong.append("its report does not say how much it printed")
    left = {file.name for file in (project.root / row["log"]).parent.iterdir()}
    if left != {Path(row["log"]).name}:
        wrong.append(f"files are left: {left}")
    return row["duration_ms"] / 1000, wrong


_EXPECT = "\n**Expect**:\n- stdout contains `the end`\n"
_SECRET = "secrets: [TOKEN]"
TRIALS = tuple(
    Trial(
        f"flood-{name}",
        f"megabytes {promise}: under {PEAK_MB} MB of memory, a cut log",
        _flooding(flood),
        short=60,
        full=1000,
    )
    for name, promise, flood in (
        ("line", "in one line", Flood(_ONE_LINE)),
        ("lines", "in lines", Flood(_LINES)),
        ("expected", "of which something is expected", Flood(_LINES, _EXPECT)),
        ("masked", "with a secret declared", Flood(_LINES, settings=_SECRET, slow=True)),
        (
            "masked-expected",
            "with both",
            Flood(_ONE_LINE, _EXPECT, settings=_SECRET, slow=True),
        ),
    )
)
