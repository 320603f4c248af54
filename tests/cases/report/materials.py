"""Materials for the tests of single sections."""

from __future__ import annotations

from orchestrator.plan.model import Plan
from orchestrator.report.attempts import attempts_of
from orchestrator.report.material import Material, findings_by_subtask
from orchestrator.run import events as ev
from tests.cases.report.runs import Told, run_started, told


def material_of(case: Told, id_: str = "task_1") -> Material:
    return Material(
        plan=case.plan,
        rows={row.id: row for row in case.summary.subtasks},
        subtask=next(each for each in case.plan.subtasks if each.id == id_),
        state=case.state.of(id_),
        attempts=attempts_of(case.plan, case.records, {})[id_],
        findings=findings_by_subtask(case.plan)[id_],
    )


def material(plan: Plan, *events: ev.Event) -> Material:
    """Of task_1, after these events of a run that began."""
    return material_of(told(plan, run_started(plan), *events))
