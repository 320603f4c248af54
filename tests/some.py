"""Which of many cases run: some of them, always the same, unless all are asked for.

`python -m tests all` asks for all of them; what is left out otherwise is more of the same.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

VARIABLE = "ORCHESTRATOR_TESTS"
ALL = "all"
T = TypeVar("T")


def all_wanted() -> bool:
    """Whether the long form was asked for."""
    return os.environ.get(VARIABLE) == ALL


def some(cases: Sequence[T], *, of: int = 3, name: Callable[[T], str] = str) -> list[T]:
    """One case in `of`, chosen by its name, so that it is the same one everywhere; at least one."""
    if all_wanted():
        return list(cases)
    chosen = [each for each in cases if zlib.crc32(name(each).encode()) % of == 0]
    return chosen or list(cases[:1])
