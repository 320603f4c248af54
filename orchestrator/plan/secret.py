"""Which variables a plan declares secret, and what of a value must not be shown; reads none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.plan.model import Plan
from orchestrator.plan.tokens import SHORTEST

# A line of a key file, not one of its brackets.
_SHORTEST_LINE = 8
_ARMOUR = "-----"


def secret_names(plan: Plan) -> tuple[str, ...]:
    """The variables that the plan declares secret, anywhere in it, each once.

    All commands of a run are kept from showing them: the caller's variables reach those of a
    subtask that declares nothing as well.
    """
    own = (name for subtask in plan.subtasks for name in subtask.secrets)
    return tuple(dict.fromkeys((*plan.secrets, *own)))


def secret_values(plan: Plan, *environments: Mapping[str, str]) -> Iterator[str]:
    """The values that its secrets have in the plan itself and in the environments."""
    every = (*environments, plan.env, *(subtask.env for subtask in plan.subtasks))
    for name in secret_names(plan):
        for variables in every:
            if name in variables:
                yield variables[name]


def parts_of(value: str) -> tuple[str, ...]:
    """The value and, where it has several, its longer lines; nothing for one that is too short
    to be told from other text."""
    value = value.strip()
    if is_too_short(value):
        return ()
    lines = [line.strip() for line in value.splitlines()]
    longer = (
        line
        for line in (lines if len(lines) > 1 else [])
        if len(line) >= _SHORTEST_LINE and not line.startswith(_ARMOUR)
    )
    return tuple(dict.fromkeys((value, *longer)))


def is_too_short(value: str) -> bool:
    """Whether it would be found in half of all words."""
    return len(value.encode("utf-8", "surrogateescape")) < SHORTEST
