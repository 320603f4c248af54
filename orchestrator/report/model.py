"""What the reports of a run say, as values: made from plan and recorded events, nothing else.

No log is opened and no clock asked: a report can be made any time later and says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.plan.catalogue import is_catalogue
from orchestrator.plan.model import ExternalDependency, Finding, Plan, Subtask
from orchestrator.report.attempts import Attempt, attempts_of
from orchestrator.report.limitations import limitations
from orchestrator.report.material import Material, findings_by_subtask
from orchestrator.report.matrix import MatrixRow, matrix
from orchestrator.report.mermaid import Bar, Diagram, dag, gantt
from orchestrator.report.paths import report_names, summary_name
from orchestrator.report.recommendations import Recommendation, recommendations
from orchestrator.report.sections.code_examples import CodeExample, code_examples
from orchestrator.report.sections.external_resources_used import (
    Resource,
    external_resources_used,
)
from orchestrator.report.sections.limitations_found import limitations_found
from orchestrator.report.sections.non_mocked_results import Results, non_mocked_results
from orchestrator.report.sections.performance_metrics import Performance, performance_metrics
from orchestrator.report.sections.research_findings import ResearchFinding, research_findings
from orchestrator.report.sections.task_summary import TaskSummary, task_summary
from orchestrator.report.sections.verification_evidence import Evidence, verification_evidence
from orchestrator.report.standing import Blocked, Failure, Waiting, blocked, failures, waiting
from orchestrator.report.times import milliseconds
from orchestrator.run.events import Recorded
from orchestrator.run.state import RunState
from orchestrator.run.summary import RunSummary

SCHEMA_VERSION = 1


class RunFacts(Struct, frozen=True, kw_only=True):
    """The run that the report is about; durations in milliseconds. `round` counts how often
    it went on by itself; `file_changed` says that the task file is not what the run read,
    `ran_nothing` that every subtask was skipped."""

    run: str
    trace_id: str
    state: str
    complete: bool
    percent: float
    exit_code: int
    started_at: str | None
    ended_at: str | None
    duration_ms: int
    jobs: int
    round: int
    file_changed: bool
    ran_nothing: bool


class SubtaskReport(Struct, frozen=True, kw_only=True):
    """The report of one subtask: its verdict, then the sections in their order.

    `file` is relative to the reports folder, `line` is where the task file has the subtask.
    """

    id: str
    number: str | None
    title: str
    line: int
    file: str
    allow_failure: bool
    verdict: str
    counted: bool
    reasons: tuple[str, ...]
    task_summary: TaskSummary
    research_findings: tuple[ResearchFinding, ...]
    non_mocked_results: Results
    performance_metrics: Performance
    code_examples: tuple[CodeExample, ...]
    verification_evidence: Evidence
    limitations_found: tuple[str, ...]
    external_resources_used: tuple[Resource, ...]


class TaskReport(Struct, frozen=True, kw_only=True):
    """The final summary of a run and the reports of its subtasks, in document order."""

    schema_version: int = SCHEMA_VERSION
    task: str
    number: str | None
    title: str
    objective: str | None
    source: str
    file: str
    run: RunFacts
    matrix: tuple[MatrixRow, ...]
    failures: tuple[Failure, ...]
    blocked: tuple[Blocked, ...]
    waiting: tuple[Waiting, ...]
    limitations: tuple[str, ...]
    external_dependencies: tuple[ExternalDependency, ...]
    findings: tuple[Finding, ...]
    graph: Diagram
    timeline: Diagram
    recommendations: tuple[Recommendation, ...]
    subtasks: tuple[SubtaskReport, ...]

    def subtask(self, id_: str) -> SubtaskReport:
        """The report of the subtask of that id, which there is."""
        return next(each for each in self.subtasks if each.id == id_)


def build_report(
    plan: Plan,
    state: RunState,
    summary: RunSummary,
    records: Sequence[Recorded],
    *,
    plans: Mapping[str, Plan] | None = None,
    folder: str = "docs/reports",
    contents: Mapping[str, str] | None = None,
) -> TaskReport:
    """Everything that the reports of a run say.

    `records` are all of the run, oldest first, `plan` the one that the last of them ran.
    `plans` are earlier plans of the run by digest: without them an attempt made before the
    task file was edited is shown without its scripts. `folder` is the reports folder,
    relative to the root. `contents` are the texts of evidence files, by the path of their
    copy: a file that is not among them is only named.
    """
    attempts, names = attempts_of(plan, records, plans or {}), report_names(plan, folder)
    findings, told = findings_by_subtask(plan), limitations(plan, state, summary, attempts)
    if is_catalogue(plan):
        plan, summary = _asked_for(plan, summary, state.asked_for)
    rows = {row.id: row for row in summary.subtasks}

    def material(subtask: Subtask) -> Material:
        return Material(
            plan=plan,
            rows=rows,
            subtask=subtask,
            state=state.of(subtask.id),
            attempts=attempts[subtask.id],
            contents=contents or {},
            findings=findings[subtask.id],
        )

    return TaskReport(
        task=plan.id,
        number=plan.number,
        title=plan.title,
        objective=plan.objective,
        source=plan.source.path,
        file=summary_name(plan),
        run=_run_facts(state, summary),
        matrix=matrix(summary, attempts),
        failures=failures(plan, summary, state),
        blocked=blocked(plan, summary),
        waiting=waiting(plan, summary),
        limitations=told,
        external_dependencies=plan.external_dependencies,
        findings=plan.findings,
        graph=dag(plan, summary),
        timeline=gantt(plan.title, _bars(plan, attempts)),
        recommendations=recommendations(summary),
        subtasks=tuple(
            _subtask_report(material(each), names[each.id])
            for each in plan.subtasks
            if each.id in rows
        ),
    )


def _asked_for(
    plan: Plan, summary: RunSummary, asked_for: frozenset[str]
) -> tuple[Plan, RunSummary]:
    """Both without what was only on offer: an earlier run may have a report of it, which stays."""
    subtasks = tuple(each for each in plan.subtasks if each.id in asked_for)
    rows = tuple(row for row in summary.subtasks if row.id in asked_for)
    return replace(plan, subtasks=subtasks), replace(summary, subtasks=rows)


def _run_facts(state: RunState, summary: RunSummary) -> RunFacts:
    return RunFacts(
        run=summary.run,
        trace_id=summary.trace_id,
        state=summary.state,
        complete=summary.complete,
        percent=summary.percent,
        exit_code=summary.exit_code,
        started_at=summary.started_at,
        ended_at=summary.ended_at,
        duration_ms=summary.duration_ms,
        jobs=state.jobs,
        round=state.round,
        file_changed=state.file_changed,
        ran_nothing=bool(summary.subtasks)
        and all(row.status == "skipped" for row in summary.subtasks),
    )


def _subtask_report(material: Material, file: str) -> SubtaskReport:
    subtask, row = material.subtask, material.row
    return SubtaskReport(
        id=subtask.id,
        number=subtask.number,
        title=subtask.title,
        line=subtask.line,
        file=file,
        allow_failure=subtask.allow_failure,
        verdict=row.verdict,
        counted=row.counted,
        reasons=row.reasons,
        task_summary=task_summary(material),
        research_findings=research_findings(material),
        non_mocked_results=non_mocked_results(material),
        performance_metrics=performance_metrics(material),
        code_examples=code_examples(material),
        verification_evidence=verification_evidence(material),
        limitations_found=limitations_found(material),
        external_resources_used=external_resources_used(material),
    )


def _bars(plan: Plan, attempts: Mapping[str, tuple[Attempt, ...]]) -> list[Bar]:
    """One bar an attempt, by subtask."""
    return [
        Bar(
            section=f"{subtask.id} {subtask.title}",
            label=f"{attempt.name}, {attempt.ending}",
            start_ms=start,
            duration_ms=attempt.duration_ms or 0,
            ok=None if attempt.ended_at is None else attempt.outcome == "succeeded",
        )
        for subtask in plan.subtasks
        for attempt in attempts[subtask.id]
        if (start := milliseconds(attempt.started_at)) is not None
    ]
