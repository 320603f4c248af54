"""A plan's JSON where it is kept: in its file, and for the store."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.converting.sources import is_there
from orchestrator.operations.project import Project, Store
from orchestrator.plan.model import Plan

if TYPE_CHECKING:
    from orchestrator.packed import Packed


class PlanText:
    """The JSON of a plan, made when somebody wants it; `sha256`, its digest, may be known
    from before."""

    def __init__(self, plan: Plan, sha256: str | None = None) -> None:
        self.plan = plan
        self._sha256 = sha256

    @property
    def sha256(self) -> str:
        """The digest of the JSON, in hex."""
        return self._sha256 or self.packed.sha256

    @cached_property
    def packed(self) -> Packed:
        """The JSON itself."""
        from orchestrator.packed import pack
        from orchestrator.plan.codec import json_pieces

        return pack(json_pieces(self.plan))

    def save(self, store: Store) -> str:
        """Have it in the store, and give its digest.

        Raises:
            StorageError: it cannot be written.
        """
        return self.sha256 if store.has_plan(self.sha256) else store.save_plan(self.packed)


def write_plan(project: Project, plan: Plan, target: Path | None) -> Path:
    """Write the plan's JSON to `target`, or to its place among the converted ones.

    Raises:
        InputError: another file was converted under the same id.
        StorageError: it cannot be written.
    """
    if target is None:
        return write_converted(project, PlanText(plan))
    from orchestrator.atomic import write_atomic
    from orchestrator.plan.codec import json_pieces

    write_atomic(target, json_pieces(plan))
    return target


def write_converted(project: Project, text: PlanText) -> Path:
    """Write the plan's JSON to its place among the converted ones, if it is not there.

    Raises:
        InputError: another file was converted under the same id.
        StorageError: it cannot be written.
    """
    path = project.workspace.plan_file(text.plan.id)
    if _digest_of(path) != text.sha256:
        refuse_second_owner(project, text.plan)
        from orchestrator.packed import unpack

        project.workspace.write_state(path, unpack(text.packed.data))
    return path


def refuse_second_owner(project: Project, plan: Plan) -> None:
    """Raise InputError when a converted plan of this id came from another file that is
    still there: their runs and reports would be mixed up."""
    from orchestrator.plan.codec import path_of

    path = project.workspace.plan_file(plan.id)
    try:
        other = path_of(path.read_bytes()) if path.is_file() else None
    except OSError as error:
        raise _cannot_read(path, error) from error
    if other is None or other == plan.source.path:
        return
    if is_there(project.workspace.root / other):
        raise InputError(
            f"two files have the id {plan.id}: {other} and {plan.source.path}",
            hint="rename one of them, or give it an `id:` of its own in the front matter",
        )


def _digest_of(path: Path) -> str | None:
    """Of the plan that was converted before; None when there is none."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _cannot_read(path, error) from error


def _cannot_read(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"cannot read {path}: {error.strerror or error}",
        hint="check the rights of the file; without it the plan is made anew",
    )
