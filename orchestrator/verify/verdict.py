"""The verdict of a subtask: COMPLETE when something was proved and nothing is missing.

One list of rules, each adding its reasons; no rule takes a reason away. What an agent or a
file says of itself is no evidence: only results of commands, artifacts and attestations are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.plan.model import ActionKind, Criterion, Step, Subtask
from orchestrator.verify.model import CommandResult, Facts, Outcome, Verdict


def judge_subtask(subtask: Subtask, facts: Facts, *, criteria_required: bool) -> Verdict:
    """Hold the facts of the latest attempt against all that the subtask asks for."""
    reasons = [
        *_steps(subtask, facts),
        *_checks(subtask, facts),
        *(_criteria(subtask, facts) if criteria_required else ()),
        *_outputs(subtask, facts),
        *_only_words(subtask, facts),
    ]
    if not reasons and not _anything_proved(subtask, facts):
        reasons.append(_nothing_proved(subtask, facts))
    return Verdict(complete=not reasons, reasons=tuple(reasons))


def step_is_done(step: Step, facts: Facts) -> bool:
    """Whether evidence shows the step done; a tick in the file does not.

    Nobody's word stands for a command, nor over a check of the step that failed.
    """
    result = facts.steps.get(step.id)
    if result is not None and result.outcome is Outcome.SUCCEEDED:
        # One that skipped itself ended well, and did nothing.
        return not (result.unproved and result.exit_code)
    if step.action.kind is ActionKind.COMMAND:
        return False
    attested = any(word.step == step.id for word in facts.attestations)
    return _shown(step.checks, facts, attested=attested)


def criterion_is_met(criterion: Criterion, facts: Facts) -> bool:
    """Met by every check tied to it, or by an attestation where none of them failed."""
    attested = any(word.criterion == criterion.id for word in facts.attestations)
    return _shown(criterion.checks, facts, attested=attested)


def _shown(checks: Sequence[str], facts: Facts, *, attested: bool) -> bool:
    tied = [facts.checks.get(check) for check in checks]
    if any(result is not None and result.outcome is not Outcome.SUCCEEDED for result in tied):
        return False
    return attested or (bool(tied) and all(_proved(result) for result in tied))


def _proved(result: CommandResult | None) -> bool:
    return result is not None and result.outcome is Outcome.SUCCEEDED and result.proves


def _steps(subtask: Subtask, facts: Facts) -> Iterator[str]:
    for step in subtask.steps:
        if step.optional or step_is_done(step, facts):
            continue
        result = facts.steps.get(step.id)
        if result is not None:
            yield f"step {step.id}: {result.reason or result.outcome}"
        elif step.action.kind is ActionKind.COMMAND:
            yield f"step {step.id} did not run: {step.text}"
        elif step.checks:
            yield f"step {step.id} is not proved by its check: {step.text}"
        else:
            yield _for_somebody(step)


def for_somebody(subtask: Subtask, facts: Facts) -> tuple[str, ...]:
    """The reasons that only a person can do away with."""
    return tuple(
        _for_somebody(step)
        for step in subtask.steps
        if step.action.kind is ActionKind.MANUAL
        and not (step.optional or step.checks or step_is_done(step, facts))
    )


def _for_somebody(step: Step) -> str:
    if step.action.kind is ActionKind.AGENT:
        return f"step {step.id} was not done by the agent: {step.text}"
    return f"step {step.id} waits for a person: {step.text}"


def _checks(subtask: Subtask, facts: Facts) -> Iterator[str]:
    for check in subtask.checks:
        result = facts.checks.get(check.id)
        if result is None:
            yield f"{check.id} did not run (line {check.line})"
        elif result.outcome is not Outcome.SUCCEEDED:
            yield f"{check.id}: {result.reason or result.outcome}"
        elif not result.proves:
            yield f"{check.id} {why_unproved(result)}, so it proves nothing (line {check.line})"


def why_unproved(result: CommandResult) -> str:
    """Why the success of a command proves nothing, in words that follow its name."""
    return f"tested nothing ({result.unproved})" if result.unproved else "cannot fail"


def _criteria(subtask: Subtask, facts: Facts) -> Iterator[str]:
    for criterion in subtask.criteria:
        if not criterion.optional and not criterion_is_met(criterion, facts):
            yield f"{criterion.id} ({criterion.part}) {_lacks(criterion, facts)}: {criterion.text}"


def _lacks(criterion: Criterion, facts: Facts) -> str:
    """Why a criterion is not met."""
    results = {check: facts.checks.get(check) for check in criterion.checks}
    for check, result in results.items():
        if result is not None and result.outcome is not Outcome.SUCCEEDED:
            return f"is not met, for {check} failed"
    return "has no evidence"


def _outputs(subtask: Subtask, facts: Facts) -> Iterator[str]:
    found = {artifact.pattern for artifact in facts.artifacts}
    for pattern in subtask.outputs:
        if pattern not in found:
            yield f"output {pattern} is missing"


def _only_words(subtask: Subtask, facts: Facts) -> Iterator[str]:
    for step in only_words(subtask, facts):
        yield f"step {step}: only the agent's word, no check shows it"


def only_words(subtask: Subtask, facts: Facts) -> Iterator[str]:
    """The steps that are done by an agent's word alone: what it did counts when a check, an
    output or a person shows it."""
    shown = any(_proved(result) for result in facts.checks.values()) or any(
        artifact.fresh for artifact in facts.artifacts
    )
    attested = {word.step for word in facts.attestations}
    for step in subtask.steps:
        if step.action.kind is not ActionKind.AGENT or step.optional or shown:
            continue
        if step.id in facts.steps and step_is_done(step, facts) and step.id not in attested:
            yield step.id


def _anything_proved(subtask: Subtask, facts: Facts) -> bool:
    """At least one thing that could have gone wrong and did not."""
    commanded = any(
        _proved(facts.steps.get(step.id))
        for step in subtask.steps
        if step.action.kind is ActionKind.COMMAND
    )
    return (
        commanded
        or any(_proved(result) for result in facts.checks.values())
        or any(artifact.fresh for artifact in facts.artifacts)
        or any(word.step or word.criterion for word in facts.attestations)
    )


def _nothing_proved(subtask: Subtask, facts: Facts) -> str:
    for id_, result in facts.steps.items():
        if result.unproved:
            return f"nothing was proved: step {id_} {why_unproved(result)}"
    if facts.artifacts:
        return "nothing was proved: its outputs are older than the attempt"
    return "nothing was proved: no command that can fail, no check, no output, no evidence"
