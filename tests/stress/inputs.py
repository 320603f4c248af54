"""Trials of what people and programs hand in: task files, front matter, values, plans, settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis.strategies import SearchStrategy

from orchestrator.diagnostics import InputError
from orchestrator.plan.codec import to_json
from orchestrator.settings import load
from tests.stress import pieces
from tests.stress.deluge import floods
from tests.stress.fuzzing import fuzz
from tests.stress.jsonpieces import any_json, damaged_plans, tables
from tests.stress.measured import costs
from tests.stress.reading import converted, wrong_with_plan, wrong_with_text
from tests.stress.trial import Tally, Trial

_CASES = Path(__file__).parents[1] / "cases"
_NEVER = "a plan or findings with places, the same twice, no box lost, within 1 s; no traceback"


def _text_trial(name: str, examples: Callable[[], SearchStrategy[bytes]]) -> Trial:
    def run(folder: Path, count: int, random: Random) -> Tally:
        return fuzz(examples(), wrong_with_text, count, random)

    return Trial(name, _NEVER, run, short=20, full=20_000)


def real_files() -> list[bytes]:
    """The task files that the other tests read."""
    return [path.read_bytes() for path in sorted(_CASES.rglob("*.md")) if path.stat().st_size]


def _plans() -> SearchStrategy[bytes]:
    found = [converted(data)[0] for data in real_files()[::20]]
    return damaged_plans([json.loads(to_json(plan)) for plan in found if plan is not None])


def _any_plans(folder: Path, count: int, random: Random) -> Tally:
    return fuzz(any_json(), wrong_with_plan, count, random)


def _damaged_plans(folder: Path, count: int, random: Random) -> Tally:
    return fuzz(_plans(), wrong_with_plan, count, random)


def _settings(folder: Path, count: int, random: Random) -> Tally:
    def wrong_with(text: bytes) -> list[str]:
        (folder / "orchestrator.toml").write_bytes(text)
        try:
            load(folder, {}, {})
        except InputError as error:
            lines = text.decode("utf-8", "replace").splitlines() or [""]
            places = [one.line for one in error.findings if one.line is not None]
            return [f"line {line}" for line in places if not 1 <= line <= len(lines) + 1]
        return []

    return fuzz(tables(), wrong_with, count, random)


def _floods(folder: Path, count: int, random: Random) -> Tally:
    every = floods()
    names = random.sample(sorted(every), min(count, len(every)))
    paths = [folder / f"{number}.md" for number in range(len(names))]
    for name, path in zip(names, paths, strict=True):
        path.write_bytes(every[name])
    found = dict(zip(names, costs(paths), strict=True))
    slowest = max(found, key=lambda name: found[name].seconds)
    over = {name: cost.over(2.0, 500) for name, cost in found.items()}
    wrong = tuple(f"{name}: {why}" for name, why in over.items() if why is not None)
    return Tally(len(names), wrong, {"slowest": f"{found[slowest].seconds:.2f} s ({slowest})"})


TRIALS = (
    _text_trial("any-bytes", pieces.any_bytes),
    _text_trial("any-text", pieces.any_text),
    _text_trial("task-pieces", pieces.task_files),
    _text_trial("damaged-texts", lambda: pieces.damaged(real_files())),
    _text_trial("front-matter", pieces.front_matters),
    _text_trial("key-values", pieces.key_values),
    Trial("any-json", "a plan or findings; no traceback", _any_plans, short=25, full=20_000),
    Trial(
        "damaged-plans", "a plan or findings; no traceback", _damaged_plans, short=25, full=20_000
    ),
    Trial("text-floods", "60 kB of one thing: 2 s and 500 MB at most", _floods, short=8, full=150),
    Trial("settings-file", "settings or findings; no traceback", _settings, short=25, full=20_000),
)
