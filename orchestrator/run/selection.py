"""Which subtasks may run: `--only`, `--skip`, `--from`, `--until`; pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.plan.catalogue import is_catalogue, only_by_name, with_required
from orchestrator.plan.graph import after, before
from orchestrator.plan.model import Plan


class Selection(Struct, frozen=True, kw_only=True):
    """What was asked for, as written by the user; empty means everything."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    from_: str | None = None
    until: str | None = None

    @property
    def names(self) -> bool:
        """Whether it names subtasks that are to run."""
        return bool(self.only or self.from_ or self.until)


EVERYTHING = Selection()


def select(plan: Plan, wanted: Selection) -> frozenset[str]:
    """The ids that may run.

    Raises:
        InputError: a reference names no subtask, or nothing is left.
    """
    ids = {subtask.id for subtask in plan.subtasks}
    if is_catalogue(plan) and not wanted.names:
        raise InputError(
            f"{plan.source.path} offers {len(ids)} tasks to choose from; none is named",
            hint=f"name one: --only {plan.subtasks[0].id}",
        )
    named = {each for text in wanted.only for each in find(plan, text)}
    if wanted.only:
        ids &= with_required(plan, named) if is_catalogue(plan) else named
    if wanted.from_ is not None:
        named.update(first := find(plan, wanted.from_))
        ids &= after(plan, first)
    if wanted.until is not None:
        named.update(last := find(plan, wanted.until))
        ids &= before(plan, last)
    if wanted.names:
        ids -= only_by_name(plan) - named
    ids -= {each for text in wanted.skip for each in find(plan, text)}
    if not ids:
        raise InputError(
            "nothing is selected",
            hint="loosen --only, --skip, --from or --until; "
            "`execute_task TASK --dry-run` lists the subtasks",
        )
    return frozenset(ids)


def find(plan: Plan, text: str) -> Sequence[str]:
    """The ids that `text` refers to, as a dependency key would read it.

    Raises:
        InputError: it names no subtask, or several may be meant.
    """
    from orchestrator.plan.references import Name, Names

    names = [Name(each.id, _prefix(each.id), each.number, each.title) for each in plan.subtasks]
    found = Names(names, task_number=plan.number).resolve(text, of=None)
    if found.ids and not (found.unknown or found.ambiguous):
        return found.ids
    near = [each for _, others in (*found.unknown, *found.ambiguous) for each in others]
    known = near or [subtask.id for subtask in plan.subtasks[:8]]
    raise InputError(
        f"there is no subtask “{text}” in {plan.id}"
        if not found.ambiguous
        else f"“{text}” may mean several subtasks of {plan.id}",
        hint=f"did you mean {' or '.join(known[:3])}?" if near else f"ids: {', '.join(known)}",
    )


def _prefix(id_: str) -> str:
    """The word or letter before the number of an id."""
    return id_.partition("_")[0] if "_" in id_ else id_[:1]
