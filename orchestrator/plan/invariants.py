"""What holds for every plan and no schema can say: unique ids, edges that lead somewhere,
no cycle, commands that are whole, folders inside the root."""

from __future__ import annotations

from orchestrator.diagnostics import Findings, Span
from orchestrator.plan.around import inside
from orchestrator.plan.graph import shortest_cycles
from orchestrator.plan.model import Action, ActionKind, Check, Plan, Script, Subtask


def check_invariants(plan: Plan, root: str, findings: Findings) -> None:
    """Add an error for each invariant that the plan breaks."""
    if not plan.subtasks:
        findings.error("no-subtask", "the plan holds no subtask", hint="add a subtask")
    lines = _check_ids(plan, findings)
    for subtask in plan.subtasks:
        _check_edges(subtask, lines, findings)
        _check_steps(subtask, findings)
        _check_folders(subtask, root, findings)
    if not findings.made:
        edges = {each.id: [edge.id for edge in each.depends_on] for each in plan.subtasks}
        for cycle in shortest_cycles(edges):
            findings.error(
                "cycle",
                f"these wait for each other: {' → '.join([*cycle[:8], cycle[0]])}",
                lines[cycle[0]],
                hint="remove one of these dependencies",
            )


def _check_ids(plan: Plan, findings: Findings) -> dict[str, int]:
    lines: dict[str, int] = {}
    for subtask in plan.subtasks:
        if subtask.id in lines or not subtask.id.strip():
            findings.error(
                "duplicate-id",
                f"the id {subtask.id!r} is empty or defined twice",
                subtask.line,
                hint="give each subtask an id of its own",
            )
        lines[subtask.id] = subtask.line
    return lines


def _check_edges(subtask: Subtask, lines: dict[str, int], findings: Findings) -> None:
    for edge in subtask.depends_on:
        span = Span(edge.line or subtask.line)
        if edge.id == subtask.id:
            findings.error(
                "self-dependency",
                f"{subtask.id} depends on itself",
                *span,
                hint="remove this dependency",
            )
        elif edge.id not in lines:
            findings.error(
                "unknown-reference",
                f"{subtask.id} depends on {edge.id}, which is not there",
                *span,
                hint=f"known ids: {', '.join(list(lines)[:5])}",
            )


def _check_steps(subtask: Subtask, findings: Findings) -> None:
    checks = {check.id for check in subtask.checks}
    step_ids: set[str] = set()
    for step in subtask.steps:
        where = f"{subtask.id} step {step.id}"
        action = step.action
        if step.id in step_ids:
            findings.error("duplicate-id", f"{where} is defined twice", step.line)
        step_ids.add(step.id)
        if action.kind is ActionKind.COMMAND and not (action.language and action.script):
            findings.error(
                "invalid-plan",
                f"{where}: a command needs a language and a script",
                step.line,
                hint="give both, or make its kind manual",
            )
        for tied in set(step.checks) - checks:
            findings.error("unknown-reference", f"{where}: no check {tied}", step.line)
    if len(checks) != len(subtask.checks):
        findings.error("duplicate-id", f"{subtask.id} has two checks of one id", subtask.line)
    for criterion in subtask.criteria:
        for tied in set(criterion.checks) - checks:
            findings.error(
                "unknown-reference",
                f"{subtask.id} {criterion.id}: no check {tied}",
                criterion.line,
            )


def _check_folders(subtask: Subtask, root: str, findings: Findings) -> None:
    actions = [step.action for step in subtask.steps]
    commands: list[Action | Check | Script] = [*actions, *subtask.checks]
    commands += [*subtask.compensations, *subtask.cleanups]
    named = [(subtask.cwd, subtask.line), *((command.cwd, command.line) for command in commands)]
    for cwd, line in named:
        if cwd is not None and inside(cwd, root) is None:
            findings.error(
                "outside-root",
                f"{subtask.id}: the folder {cwd} is outside the root",
                line,
                hint="name a folder inside the root",
            )
