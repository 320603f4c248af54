"""Tries all that must be survived, in full, and prints a table of counts.

Usage: python -m tests.stress [--short] [--seed N] [--keep] [NAME ...]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.attentive import hear_signals
from tests.stress.table import trials
from tests.stress.trial import Tally, Trial, totals


def main(arguments: list[str]) -> int:
    """0 when nothing went wrong, 1 when something did, 2 for a name that is none."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="trials, or modules of them")
    parser.add_argument("--short", action="store_true", help="as often as the ordinary tests do")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--keep", action="store_true", help="keep the folders, and say where")
    asked = parser.parse_args(arguments)
    hear_signals()
    try:
        chosen = trials(asked.names)
    except KeyError as error:
        print(f"there is no trial {error}", file=sys.stderr)
        return 2
    print("| trial | promise | tried | wrong | figures | s |\n|---|---|---:|---:|---|---:|")
    tallies = []
    for trial in chosen:
        began = time.monotonic()
        tally = _tried(trial, asked.seed, short=asked.short, keep=asked.keep)
        tallies.append(tally)
        print(_row(trial, tally, time.monotonic() - began), flush=True)
        for line in tally.wrong:
            print(f"{trial.name}: {line}", file=sys.stderr, flush=True)
    wrong = sum(len(tally.wrong) for tally in tallies)
    sums = {"trials": len(tallies), **totals(tallies), "wrong": wrong}
    print("\n" + ", ".join(f"{name} {value}" for name, value in sums.items()))
    return 1 if wrong else 0


def _tried(trial: Trial, seed: int, *, short: bool, keep: bool) -> Tally:
    folder = Path(tempfile.mkdtemp(prefix=f"stress-{trial.name}-"))
    try:
        return trial.run(folder, trial.short if short else trial.full, Random(seed))
    finally:
        if keep:
            print(f"{trial.name}: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _row(trial: Trial, tally: Tally, seconds: float) -> str:
    figures = ", ".join(f"{name} {value}" for name, value in tally.figures.items())
    cells = (trial.name, trial.promise, tally.tried, len(tally.wrong), figures, f"{seconds:.1f}")
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
