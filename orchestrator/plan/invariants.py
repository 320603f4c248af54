"""What holds for every plan and no schema can say: unique ids, edges that lead somewhere,
no cycle, commands that are whole, folders inside the root."""

from __future__ import annotations

import math
import re

from orchestrator.diagnostics import Findings, Span
from orchestrator.document.values import identifier
from orchestrator.plan.around import inside
from orchestrator.plan.graph import shortest_cycles
from orchestrator.plan.model import Action, ActionKind, Check, Plan, Script, Subtask

_VARIABLE = re.compile(r"[A-Za-z_]\w*")


def check_invariants(plan: Plan, root: str, findings: Findings) -> None:
    """Add an error for each invariant that the plan breaks."""
    if not plan.subtasks:
        findings.error("no-subtask", "the plan holds no subtask", hint="add a subtask")
    lines = _check_ids(plan, findings)
    for subtask in plan.subtasks:
        _check_edges(subtask, lines, findings)
        _check_steps(subtask, findings)
        _check_folders(subtask, root, findings)
        _check_values(subtask, findings)
    _check_id(plan, findings)
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
        for other in edge.asked_by:
            if other not in lines:
                findings.error(
                    "unknown-reference",
                    f"{subtask.id} comes after {edge.id} for {other}, which is not there",
                    *span,
                    hint="name a subtask's id, or none",
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


def _check_id(plan: Plan, findings: Findings) -> None:
    if identifier(plan.id) is None:
        findings.error(
            "invalid-plan",
            f"the id {plan.id[:40]!r} is empty, too long, or holds a separator or a control",
            hint="use at most 200 letters, digits, `_`, `-` and `.`",
        )


def _check_values(subtask: Subtask, findings: Findings) -> None:
    """Numbers that mean something, names that a process can be given, a path inside."""
    commands = [step.action for step in subtask.steps]
    others: list[Action | Check | Script] = [*commands, *subtask.checks, *subtask.cleanups]
    limits = [subtask.timeout_s, subtask.total_timeout_s, *(each.timeout_s for each in others)]
    if any(limit is not None and not 0 < limit < float("inf") for limit in limits):
        _refuse(subtask, "a timeout must be more than 0 seconds", findings)
    retry = subtask.retry
    waits = (retry.delay_s, retry.backoff, retry.max_delay_s or 0.0)
    if retry.max < 0 or retry.backoff == 0 or not all(0 <= each < math.inf for each in waits):
        _refuse(subtask, "retries, delays and backoff are numbers, and not negative", findings)
    if not all(0 <= amount < math.inf for amount in subtask.resources.values()):
        _refuse(subtask, "an amount of a resource is a number, and not negative", findings)
    for name, value in subtask.env.items():
        if not _VARIABLE.fullmatch(name) or "\0" in value:
            _refuse(subtask, f"{name!r} cannot be a variable with that value", findings)
    path = subtask.report_path
    if path is not None and inside(path, "/root") in (None, "."):
        _refuse(subtask, f"the report path {path} leads outside the root", findings)


def _refuse(subtask: Subtask, why: str, findings: Findings) -> None:
    findings.error("invalid-plan", f"{subtask.id}: {why}", subtask.line, hint="correct the plan")
