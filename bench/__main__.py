"""How much a run costs: no-op steps through the orchestrator, and through bare shells.

Usage: python -m bench [STEPS] [ROUNDS]      (defaults: 300 3)

Both do the same number of `sh -c 'test -d .'`, at most two at once, in interleaved rounds;
the table shows the median wall time of a whole process and of a step, and their ratio. Make
takes part where it is installed. Every tool's steps are counted by the file that each makes.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

JOBS = 2


def orchestrated(folder: Path, steps: int) -> list[str]:
    """A task file with independent subtasks, and the command that runs it."""
    text = ["---", "order: parallel", "---", "# Task 001: No-ops", ""]
    for number in range(1, steps + 1):
        text += [f"### Task {number}: N", "```sh", f"test -d . && : > done.{number}", "```", ""]
    (folder / "noops.md").write_text("\n".join(text), encoding="utf-8")
    command = [sys.executable, "-m", "orchestrator", "execute_task", "noops.md"]
    return [*command, "-j", str(JOBS), "-q", "--no-report", "-C", "."]


def bare_shells(folder: Path, steps: int) -> list[str]:
    """The same steps started by xargs, which keeps no state, no log and no order."""
    (folder / "numbers").write_text("\n".join(map(str, range(1, steps + 1))), encoding="utf-8")
    start = f"xargs -P {JOBS} -I N sh -c 'test -d . && : > done.N' < numbers"
    return ["sh", "-c", start]


def made(folder: Path, steps: int) -> list[str]:
    """The same steps as a makefile."""
    names = " ".join(f"s{number}" for number in range(1, steps + 1))
    rules = "".join(f"s{n}:\n\t@test -d . && : > done.{n}\n" for n in range(1, steps + 1))
    (folder / "Makefile").write_text(f".PHONY: all {names}\nall: {names}\n{rules}", "utf-8")
    return ["make", "-s", "-j", str(JOBS)]


def one_round(prepare: Callable[[Path, int], list[str]], steps: int) -> float:
    """Seconds of one whole process; every step must have run once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = prepare(folder, steps)
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - began
        done = len(list(folder.glob("done.*")))
    if done != steps:
        raise SystemExit(f"{command[0]} ran {done} of {steps} steps")
    return took


def main(arguments: list[str]) -> int:
    """Print the table."""
    steps, rounds = (int(each) for each in (*arguments, *["300", "3"][len(arguments) :]))
    tools = {"orchestrator": orchestrated, "xargs sh": bare_shells}
    if shutil.which("make"):
        tools["make"] = made
    took: dict[str, list[float]] = {name: [] for name in tools}
    for _ in range(rounds):
        for name, prepare in tools.items():
            took[name].append(one_round(prepare, steps))
    base = statistics.median(took["xargs sh"])
    print(f"{steps} no-op steps, {JOBS} at once, median of {rounds} rounds")
    print("| tool | wall s | ms a step | x xargs sh |\n|---|---:|---:|---:|")
    for name, times in took.items():
        wall = statistics.median(times)
        print(f"| {name} | {wall:.3f} | {1000 * wall / steps:.2f} | {wall / base:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
