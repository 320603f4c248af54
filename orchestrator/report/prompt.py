"""What an agent is asked, as values: the step, what it is for, how it is judged, what was before.

Made from plan and state alone: no environment is looked at, so no secret can come in, and
what commands printed was masked before it was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from orchestrator.plan.model import Plan, Step, Subtask
from orchestrator.plan.places import file_of
from orchestrator.report.excerpt import Limits, Listed
from orchestrator.report.prompt_history import (
    PromptDependency,
    PromptFailure,
    is_regression,
    present_reasons,
    prompt_dependency,
    prompt_failures,
)
from orchestrator.report.prompt_subtask import (
    PromptStep,
    PromptSubtask,
    prompt_step,
    prompt_subtask,
)
from orchestrator.run.state import RunState
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import RunSummary

LONGEST = 60_000
"""Characters that a rendered prompt has at most."""

# What the template itself adds at most, and what it adds to each value.
_FRAME = 6_000
_AROUND_A_VALUE = 60

_OWN = (
    Limits(items=200, lines=200, characters=8_000),
    Limits(items=60, lines=60, characters=3_000),
    Limits(items=20, lines=20, characters=800),
    Limits(items=8, lines=8, characters=250),
    Limits(items=3, lines=4, characters=80),
)
_BEFORE = (Limits(items=40, lines=60, characters=4_000), *_OWN[2:])
# How far each of (the subtask, its failures, what is around it) is cut, mildest first: what
# is around goes first, the subtask itself last.
_CUTS = (
    (0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 2), (1, 1, 2), (1, 1, 3), (1, 2, 3), (2, 2, 3),
    (2, 3, 3), (3, 3, 3), (4, 3, 3),
)  # fmt: skip
_NAMES = ("the subtask", "its earlier attempts", "the task and the dependencies")


class PromptTask(Struct, frozen=True, kw_only=True):
    """The task as a whole; `path` is its file, relative to the root."""

    id: str
    title: str
    path: str
    objective: str
    requirements: Listed[str]


class AgentPrompt(Struct, frozen=True, kw_only=True):
    """All that an agent is told. `now` is the step to do, None when it is to mend whatever
    is not complete; `mended` what the agent said that tried last. `cut` names what had to be
    shortened so that the whole stays readable."""

    run: str
    round: int
    task: PromptTask
    subtask: PromptSubtask
    now: PromptStep | None
    dependencies: Listed[PromptDependency]
    regression: bool
    reasons: Listed[str]
    mended: str | None
    earlier: Listed[PromptFailure]
    cut: tuple[str, ...] = ()


def build_prompt(plan: Plan, state: RunState, subtask: Subtask, step: Step | None) -> AgentPrompt:
    """What to ask the agent that is to do `step`, or with None to mend the subtask.

    Make it before a reset or the start of the attempt is recorded: both forget what the
    attempt before showed, but for its failures. Rendered it has at most `LONGEST` characters.
    """
    summary = summarize(plan, state)
    for cut in _CUTS:
        prompt = _prompt(plan, state, summary, subtask, step, cut)
        if _FRAME + sum(_sizes(prompt)) <= LONGEST:
            break
    return prompt


def _prompt(
    plan: Plan,
    state: RunState,
    summary: RunSummary,
    subtask: Subtask,
    step: Step | None,
    cut: tuple[int, int, int],
) -> AgentPrompt:
    own, before, around = _OWN[cut[0]], _BEFORE[cut[1]], _BEFORE[cut[2]]
    rows = {row.id: row for row in summary.subtasks}
    named = {each.id: each for each in plan.subtasks}
    seen, row = state.of(subtask.id), rows[subtask.id]
    reasons = present_reasons(seen, row, mends=step is None)
    return AgentPrompt(
        run=own.line(state.run),
        round=state.round,
        task=PromptTask(
            id=own.line(plan.id),
            title=own.line(plan.title),
            path=own.line(file_of(plan, subtask)),
            objective=around.head(plan.objective or ""),
            requirements=around.some(plan.requirements, around.line),
        ),
        subtask=prompt_subtask(subtask, row, step, own),
        now=prompt_step(subtask, step, "to be done now", step, own) if step else None,
        dependencies=around.some(
            subtask.depends_on,
            lambda edge: prompt_dependency(named[edge.id], state, rows[edge.id], around),
        ),
        regression=is_regression(seen),
        reasons=before.some(reasons, before.line),
        mended=before.tail(seen.mend.said) if seen.mend and seen.mend.said else None,
        earlier=prompt_failures(subtask, seen, before),
        cut=tuple(name for name, level in zip(_NAMES, cut, strict=True) if level),
    )


def _sizes(value: object) -> Iterator[int]:
    """The characters that each text in `value` takes at most when it is rendered."""
    if isinstance(value, str):
        # A fence is longer than any run of backticks in it, and there are two.
        runs = re.findall("`+", value)
        yield len(value) + 2 * max(map(len, runs), default=0) + _AROUND_A_VALUE
    elif isinstance(value, tuple):
        for each in value:
            yield from _sizes(each)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _sizes(getattr(value, name))
    else:
        yield _AROUND_A_VALUE
