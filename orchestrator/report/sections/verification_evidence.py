"""Verification Evidence: expectations held against facts, outputs, attestations, criteria."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from orchestrator.plan.model import ActionKind, Criterion
from orchestrator.report.commands import CommandKind
from orchestrator.report.material import Material
from orchestrator.verify.model import Artifact, Attestation, CommandResult, Judgement, Outcome
from orchestrator.verify.verdict import why_unproved


class Proof(Struct, frozen=True, kw_only=True):
    """A step's command or a check, and each expectation of it. `status` is its outcome, or
    pending when it did not run; `proves` is False for what cannot fail. `log` is relative to
    the root, `unproved` what finishes "it …" where its success proves nothing."""

    kind: CommandKind
    id: str
    line: int
    status: str
    proves: bool
    reason: str | None
    judgements: tuple[Judgement, ...]
    log: str | None = None
    unproved: str | None = None


class CriterionEvidence(Struct, frozen=True, kw_only=True):
    """A criterion; `by` names the checks and people it is met by."""

    id: str
    part: str
    text: str
    status: str
    optional: bool
    by: tuple[str, ...]


class Evidence(Struct, frozen=True, kw_only=True):
    """All that speaks for or against the subtask. `missing_outputs` are patterns that
    nothing matched."""

    proofs: tuple[Proof, ...]
    artifacts: tuple[Artifact, ...]
    missing_outputs: tuple[str, ...]
    attestations: tuple[Attestation, ...]
    criteria: tuple[CriterionEvidence, ...]


def verification_evidence(material: Material) -> Evidence:
    """The section's content."""
    facts = material.facts()
    found = {artifact.pattern for artifact in facts.artifacts}
    outputs = material.subtask.outputs if material.attempts else ()
    return Evidence(
        proofs=tuple(_proofs(material)),
        artifacts=facts.artifacts,
        missing_outputs=tuple(pattern for pattern in outputs if pattern not in found),
        attestations=facts.attestations,
        criteria=tuple(_criteria(material)),
    )


def _proofs(material: Material) -> Iterator[Proof]:
    """Steps that run a command, then checks: those of the last attempt, and those to come."""
    subtask, facts = material.subtask, material.facts()
    for step in subtask.steps:
        if step.action.kind is ActionKind.COMMAND:
            yield _proof(CommandKind.STEP, step.id, step.action.line, facts.steps.get(step.id))
    for check in subtask.checks:
        yield _proof(CommandKind.CHECK, check.id, check.line, facts.checks.get(check.id))


def _proof(kind: CommandKind, id_: str, line: int, result: CommandResult | None) -> Proof:
    return Proof(
        kind=kind,
        id=id_,
        line=line,
        status=result.outcome.value if result else "pending",
        proves=result.proves if result else True,
        reason=result.reason if result else None,
        judgements=result.judgements if result else (),
        log=result.log if result else None,
        unproved=why_unproved(result) if result and not result.proves else None,
    )


def _criteria(material: Material) -> Iterator[CriterionEvidence]:
    statuses = {criterion.id: criterion.status for criterion in material.row.criteria}
    for criterion in material.subtask.criteria:
        yield CriterionEvidence(
            id=criterion.id,
            part=criterion.part,
            text=criterion.text,
            status=statuses.get(criterion.id, "unmet"),
            optional=criterion.optional,
            by=tuple(_met_by(criterion, material)),
        )


def _met_by(criterion: Criterion, material: Material) -> Iterator[str]:
    facts = material.facts()
    for check in criterion.checks:
        result = facts.checks.get(check)
        if result is not None and result.outcome is Outcome.SUCCEEDED and result.proves:
            yield f"{check} succeeded"
    for attestation in facts.attestations:
        if attestation.criterion == criterion.id:
            yield f"attested by {attestation.by}"
