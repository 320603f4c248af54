"""What a reader should know of a plan that is valid: what can prove nothing, what cannot fail."""

from __future__ import annotations

from orchestrator.diagnostics import Findings
from orchestrator.plan.model import Action, ActionKind, Check, Plan, Subtask
from orchestrator.plan.vacuous import proves_nothing


def lint(plan: Plan, findings: Findings) -> None:
    """Add a warning for each action, check and subtask that proves nothing."""
    for subtask in plan.subtasks:
        _lint_subtask(subtask, findings)


def _lint_subtask(subtask: Subtask, findings: Findings) -> None:
    commands: list[tuple[str, Action | Check]] = [
        (f"step {step.id}", step.action)
        for step in subtask.steps
        if step.action.kind is ActionKind.COMMAND
    ]
    commands += [(check.id, check) for check in subtask.checks]
    reasons = [
        (name, proves_nothing(each.language or "", each.script or "", each.expect), each.line)
        for name, each in commands
    ]
    for name, reason, line in reasons:
        if reason is not None:
            findings.warning(
                "cannot-fail",
                f"{subtask.id} {name} {reason}: it cannot fail, so it proves nothing",
                line,
                hint="let it test something, or add a check or an output that can fail",
            )
    somebody = any(step.action.kind is not ActionKind.COMMAND for step in subtask.steps)
    asks_for_files = any(each.expect.files for _, each in commands)
    can_prove = (
        asks_for_files
        or any(reason is None for _, reason, _ in reasons)
        or bool(subtask.outputs)
        or bool(subtask.criteria)
        or somebody
    )
    if not can_prove:
        findings.warning(
            "proves-nothing",
            f"{subtask.id} can prove nothing, so it can never be COMPLETE",
            subtask.line,
            hint="add a command that can fail, a Verify part, Outputs or a criterion",
        )
