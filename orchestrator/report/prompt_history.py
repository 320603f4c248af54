"""What a prompt says of what was before: dependencies, failed attempts, reasons; asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from orchestrator.plan.model import Subtask
from orchestrator.report.excerpt import Limits, Listed
from orchestrator.run.state import Earlier, RunState, SubtaskState
from orchestrator.run.status import Status
from orchestrator.run.summary import INCOMPLETE, SubtaskSummary
from orchestrator.verify.model import Artifact, Attestation, CommandResult, Judgement

# Of how many of the last commands of a dependency the output is shown.
_LAST_OUTPUTS = 2


class PromptOutput(Struct, frozen=True, kw_only=True):
    """The end of what a step of a dependency printed; `log` is relative to the root."""

    step: str
    text: str
    log: str | None


class PromptWord(Struct, frozen=True, kw_only=True):
    """What somebody said: `by` a person with evidence, or an agent, of `what`."""

    by: str
    what: str
    text: str
    file: str | None = None


class PromptDependency(Struct, frozen=True, kw_only=True):
    """What a subtask that comes before has left. `artifacts` are pairs of path and bytes,
    `values` of name and value."""

    id: str
    title: str
    status: str
    verdict: str
    reasons: Listed[str]
    artifacts: Listed[tuple[str, int]]
    values: Listed[tuple[str, str]]
    outputs: Listed[PromptOutput]
    attested: Listed[PromptWord]
    said: Listed[PromptWord]


class PromptJudgement(Struct, frozen=True, kw_only=True):
    """An expectation that was not met."""

    what: str
    expected: str
    got: str
    diff: str | None


class PromptCommand(Struct, frozen=True, kw_only=True):
    """A step or check that failed, with the end of what it printed."""

    name: str
    outcome: str
    exit_code: int | None
    reason: str | None
    judgements: Listed[PromptJudgement]
    output: str
    log: str | None
    said: str | None


class PromptFailure(Struct, frozen=True, kw_only=True):
    """An attempt that did not end well. `same_as` is a later attempt that failed alike and
    is told in its place."""

    attempt: int
    reason: str
    same_as: int | None
    commands: Listed[PromptCommand]


def prompt_dependency(
    subtask: Subtask, state: RunState, row: SubtaskSummary, limits: Limits
) -> PromptDependency:
    """What the dependency `subtask` has left, within the limits."""
    seen = state.of(subtask.id)
    printed = [(id_, run) for id_, run in seen.steps.items() if run.output and not run.agent]
    said = [(f"step {id_}", run) for id_, run in seen.steps.items()] + [("mending", seen.mend)]
    spoken = [(what, run) for what, run in said if run is not None and run.said]
    return PromptDependency(
        id=limits.line(subtask.id),
        title=limits.line(subtask.title),
        status=row.status.replace("_", " "),
        verdict=row.verdict.upper(),
        reasons=limits.some(row.reasons if row.verdict == INCOMPLETE else (), limits.line),
        artifacts=limits.some(seen.artifacts, lambda each: _artifact(each, limits)),
        values=limits.some(
            list(seen.values.items()), lambda each: (limits.line(each[0]), limits.line(each[1]))
        ),
        outputs=limits.some(printed[-_LAST_OUTPUTS:], lambda each: _output(*each, limits)),
        attested=limits.some(seen.attestations, lambda each: _attested(each, limits)),
        said=limits.some(spoken, lambda each: _said(*each, limits)),
    )


def prompt_failures(subtask: Subtask, seen: SubtaskState, limits: Limits) -> Listed[PromptFailure]:
    """The attempts that failed, oldest first; of too many, the last."""
    names = {step.id: f"step {step.id}" for step in subtask.steps}
    alike = {_likeness(each): each.attempt for each in seen.earlier}
    return limits.some(
        seen.earlier,
        lambda each: _failure(each, alike[_likeness(each)], names, limits),
        at=len(seen.earlier),
    )


def present_reasons(seen: SubtaskState, row: SubtaskSummary, *, mends: bool) -> Sequence[str]:
    """Why the subtask is not complete as it stands; empty before its first attempt.

    Whoever `mends` the whole of it is told what it waits for; whoever does a step is what it
    waits for.
    """
    if not seen.attempts or seen.status is Status.RUNNING:
        return ()
    if seen.status is Status.PENDING:
        return (seen.reason,) if seen.reason else ()
    return () if seen.status is Status.WAITING and not mends else row.reasons


def is_regression(seen: SubtaskState) -> bool:
    """Whether the latest attempt only ran its checks again, and they failed."""
    failed = any(each.attempt == seen.attempts for each in seen.earlier)
    return seen.validating and failed


def _artifact(artifact: Artifact, limits: Limits) -> tuple[str, int]:
    return limits.line(artifact.path), artifact.size


def _output(step: str, run: CommandResult, limits: Limits) -> PromptOutput:
    return PromptOutput(
        step=limits.line(step),
        text=limits.tail(run.output),
        log=limits.line(run.log) if run.log else None,
    )


def _attested(word: Attestation, limits: Limits) -> PromptWord:
    if word.step is not None:
        what = f"step {word.step}"
    else:
        what = word.criterion or word.kind or "the subtask"
    return PromptWord(
        by=limits.line(word.by),
        what=limits.line(what),
        text=limits.head(word.evidence),
        file=limits.line(word.file.path) if word.file else None,
    )


def _said(what: str, run: CommandResult, limits: Limits) -> PromptWord:
    return PromptWord(
        by=limits.line(run.agent or "an agent"),
        what=limits.line(what),
        text=limits.tail(run.said or ""),
    )


def _likeness(failure: Earlier) -> object:
    """Equal for attempts of which the same is to be told."""
    return failure.reason, tuple(
        (id_, run.outcome, run.exit_code, run.reason, run.judgements, run.output, run.said)
        for id_, run in failure.commands
    )


def _failure(
    failure: Earlier, last_alike: int, names: Mapping[str, str], limits: Limits
) -> PromptFailure:
    is_told_later = last_alike != failure.attempt
    return PromptFailure(
        attempt=failure.attempt,
        reason=limits.line(failure.reason),
        same_as=last_alike if is_told_later else None,
        commands=limits.some(
            () if is_told_later else failure.commands,
            lambda each: _command(names.get(each[0], each[0]), each[1], limits),
        ),
    )


def _command(name: str, run: CommandResult, limits: Limits) -> PromptCommand:
    unmet = [judgement for judgement in run.judgements if not judgement.passed]
    return PromptCommand(
        name=limits.line(name),
        outcome=run.outcome.replace("_", " "),
        exit_code=run.exit_code,
        reason=limits.line(run.reason) if run.reason else None,
        judgements=limits.some(unmet, lambda each: _judgement(each, limits)),
        # What an agent printed is its word, or the JSON that this was read from.
        output="" if run.said else limits.tail(run.output),
        log=limits.line(run.log) if run.log else None,
        said=limits.tail(run.said) if run.said else None,
    )


def _judgement(judgement: Judgement, limits: Limits) -> PromptJudgement:
    return PromptJudgement(
        what=limits.line(judgement.what),
        expected=limits.line(judgement.expected),
        got=limits.line(judgement.got),
        diff=limits.head(judgement.diff) if judgement.diff else None,
    )
