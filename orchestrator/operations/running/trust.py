"""What a person allowed to run, by all that decides what runs; knows not where that is kept.

As direnv allows an `.envrc`: as it is now, in this place. Whoever edits it, or the settings that it
runs by, has to have it allowed again. The scripts that its commands call are not looked at.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.convert import (
    AS_IT_SAYS,
    STANDARD_INPUT,
    Asked,
    convert,
    shown,
)
from orchestrator.operations.converting.find import asked_as_run, id_of
from orchestrator.operations.converting.names import is_file, is_folder
from orchestrator.operations.converting.sources import digest
from orchestrator.operations.project import Allowed, Project
from orchestrator.operations.running.needs import languages_of
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.plan.model import Plan
from orchestrator.run.moments import stamp
from orchestrator.run.state import RunState
from orchestrator.settings import Settings
from orchestrator.workspace import find_root


class Standing(StrEnum):
    """How what was allowed stands to what would run now."""

    UNCHANGED = "unchanged"  # it would run
    CHANGED = "changed"  # the file, the settings or this program make another plan now, or none
    GONE = "gone"  # there is no such file


class Listed(Struct, frozen=True, kw_only=True):
    """Something that is allowed, and how it stands."""

    key: str
    standing: Standing
    allowed: Allowed


def key_of(root: str, plan: Plan, settings: Settings) -> str:
    """What a plan is allowed under, a digest in hex: of the project's root, of the plan, in which
    stand the path of its file and the digest of its bytes, and of what the settings say of the
    languages and agents in it."""
    from orchestrator.plan.codec import json_pieces

    # What others say of the plan is no part of it, and may differ while the file does not.
    others = tuple(replace(each, satisfied=False) for each in plan.external_dependencies)
    text = hashlib.sha256()
    for piece in json_pieces(replace(plan, external_dependencies=others, findings=())):
        text.update(piece)
    said = msgspec.json.encode(_said_of_it(plan, settings), order="deterministic")
    # Digests are all of one length, so that no two such lists look the same.
    parts = [hashlib.sha256(os.fsencode(root)), text, hashlib.sha256(said)]
    return hashlib.sha256(b"".join(part.digest() for part in parts)).hexdigest()


def _said_of_it(plan: Plan, settings: Settings) -> list[Mapping[str, tuple[str, ...]]]:
    """The command lines that the settings have for languages and agents of the plan, and whether
    its ticks are taken for evidence."""
    languages = {name for subtask in plan.subtasks for name, _ in languages_of(subtask)}
    agents = {subtask.agent.lower() for subtask in plan.subtasks if subtask.agent}
    return [
        {name: words for name, words in settings.languages.items() if name in languages},
        {name: words for name, words in settings.agents.items() if name in agents},
        *([{"accept_ticks": ()}] if settings.accept_ticks and _is_ticked(plan) else []),
    ]


def _is_ticked(plan: Plan) -> bool:
    return any(
        any(step.done for step in each.steps) or any(criterion.done for criterion in each.criteria)
        for each in plan.subtasks
    )


def allow(
    project: Project, plan: Plan, asked: Asked = AS_IT_SAYS, *, file: str | None = None
) -> Listed:
    """Let the plan run as it is now. `asked` stood in place of what its file says when it was
    made; `file` is what it was read from, which may be a plan's JSON.

    Raises:
        InputError: a step of a run asks for it, or what is allowed lies where others can write.
        StorageError: it cannot be kept.
    """
    if project.inside(None, None):
        raise InputError(
            "this command was started by a step of a run",
            hint="what may run is for a person to say, at a terminal of their own",
        )
    key = _key(project, plan)
    about = Allowed(
        root=_text(_root(project)),
        path=_giving(project, plan, key, asked, file),
        task=plan.id,
        sha256=plan.source.sha256,
        at=stamp(project.clock.now()),
        order=asked.order,
        agent=asked.agent,
        dialect=asked.dialect,
    )
    project.trust().allow(key, about)
    return Listed(key=key, standing=Standing.UNCHANGED, allowed=about)


def is_allowed(project: Project, plan: Plan) -> bool:
    """Whether a person let the plan run as it is now.

    Raises:
        InputError: what is allowed lies where others can write.
        StorageError: it cannot be read.
    """
    return project.trust().allowed(_key(project, plan))


def refuse_not_allowed(
    project: Project, plan: Plan, asked: Asked = AS_IT_SAYS, *, file: str | None = None
) -> None:
    """Raise InputError where nobody let the plan run as it is now, with the command that does, and
    whether it is new or has changed. `asked` and `file` are as for `allow`."""
    if is_allowed(project, plan):
        return
    path = _giving(project, plan, _key(project, plan), asked, file)
    command = f"orchestrator allow {named(project, path, asked)}"
    hint = "look at what it runs, then allow it: "
    name, _ = _from_here(project, path)
    if path == plan.source.path != STANDARD_INPUT and digest(Path(name)) != plan.source.sha256:
        hint = "what ran is not in its file any more; allow what is there, and start a new run: "
    raise InputError(_why(project, plan, path), hint=hint + command, more={"allow": command})


def hold_to_allowed(
    project: Project,
    plan: Plan,
    options: ExecuteOptions,
    *,
    before: RunState | None = None,
    file: str | None = None,
) -> None:
    """Raise InputError where only what is allowed may run, and the plan is not. `before` is of the
    run that goes on, `file` what the plan was read from."""
    if options.only_allowed:
        asked = options.asked if before is None else asked_as_run(options.asked, before)
        refuse_not_allowed(project, plan, asked, file=file)


def named(project: Project, path: str, asked: Asked) -> str:
    """A file and what is asked for in place of what it says, as words of a command line."""
    name, root = _from_here(project, path)
    options = {"--order": asked.order, "--agent": asked.agent, "--dialect": asked.dialect}
    words = [name, *(word for each, said in options.items() if said for word in (each, said))]
    return shlex.join([*words, *root])


def listed(project: Project) -> tuple[Listed, ...]:
    """What is allowed in this project, and how it stands now; files are read anew.

    Raises:
        InputError: what is allowed lies where others can write.
        StorageError: it cannot be read.
    """
    own = sorted(_own(project).items(), key=lambda each: (each[1].path, each[1].at))
    return tuple(
        Listed(key=key, standing=_standing(project, key, about), allowed=about)
        for key, about in own
    )


def forget(project: Project, name: str) -> dict[str, Allowed]:
    """Allow nothing any more of the file or task of that name, which may be broken or gone; what
    was allowed of it, by its key.

    Raises:
        InputError: nothing was allowed, or what is allowed lies where others can write.
        StorageError: it cannot be removed.
    """
    paths, task = {name, shown(project, Path(name))}, id_of(project, name)
    own = _own(project).items()
    found = {key: each for key, each in own if each.path in paths or each.task == task}
    if not found:
        raise InputError(f"{name} is not allowed", hint="see what is: orchestrator allow --list")
    for key in found:
        project.trust().forget(key)
    return found


def _key(project: Project, plan: Plan) -> str:
    return key_of(_root(project), plan, project.settings)


def _root(project: Project) -> str:
    return os.path.realpath(project.workspace.root)


def _text(path: str) -> str:
    """A path as text; its bytes that are no UTF-8 as numbers."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _own(project: Project) -> dict[str, Allowed]:
    root = _text(_root(project))
    entries = project.trust().entries()
    return {key: about for key, about in entries.items() if about.root == root}


