"""Limitations Found: facts that a reader of a verdict should know; one rule a kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from orchestrator.plan.model import CriteriaPolicy
from orchestrator.report.commands import CommandKind
from orchestrator.report.excerpt import brief
from orchestrator.report.material import Material
from orchestrator.run.summary import COMPLETE
from orchestrator.verify.model import CommandResult, Outcome
from orchestrator.verify.verdict import why_unproved

_FAILED = frozenset({"failed", "timed_out"})


def limitations_found(material: Material) -> tuple[str, ...]:
    """The section's content: each fact once, in the order of the rules."""
    facts = (fact for rule in _RULES for fact in rule(material))
    return tuple(dict.fromkeys(facts))


def _incomplete(material: Material) -> Iterator[str]:
    if material.row.verdict != COMPLETE and material.row.reasons:
        yield "It is INCOMPLETE, for the reasons that stand with its verdict."


# To wait for somebody is part of the work.
_NO_FAILURE = frozenset({"succeeded", "waiting"})


def _late_success(material: Material) -> Iterator[str]:
    *earlier, last = material.attempts or (None,)
    if last is None or last.outcome != "succeeded":
        return
    failed = [attempt for attempt in earlier if attempt and attempt.outcome not in _NO_FAILURE]
    if failed:
        since = next(a for a in material.attempts if a.number > failed[-1].number)
        before = any(a.outcome == "succeeded" and a.number < failed[-1].number for a in earlier)
        yield f"Passed {'again ' if before else ''}only on {since.name}."
    for attempt in failed:
        why = f": {brief(attempt.reason)}" if attempt.reason else "."
        yield f"{attempt.name.capitalize()} ended as {attempt.outcome.replace('_', ' ')}{why}"


def _mended(material: Material) -> Iterator[str]:
    for attempt in material.attempts:
        for run in attempt.commands:
            if run.kind is CommandKind.MEND:
                yield (
                    f"Before {attempt.name} an agent ({run.result.agent or 'unnamed'}) was asked "
                    "to mend what was not complete."
                )


def _agents_word(material: Material) -> Iterator[str]:
    for key, result in material.facts().steps.items():
        if result.agent is not None:
            yield (
                f"Step {key} was done by an agent ({result.agent}); "
                "what it says of that is no evidence."
            )


def _out_of_date(material: Material) -> Iterator[str]:
    if material.state.voided:
        yield "Its success was rolled back and counts no more."
    if material.is_superseded():
        yield "The last attempt counts no more: the subtask was set back to run again."


def _failure_allowed(material: Material) -> Iterator[str]:
    if material.subtask.allow_failure and material.row.status in _FAILED:
        yield "It failed, and the task file allows that: what depends on it ran nevertheless."


def _optional_steps(material: Material) -> Iterator[str]:
    for step in material.row.steps:
        if step.optional and step.status not in ("succeeded", "attested"):
            yield f"Optional step {step.id} was not done: {step.text}"


def _ticks(material: Material) -> Iterator[str]:
    statuses = {step.id: step.status for step in material.row.steps}
    for step in material.subtask.steps:
        if step.done and statuses.get(step.id) not in ("succeeded", "attested"):
            yield f"Step {step.id} is ticked in the task file, which is a hint and no proof."


def _proves_nothing(material: Material) -> Iterator[str]:
    facts = material.facts()
    named: dict[str, CommandResult] = {f"Step {key}": run for key, run in facts.steps.items()}
    named |= {f"Check {key}": run for key, run in facts.checks.items()}
    for name, result in named.items():
        by_agent = result.agent is not None
        if result.outcome is Outcome.SUCCEEDED and not (result.proves or by_agent):
            yield f"{name} {why_unproved(result)}, so its success proves nothing."


def _stale_outputs(material: Material) -> Iterator[str]:
    for artifact in material.facts().artifacts:
        if not artifact.fresh:
            yield f"Output {artifact.path} is older than the attempt and proves nothing."


def _advisory_criteria(material: Material) -> Iterator[str]:
    criteria = material.row.criteria
    if material.plan.criteria_policy is CriteriaPolicy.ADVISORY and criteria:
        unmet = sum(criterion.status != "met" for criterion in criteria)
        yield (
            "Criteria are advisory in this task and left out of the verdict: "
            f"{unmet} of {len(criteria)} not met."
        )


def _closing(material: Material) -> Iterator[str]:
    closing = (("Compensation", material.state.compensations), ("Cleanup", material.state.cleanups))
    for name, results in closing:
        for index, result in sorted(results.items()):
            if result.outcome is not Outcome.SUCCEEDED:
                yield f"{name} {index + 1} did not succeed: {result.reason or result.outcome}"


def _attested(material: Material) -> Iterator[str]:
    for word in material.state.attestations:
        if word.kind == "limitation":
            yield f"{word.evidence} ({word.by}, {word.at})"


def _findings(material: Material) -> Iterator[str]:
    for finding in material.findings:
        yield f"Line {finding.line}, {finding.severity}: {finding.message}"


_RULES: tuple[Callable[[Material], Iterator[str]], ...] = (
    _incomplete,
    _attested,
    _late_success,
    _mended,
    _agents_word,
    _out_of_date,
    _failure_allowed,
    _optional_steps,
    _ticks,
    _proves_nothing,
    _stale_outputs,
    _advisory_criteria,
    _closing,
    _findings,
)
