"""Whether everything that may run has an interpreter here; asked before anything runs."""

from __future__ import annotations

from orchestrator.diagnostics import InputError
from orchestrator.operations.project import Project
from orchestrator.plan.model import ActionKind, Check, Plan, Script, Subtask


def refuse_missing_interpreters(project: Project, plan: Plan, selected: frozenset[str]) -> None:
    """Raise InputError, before anything runs, for each language without an interpreter."""
    lines: dict[str, int] = {}
    for subtask in plan.subtasks:
        if subtask.id in selected:
            for language, line in _commands_of(subtask):
                lines.setdefault(language, line)
    missing = project.missing(list(lines))
    if missing:
        where = ", ".join(f"{language} (line {lines[language]})" for language in missing)
        raise InputError(
            f"no interpreter is installed for: {where}",
            hint="install it, put it on PATH, or name another under `languages` in the settings",
        )


def _commands_of(subtask: Subtask) -> list[tuple[str, int]]:
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
