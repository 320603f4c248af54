"""Whether all that may run has its interpreter or its agent here; asked before anything runs."""

from __future__ import annotations

from orchestrator.diagnostics import InputError
from orchestrator.operations.project import Project
from orchestrator.plan.model import ActionKind, Check, Plan, Script, Subtask


def refuse_missing_interpreters(project: Project, plan: Plan, selected: frozenset[str]) -> None:
    """Raise InputError, before anything runs, for each language without an interpreter."""
    lines: dict[str, int] = {}
    for subtask in plan.subtasks:
        if subtask.id in selected:
            for language, line in languages_of(subtask):
                lines.setdefault(language, line)
    missing = project.missing(list(lines))
    if missing:
        where = ", ".join(f"{language} (line {lines[language]})" for language in missing)
        raise InputError(
            f"no interpreter is installed for: {where}",
            hint="install it, put it on PATH, or name another under `languages` in the settings",
        )


def refuse_missing_agents(
    project: Project, plan: Plan, selected: frozenset[str], *, mending: bool
) -> None:
    """Raise InputError, before anything runs, when an agent that may be asked is not here.

    With `mending` agents are asked to mend subtasks without prose steps too.
    """
    names = {
        subtask.agent
        for subtask in plan.subtasks
        if subtask.id in selected and subtask.agent and (mending or has_prose(subtask))
    }
    missing = project.missing_agents(sorted(names)) if names else ()
    if missing:
        raise InputError(
            f"the agent is not installed: {', '.join(missing)}",
            hint="install it, put it on PATH, or name another with --agent (none: wait for people)",
        )


def has_prose(subtask: Subtask) -> bool:
    """Whether the subtask has a step that an agent is to do."""
    return any(step.action.kind is ActionKind.AGENT for step in subtask.steps)


def languages_of(subtask: Subtask) -> list[tuple[str, int]]:
    """Language and line of everything of the subtask that may run."""
    actions = [
        (step.action.language or "", step.action.line)
        for step in subtask.steps
        if step.action.kind is ActionKind.COMMAND
    ]
    others: list[Check | Script] = [*subtask.checks, *subtask.compensations, *subtask.cleanups]
    if subtask.condition is not None:
        others.append(subtask.condition)
    return actions + [(each.language, each.line) for each in others]
