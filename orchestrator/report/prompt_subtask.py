"""What a prompt says of the subtask itself: its steps, and by what it is judged; no history."""

from __future__ import annotations

from msgspec import Struct

from orchestrator.document.expect import Expect
from orchestrator.document.labels import Lists, meaning_of
from orchestrator.plan.model import ActionKind, Check, Criterion, LabelledText, Step, Subtask
from orchestrator.report.excerpt import Limits, Listed
from orchestrator.report.expected import Expected, expected_of
from orchestrator.report.times import in_words
from orchestrator.run.summary import COMPLETE, StepSummary, SubtaskSummary


class PromptStep(Struct, frozen=True, kw_only=True):
    """A step, in words who does it and what became of it so far. `checks` names those that
    prove it; `cwd` (if not the root), `script` and `expected` are those of a command."""

    id: str
    text: str
    who: str
    standing: str
    is_now: bool
    optional: bool
    details: Listed[str]
    checks: str
    cwd: str | None
    language: str | None
    script: str | None
    expected: Listed[Expected]


class PromptCheck(Struct, frozen=True, kw_only=True):
    """A check, and what is expected of it. `cwd` is the folder it runs in, if not the root."""

    id: str
    name: str | None
    line: int
    language: str
    script: str
    cwd: str | None
    expected: Listed[Expected]


class PromptCriterion(Struct, frozen=True, kw_only=True):
    """A criterion; without `checks` only somebody's attestation meets it."""

    id: str
    part: str
    text: str
    details: Listed[str]
    checks: str
    optional: bool


class PromptSubtask(Struct, frozen=True, kw_only=True):
    """The subtask as its author wrote it. `parts` are pairs of label and text, without those
    that are told as steps, checks and criteria; `facts` pairs of name and value."""

    id: str
    title: str
    line: int
    description: str
    parts: Listed[tuple[str, str]]
    facts: Listed[tuple[str, str]]
    steps: Listed[PromptStep]
    criteria: Listed[PromptCriterion]
    checks: Listed[PromptCheck]
    outputs: Listed[str]
    provable: bool


def prompt_subtask(
    subtask: Subtask, row: SubtaskSummary, now: Step | None, limits: Limits
) -> PromptSubtask:
    """The subtask within the limits. `row` is its row of the summary; `now` the step to do,
    None when all of it is to be mended."""
    standings = _standings(subtask, row, now)
    at = next((n for n, step in enumerate(subtask.steps) if step is now), 0)
    return PromptSubtask(
        id=limits.line(subtask.id),
        title=limits.line(subtask.title),
        line=subtask.line,
        description=limits.head(subtask.description),
        parts=limits.some(
            [part for part in subtask.parts if _is_prose(part)],
            lambda part: (limits.line(part.label), limits.head(part.text)),
        ),
        facts=limits.some(
            _facts(subtask), lambda fact: (limits.line(fact[0]), limits.line(fact[1]))
        ),
        steps=limits.some(
            subtask.steps,
            lambda step: prompt_step(subtask, step, standings[step.id], now, limits),
            at=at,
        ),
        criteria=limits.some(subtask.criteria, lambda each: _criterion(each, limits)),
        checks=limits.some(subtask.checks, lambda each: _check(subtask, each, limits)),
        outputs=limits.some(subtask.outputs, limits.line),
        provable=_is_provable(subtask),
    )


def prompt_step(
    subtask: Subtask, step: Step, standing: str, now: Step | None, limits: Limits
) -> PromptStep:
    """One step of the subtask within the limits."""
    is_command = step.action.kind is ActionKind.COMMAND
    cwd = step.action.cwd or subtask.cwd if is_command else None
    return PromptStep(
        id=limits.line(step.id),
        text=limits.head(step.text),
        who=_WHO[step.action.kind],
        standing=limits.line(standing),
        is_now=step is now,
        optional=step.optional,
        details=limits.some(step.details, limits.line),
        checks=limits.line(", ".join(step.checks)),
        cwd=limits.line(cwd) if cwd else None,
        language=limits.line(step.action.language or "") if is_command else None,
        script=limits.head(step.action.script or "") if is_command else None,
        expected=_expected(step.action.expect, limits) if is_command else Listed(shown=()),
    )


