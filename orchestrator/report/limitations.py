"""What a reader of a run's verdict should know, and no single subtask's report says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import CriteriaPolicy, Plan
from orchestrator.report.attempts import Attempt
from orchestrator.report.excerpt import brief
from orchestrator.run.state import RunState
from orchestrator.run.summary import COMPLETE, RunSummary
from orchestrator.run.validation import REGRESSION

_FILE_CHANGED = (
    "The task file was changed while the run went on; the run was judged by the plan made at its "
    "start."
)


def limitations(
    plan: Plan, state: RunState, summary: RunSummary, attempts: Mapping[str, Sequence[Attempt]]
) -> tuple[str, ...]:
    """Sentences about the run as a whole. `attempts` are those of each subtask by its id."""
    return (
        *([_FILE_CHANGED] if state.file_changed else ()),
        *_regressions(summary, attempts),
        *_not_counted(plan, summary),
        *_attested(plan, state),
    )


def _regressions(summary: RunSummary, attempts: Mapping[str, Sequence[Attempt]]) -> Iterator[str]:
    complete = {row.id for row in summary.subtasks if row.verdict == COMPLETE}
    for id_, tried in attempts.items():
        for attempt in tried:
            if attempt.regression:
                why = brief((attempt.reason or "").removeprefix(REGRESSION))
                since = "; it is complete again" if id_ in complete else ""
                yield f"{id_} had succeeded and failed its {attempt.name}: {why}{since}"


def _not_counted(plan: Plan, summary: RunSummary) -> Iterator[str]:
    if plan.criteria_policy is CriteriaPolicy.ADVISORY:
        yield "Criteria are advisory in this task and left out of the verdict."
    skipped = [row.id for row in summary.subtasks if row.counted and row.status == "skipped"]
    if skipped:
        yield f"Not selected, so not proved: {', '.join(skipped)}."
    uncounted = [row for row in summary.subtasks if not row.counted]
    offered = [row.id for row in uncounted if is_catalogue(plan) and row.status == "skipped"]
    if offered:
        yield f"On offer and not asked for, so neither run nor proved: {', '.join(offered)}."
    if optional := [row.id for row in uncounted if row.id not in offered]:
        yield f"Not counted: {', '.join(optional)}."


def _attested(plan: Plan, state: RunState) -> Iterator[str]:
    for subtask in plan.subtasks:
        for word in state.of(subtask.id).attestations:
            if word.kind == "limitation":
                yield f"{subtask.id}: {word.evidence} ({word.by}, {word.at})"
