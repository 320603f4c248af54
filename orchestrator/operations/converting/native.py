"""A plan as a native task file: its text, and the file itself. Never writes over another text."""

from __future__ import annotations

from pathlib import Path

from orchestrator.diagnostics import InputError
from orchestrator.native.write import Native, to_native
from orchestrator.operations.converting.convert import known_agents, shown
from orchestrator.operations.project import Project
from orchestrator.plan.around import Surroundings
from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import Plan
from orchestrator.workspace import safe_name


def native_of(project: Project, plan: Plan, target: Path | None) -> Native:
    """The plan as a task file that is read in this project as the same plan, from `target`; None
    is standard output, behind which people put a file called as the plan is."""
    root = str(project.workspace.root)
    around = Surroundings(
        root=root,
        folder=root,
        stem=plan.id,
        agents=tuple(sorted(known_agents(project))),
        agent=project.settings.agent,
    )
    path = shown(project, target or Path(root, f"{safe_name(plan.id)}.md"))
    return to_native(plan, around, path, frozenset(project.settings.languages))


def notes_about(plan: Plan) -> list[str]:
    """What is otherwise with a native file than with the one that the plan was made of."""
    if not is_catalogue(plan):
        return []
    return [
        f"of a {plan.source.dialect} file only what is named runs, of a native one all that is "
        "not left out with --only or --skip"
    ]


def write_native(target: Path, text: str) -> None:
    """Write a task file where there is none, or the same one.

    Raises:
        InputError: there is another one.
        StorageError: it cannot be written.
    """
    from orchestrator.atomic import write_atomic

    refuse_another(target, text)
    write_atomic(target, text.encode())


def refuse_another(target: Path, text: str) -> None:
    """Raise InputError where there is a file with another text."""
    data = text.encode()
    try:
        before = target.read_bytes() if target.exists() else data
    except OSError as error:
        raise InputError(
            f"cannot read {target}: {error.strerror}", hint="name another file after -o"
        ) from None
    if before != data:
        raise InputError(
            f"there is a file {target} already, of another content",
            hint="name another place after -o, or remove that one",
        )
