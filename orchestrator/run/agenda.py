"""What becomes of subtasks that have been under way before; values only."""

from __future__ import annotations

from msgspec import Struct


class Agenda(Struct, frozen=True, kw_only=True):
    """What becomes of subtasks that have been under way before.

    The attempt of those in `go_on` continues; of those in `validate` only the checks run
    (again); before the work of those in `mend` an agent is asked to mend them. With
    `only_validate` nothing else is begun, and a failure holds nothing up.
    """

    go_on: frozenset[str] = frozenset()
    validate: frozenset[str] = frozenset()
    mend: frozenset[str] = frozenset()
    only_validate: bool = False


NOTHING_BEFORE = Agenda()
