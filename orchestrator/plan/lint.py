"""What a reader should know of a plan that is valid: what can prove nothing, what cannot fail."""

from __future__ import annotations

import re

from orchestrator.diagnostics import Findings
from orchestrator.document.expectations import FORMS
from orchestrator.plan.gathering import gathered_by
from orchestrator.plan.model import Action, ActionKind, Check, Plan, Subtask
from orchestrator.plan.reasons import commands_of
from orchestrator.plan.vacuous import proves_nothing

# Keys whose value an author may take for an expectation; the reader keeps them as metadata.
_NEARLY_EXPECT = re.compile(
    r"(?:expected\s+)?exit\s*(?:code|status)|expect(?:s|ed|ations?)?"
    r"|(?:expected|should)\s+(?:stdout|stderr|results?|outcome|print|return|exit)"
    r"|(?:stdout|stderr)(?:\s+contains)?",
    re.I,
)


def lint(plan: Plan, findings: Findings) -> None:
    """Add a warning for each action, check, expectation and subtask that proves nothing."""
    for subtask in plan.subtasks:
        commands = list(commands_of(subtask))
        reasons = [_reason(subtask, name, each, findings) for name, each in commands]
        for _, each in commands:
            _tell_expectations(each, findings)
        if commands:
            _tell_keys(subtask, findings)
        if not _can_prove(subtask, commands, reasons):
            findings.warning(
                "proves-nothing",
                f"{subtask.id} can prove nothing, so it can never be COMPLETE",
                subtask.line,
                hint="add a command that can fail, a Verify part, Outputs or a criterion",
            )


def _reason(subtask: Subtask, name: str, each: Action | Check, findings: Findings) -> str | None:
    """Why a command proves nothing, which is told; None when it can prove something."""
    check = isinstance(each, Check)
    reason = proves_nothing(each.language or "", each.script or "", each.expect, check=check)
    if reason is not None:
        findings.warning(
            "cannot-fail",
            f"{subtask.id} {name} {reason}, so it proves nothing",
            each.line,
            hint="let it test something, or add a check or an output that can fail",
        )
    return reason


def _tell_expectations(each: Action | Check, findings: Findings) -> None:
    expect = each.expect
    if not (expect.stdout or expect.stderr or expect.output or expect.files):
        return
    from orchestrator.plan.vacuous.expected import asks_nothing

    for what, line in asks_nothing(expect):
        findings.warning(
            "expects-nothing",
            f"{what}: the expectation cannot fail, so it proves nothing",
            line,
            hint="expect something that may turn out otherwise, or leave it out",
        )


def _tell_keys(subtask: Subtask, findings: Findings) -> None:
    for key in subtask.metadata:
        if _NEARLY_EXPECT.fullmatch(key.strip()):
            findings.warning(
                "not-an-expectation",
                f"“{key}: {subtask.metadata[key]}” of {subtask.id} is kept as metadata; "
                "nothing is compared",
                subtask.line,
                hint=f"did you mean `**Expect**:`? There {FORMS}",
            )


def _can_prove(
    subtask: Subtask, commands: list[tuple[str, Action | Check]], reasons: list[str | None]
) -> bool:
    somebody = any(step.action.kind is not ActionKind.COMMAND for step in subtask.steps)
    return (
        any(each.expect.files for _, each in commands)
        or any(reason is None for reason in reasons)
        or bool(subtask.outputs or subtask.criteria or gathered_by(subtask))
        or somebody
    )
