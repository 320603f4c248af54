"""What somebody is told who has claimed a subtask: what to do, why, and how it is judged.

Made from plan, state and lease alone, within the limits of what an agent is asked; the caller hides
what is secret. Claims nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from orchestrator.operations.project import Lease
from orchestrator.plan.catalogue import as_asked
from orchestrator.plan.graph import dependants_of
from orchestrator.plan.model import Plan, Subtask
from orchestrator.report.excerpt import Listed
from orchestrator.report.prompt import AgentPrompt, build_prompt
from orchestrator.report.prompt_history import PromptDependency, PromptFailure
from orchestrator.report.prompt_subtask import PromptCheck
from orchestrator.report.recommendations import open_criteria, open_steps
from orchestrator.run.state import RunState
from orchestrator.run.summary import RunSummary, SubtaskSummary

_MOST_NAMED = 50


class StepToDo(Struct, frozen=True, kw_only=True):
    """A step that is open, and nobody's but the claimer's. With `checks`, these prove it."""

    id: str
    text: str
    details: tuple[str, ...]
    checks: str


class OtherStep(Struct, frozen=True, kw_only=True):
    """A step that is done, or that a command does: `standing` says in words what became of it."""

    id: str
    text: str
    who: str
    standing: str


class ClaimedCriterion(Struct, frozen=True, kw_only=True):
    """A criterion, and whether it is met; without `checks` only evidence meets it."""

    id: str
    text: str
    met: bool
    optional: bool
    details: tuple[str, ...]
    checks: str


class ClaimedCheck(Struct, frozen=True, kw_only=True):
    """A check, and in words what is expected of it; `cwd` is its folder, if not the root."""

    id: str
    line: int
    language: str
    script: str
    cwd: str | None
    expected: tuple[str, ...]


class Predecessor(Struct, frozen=True, kw_only=True):
    """What a subtask that comes before has left: files with their bytes, values by name, what
    people said, and where the ends of what it printed stand."""

    id: str
    title: str
    verdict: str
    files: tuple[tuple[str, int], ...]
    values: Mapping[str, str]
    attested: tuple[str, ...]
    logs: tuple[str, ...]


class Claim(Struct, frozen=True, kw_only=True):
    """A subtask that is the claimer's until then (RFC 3339 UTC), while it knows the `lease`.

    What: the steps `to_do` and the criteria `to_attest`, both open; the `other_steps`,
    `description` and `parts` (pairs of label and text) as they stand in the file at `path` and
    `line`. Why: the task's `objective` and `requirements`, and `needed_by`, the ids of the subtasks
    that come right after this one. How it is judged: `criteria`, `checks`, which will run, and
    `outputs`, which have to be there. What it needs: `inputs`, and what `before` has left.
    `reasons` say why it is not complete yet, `earlier` how its attempts failed. `left_out` counts
    what of all these lists is not told, `cut` names where texts were shortened.
    """

    task: str
    run: str
    subtask: str
    title: str
    lease: str
    holder: str
    until: str
    path: str
    line: int
    to_do: tuple[StepToDo, ...]
    to_attest: tuple[str, ...]
    other_steps: tuple[OtherStep, ...]
    description: str
    parts: tuple[tuple[str, str], ...]
    objective: str
    requirements: tuple[str, ...]
    needed_by: tuple[str, ...]
    criteria: tuple[ClaimedCriterion, ...]
    checks: tuple[ClaimedCheck, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    before: tuple[Predecessor, ...]
    reasons: tuple[str, ...]
    earlier: tuple[PromptFailure, ...]
    left_out: int
    cut: tuple[str, ...]


def claim_of(plan: Plan, state: RunState, summary: RunSummary, lease: Lease) -> Claim:
    """All that the holder of the lease is told."""
    subtask = next(each for each in plan.subtasks if each.id == lease.subtask)
    row = next(each for each in summary.subtasks if each.id == lease.subtask)
    open_ = open_steps(row)
    now = next((step for step in subtask.steps if step.id in open_), None)
    prompt = build_prompt(plan, state, subtask, now)
    told = prompt.subtask
    to_do, other_steps = _steps(prompt, subtask, open_)
    needed_by = dependants_of(as_asked(plan, state.selected))[subtask.id]
    return Claim(
        task=plan.id,
        run=state.run,
        subtask=subtask.id,
        title=told.title,
        lease=lease.token,
        holder=lease.holder,
        until=lease.until,
        path=prompt.task.path,
        line=subtask.line,
        to_do=to_do,
        to_attest=open_criteria(row),
        other_steps=other_steps,
        description=told.description,
        parts=told.parts.shown,
        objective=prompt.task.objective,
        requirements=prompt.task.requirements.shown,
        needed_by=tuple(needed_by[:_MOST_NAMED]),
        criteria=_criteria(prompt, row),
        checks=tuple(map(_check, told.checks.shown)),
        inputs=subtask.inputs,
        outputs=subtask.outputs,
        before=tuple(map(_predecessor, prompt.dependencies.shown)),
        reasons=row.reasons,
        earlier=prompt.earlier.shown,
        left_out=_left_out(prompt) + max(len(needed_by) - _MOST_NAMED, 0),
        cut=prompt.cut,
    )


def _steps(
    prompt: AgentPrompt, subtask: Subtask, open_: tuple[str, ...]
) -> tuple[tuple[StepToDo, ...], tuple[OtherStep, ...]]:
    told = prompt.subtask.steps
    to_do, others = [], []
    # Of too many the prompt shows those around the one that is to be done now.
    for step, shown in zip(subtask.steps[told.before :], told.shown, strict=False):
        if step.id in open_:
            details = shown.details.shown
            to_do.append(
                StepToDo(id=step.id, text=shown.text, details=details, checks=shown.checks)
            )
        else:
            others.append(
                OtherStep(id=step.id, text=shown.text, who=shown.who, standing=shown.standing)
            )
    return tuple(to_do), tuple(others)


def _criteria(prompt: AgentPrompt, row: SubtaskSummary) -> tuple[ClaimedCriterion, ...]:
    # Of too many the prompt shows the first.
    pairs = zip(row.criteria, prompt.subtask.criteria.shown, strict=False)
    return tuple(
        ClaimedCriterion(
            id=each.id,
            text=shown.text,
            met=each.status == "met",
            optional=each.optional,
            details=shown.details.shown,
            checks=shown.checks,
        )
        for each, shown in pairs
    )


def _check(check: PromptCheck) -> ClaimedCheck:
    return ClaimedCheck(
        id=check.id,
        line=check.line,
        language=check.language,
        script=check.script,
        cwd=check.cwd,
        expected=tuple(
            each.words if each.text is None else f"{each.words}:\n{each.text}"
            for each in check.expected.shown
        ),
    )


def _predecessor(dependency: PromptDependency) -> Predecessor:
    words = dependency.attested.shown
    return Predecessor(
        id=dependency.id,
        title=dependency.title,
        verdict=dependency.verdict.lower(),
        files=dependency.artifacts.shown,
        values=dict(dependency.values.shown),
        attested=tuple(f"{word.by} of {word.what}: {word.text}" for word in words),
        logs=tuple(each.log for each in dependency.outputs.shown if each.log),
    )


def _left_out(value: object) -> int:
    """How many items of all lists in `value` are not in it."""
    if isinstance(value, tuple):
        return sum(map(_left_out, value))
    if not isinstance(value, Struct):
        return 0
    here = value.before + value.after if isinstance(value, Listed) else 0
    return here + sum(_left_out(getattr(value, name)) for name in value.__struct_fields__)
