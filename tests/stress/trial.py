"""One kind of thing that must be survived, tried so many times and counted; runs none itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a trial: how often it was tried, what went wrong, each in a line, and
    figures that are worth a look without being right or wrong."""

    tried: int
    wrong: tuple[str, ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """`run` gets an empty folder, how often to try, and the source of all chance. `short` is how
    often the ordinary tests try it, `full` how often `python -m tests.stress` does."""

    name: str
    promise: str
    run: Callable[[Path, int, Random], Tally]
    short: int
    full: int


TOTALS = (
    "kills survived", "overlaps", "recorded successes rerun", "repeated effects", "trees cleared",
    "secrets found", "files outside", "inputs fuzzed", "tracebacks",
)  # fmt: skip
"""Figures of several trials that are added up."""


def totals(tallies: Iterable[Tally]) -> dict[str, int]:
    """The sums of those that any of the trials has."""
    sums: dict[str, int] = {}
    for tally in tallies:
        for name in TOTALS:
            if isinstance(figure := tally.figures.get(name), int):
                sums[name] = sums.get(name, 0) + figure
    return {name: sums[name] for name in TOTALS if name in sums}


def hold(trial: Trial, folder: Path) -> None:
    """Try it as often as the ordinary tests do.

    Raises:
        AssertionError: something went wrong, or nothing was tried.
    """
    tally = trial.run(folder, trial.short, Random(20_26))
    assert tally.tried >= trial.short, f"{trial.name}: tried {tally.tried} of {trial.short}"
    assert not tally.wrong, "\n".join((f"{trial.name}: {trial.promise}", *tally.wrong[:20]))