def _why(project: Project, plan: Plan, path: str) -> str:
    """Whether what is refused is new, or has changed since it was allowed."""
    same = [about for about in _own(project).values() if about.path == path]
    if not same:
        return f"{path} is new: nobody has allowed it to run here"
    last = max(same, key=lambda about: about.at)
    moment = last.at.replace("T", " ")[:19]
    if all(about.sha256 != plan.source.sha256 for about in same):
        return f"{path} has changed since it was allowed ({moment} UTC)"
    return (
        f"{path} is as it was allowed ({moment} UTC), but not what it would be run by: options, "
        "the settings of its languages, agents or ticks, or this program"
    )


def _standing(project: Project, key: str, about: Allowed) -> Standing:
    asked = Asked(order=about.order, agent=about.agent, dialect=about.dialect)
    if _gives(project, about.path, asked, key):
        return Standing.UNCHANGED
    name, _ = _from_here(project, about.path)
    return Standing.CHANGED if _is_there(name) else Standing.GONE


def _gives(project: Project, path: str, asked: Asked, key: str) -> bool:
    """Whether a file gives the plan of this key now."""
    name, _ = _from_here(project, path)
    try:
        plan = convert(project, name, asked).plan if _is_there(name) else None
    except InputError:
        return False
    return plan is not None and _key(project, plan) == key


def _giving(project: Project, plan: Plan, key: str, asked: Asked, file: str | None) -> str:
    """The file to name for a plan: its source, but for a plan's JSON that says something else."""
    source = plan.source.path
    if file in (None, source) or _gives(project, source, asked, key):
        return source
    return file


def _from_here(project: Project, path: str) -> tuple[str, tuple[str, ...]]:
    """How a file of a plan is named from the current folder, and what has to be said of the root:
    paths in the project are relative to it, others are as they were given."""
    root = project.workspace.root
    if path == STANDARD_INPUT:
        return path, ()
    here = Path.cwd()
    elsewhere = here != root and _is_there(str(root / path))
    option = () if find_root(here, None) == root else ("-C", str(root))
    return (str(root / path) if elsewhere else path), option


def _is_there(name: str) -> bool:
    # A plan's JSON may say anything of its source, also what no file can be called.
    return is_file(name) or is_folder(name)
