"""Where what is made of several plans goes: each into a file of its own, named after its id."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestrator.cli.arguments import STANDARD_OUTPUT
from orchestrator.diagnostics import InputError
from orchestrator.plan.model import Plan
from orchestrator.workspace import safe_name


def targets_of(plans: Sequence[Plan], target: str | None, suffix: str) -> list[str | None]:
    """Where each plan goes: several go into a folder.

    Raises:
        InputError: several cannot go into one file.
    """
    if target is None or target == STANDARD_OUTPUT:
        return [target] * len(plans)
    if len(plans) == 1 and not Path(target).is_dir():
        return [target]
    if not Path(target).is_dir():
        raise InputError(
            f"{len(plans)} plans cannot go into one file {target}",
            hint="name an existing folder after -o, or convert them one by one",
        )
    return [str(Path(target) / f"{safe_name(plan.id)}{suffix}") for plan in plans]
