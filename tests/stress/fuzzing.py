"""Tries a judge on as many examples of a strategy as are asked for; knows neither."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.stress.trial import Tally

Given = TypeVar("Given")


def fuzz(
    examples: SearchStrategy[Given],
    wrong_with: Callable[[Given], list[str]],
    count: int,
    random: Random,
) -> Tally:
    """What is wrong with the smallest of the examples that fail, tracebacks included.

    The same `random` gives the same examples; none is remembered.
    """
    tried = 0
    slowest = 0.0
    wrong: list[str] = []

    @seed(random.getrandbits(64))
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(examples)
    def hold(example: Given) -> None:
        nonlocal tried, slowest, wrong
        tried += 1
        began = time.process_time()
        found = _judged(example, wrong_with)
        slowest = max(slowest, time.process_time() - began)
        if found:
            # The last one that fails is the smallest.
            wrong = [f"{line} in {str(example)[:2000]}" for line in found]
            raise _FoundError(found[0].split(" ")[0])

    with suppress(_FoundError):
        hold()
    tracebacks = sum(line.startswith("traceback ") for line in wrong)
    figures = {"inputs fuzzed": tried, "tracebacks": tracebacks, "slowest": f"{slowest:.2f} s"}
    return Tally(tried, tuple(wrong), figures)


class _FoundError(Exception):
    """An example for which something does not hold."""


def _judged(example: Given, wrong_with: Callable[[Given], list[str]]) -> list[str]:
    # Whatever it raises is what the trial is there to find.
    try:
        return wrong_with(example)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = traceback.format_exception_only(error)[-1].strip()[:300]
        return [f"traceback {said} at {place.filename}:{place.lineno}"]