_WHO = {
    ActionKind.COMMAND: "a command, which orchestrator runs itself",
    ActionKind.AGENT: "an agent",
    ActionKind.MANUAL: "a person",
}


def _standings(subtask: Subtask, row: SubtaskSummary, now: Step | None) -> dict[str, str]:
    """What became of each step so far, by its id."""
    rows = {step.id: step for step in row.steps}
    standings, comes = {}, "it comes before yours" if now else "not done"
    for step in subtask.steps:
        if step is now:
            comes = "it comes after yours"
        standings[step.id] = "to be done now" if step is now else _standing(rows[step.id], comes)
    return standings


def _standing(step: StepSummary, otherwise: str) -> str:
    if step.status == "pending":
        return otherwise
    if step.status == "waiting":
        return "it is waited for"
    if step.status == "succeeded" and step.verdict != COMPLETE:
        return f"succeeded, but {step.reason or 'that proves nothing'}"
    if step.status in ("succeeded", "attested"):
        return step.reason or step.status
    return f"{step.status.replace('_', ' ')}: {step.reason or 'no reason is known'}"


def _facts(subtask: Subtask) -> list[tuple[str, str]]:
    """What else its author said. Values of variables are not among it: some are secret."""
    env = [name for name in subtask.env if name not in subtask.secrets]
    timeout = in_words(subtask.timeout_s * 1000) if subtask.timeout_s is not None else ""
    facts = [
        ("Variables that are set", ", ".join(env)),
        ("Secret variables, never to be shown", ", ".join(subtask.secrets)),
        ("Inputs", ", ".join(subtask.inputs)),
        ("Time for the whole attempt", timeout),
        *subtask.metadata.items(),
    ]
    return [(name, value) for name, value in facts if value]


def _is_prose(part: LabelledText) -> bool:
    """Whether the part is not told as steps, criteria, checks or expectations anyway."""
    meaning = meaning_of(part.label)
    told = meaning.runs or meaning.reads or meaning.bullets or meaning.boxes is Lists.STEPS
    return not told and bool(part.text.strip())


def _criterion(criterion: Criterion, limits: Limits) -> PromptCriterion:
    return PromptCriterion(
        id=limits.line(criterion.id),
        part=limits.line(criterion.part),
        text=limits.line(criterion.text),
        details=limits.some(criterion.details, limits.line),
        checks=limits.line(", ".join(criterion.checks)),
        optional=criterion.optional,
    )


def _check(subtask: Subtask, check: Check, limits: Limits) -> PromptCheck:
    cwd = check.cwd or subtask.cwd
    return PromptCheck(
        id=limits.line(check.id),
        name=limits.line(check.name) if check.name else None,
        line=check.line,
        language=limits.line(check.language),
        script=limits.head(check.script),
        cwd=limits.line(cwd) if cwd else None,
        expected=_expected(check.expect, limits),
    )


def _expected(expect: Expect, limits: Limits) -> Listed[Expected]:
    return limits.some(
        expected_of(expect),
        lambda each: Expected(
            words=limits.line(each.words),
            text=None if each.text is None else limits.head(each.text),
        ),
    )


def _is_provable(subtask: Subtask) -> bool:
    """Whether anything but a person's word can prove it: what an agent did shows in a check
    or an output alone."""
    kinds = {step.action.kind for step in subtask.steps if not step.optional}
    by_commands = ActionKind.COMMAND in kinds and ActionKind.AGENT not in kinds
    return by_commands or bool(subtask.checks) or bool(subtask.outputs)
