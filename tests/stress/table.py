"""All trials by their name, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from tests.stress.trial import Trial

MODULES = (
    "kills",
    "owners",
    "trees",
    "stops",
    "floods",
    "bounds",
    "records",
    "space",
    "secrets",
    "names",
    "texts",
    "inputs",
    "large",
)


def trials(names: Iterable[str] = ()) -> list[Trial]:
    """The named trials, or those of the named modules; without names all.

    Raises:
        KeyError: there is none of a name.
    """
    known = {module: list(import_module(f"tests.stress.{module}").TRIALS) for module in MODULES}
    every = [trial for found in known.values() for trial in found]
    wanted = list(names)
    for name in wanted:
        if name not in known and name not in {trial.name for trial in every}:
            raise KeyError(name)
    chosen = {trial.name for name in wanted for trial in known.get(name, [])} | set(wanted)
    return [trial for trial in every if not wanted or trial.name in chosen]
