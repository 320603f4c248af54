"""A plan, and a run to come, in words: subtasks, edges, what would run, who does the rest.

Takes values and gives lines; prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.cli.width import cut
from orchestrator.operations.running.preview import (
    Preview,
    PreviewCommand,
    PreviewProse,
    commands_in_order,
    prose_of,
)
from orchestrator.plan.model import Edge, Plan, Subtask
from orchestrator.plan.places import file_of
from orchestrator.report.visible import visible_line

_COMMAND_COLUMNS = 70


def plan_lines(plan: Plan) -> Iterator[str]:
    """The whole plan, a line for each fact."""
    edges = sum(len(subtask.depends_on) for subtask in plan.subtasks)
    commands = [len(commands_in_order(subtask)) for subtask in plan.subtasks]
    prose = [len(prose_of(subtask)) for subtask in plan.subtasks]
    dialect = "" if plan.source.dialect == "native" else f", {plan.source.dialect}"
    yield visible_line(f"{plan.id}: {plan.title} ({plan.source.path}{dialect})")
    yield (
        f"{_count(len(plan.subtasks), 'subtask')} in {plan.order} order, {_count(edges, 'edge')}, "
        f"{_count(sum(commands), 'command')}, {_count(sum(prose), 'step')} for somebody"
    )
    for subtask in plan.subtasks:
        yield ""
        yield visible_line(
            f"{subtask.id}  {subtask.title}  ({_place(plan, subtask)}, {subtask.priority})"
        )
        yield from _edge_lines(subtask.depends_on)
        if subtask.approval:
            yield visible_line(f"  asks: {subtask.approval}")
        yield from _work_lines(commands_in_order(subtask), prose_of(subtask))
        if subtask.criteria:
            tied = sum(bool(criterion.checks) for criterion in subtask.criteria)
            criteria = "criterion" if len(subtask.criteria) == 1 else "criteria"
            yield f"  {len(subtask.criteria)} {criteria}, {tied} with a check"


def preview_lines(preview: Preview, plan: Plan) -> Iterator[str]:
    """What a run would do, in the order in which it would, and why."""
    how = f"going on with run {preview.resumes}" if preview.resumes else "a new run"
    yield visible_line(f"{preview.task}: {preview.title}")
    yield f"{how}, at most {_count(preview.jobs, 'subtask')} at once; nothing was run"
    edges = {subtask.id: subtask.depends_on for subtask in plan.subtasks}
    places = {subtask.id: _place(plan, subtask) for subtask in plan.subtasks}
    for entry in preview.subtasks:
        yield ""
        yield visible_line(
            f"{entry.id}  {entry.title}  ({places[entry.id]}): {entry.choice}, {entry.why}"
        )
        yield from _edge_lines(edges.get(entry.id, ()))
        if entry.approval:
            yield visible_line(f"  asks: {entry.approval}")
        yield from _work_lines(entry.commands, entry.prose)
        for text in entry.criteria:
            yield visible_line(f"  to be met: {text}")


def _place(plan: Plan, subtask: Subtask) -> str:
    """The line of a subtask, with the name of its file where the plan is of a folder."""
    file = file_of(plan, subtask)
    name = "" if file == plan.source.path else f"{file.rpartition('/')[2]}, "
    return f"{name}line {subtask.line}"


def _edge_lines(edges: Sequence[Edge]) -> Iterator[str]:
    for edge in edges:
        line = f", line {edge.line}" if edge.line else ""
        yield f"  after {edge.id} ({edge.why}{line})"


def _work_lines(commands: Sequence[PreviewCommand], prose: Sequence[PreviewProse]) -> Iterator[str]:
    for command in commands:
        name = "" if command.id.startswith("#") or command.id == "if" else f" {command.id}"
        yield visible_line(
            f"  {command.role}{name}: {command.language}, line {command.line}: "
        ) + first_line(command.script)
    for step in prose:
        yield visible_line(f"  for {step.who}: {step.id}, line {step.line}: {step.text}")


def first_line(script: str) -> str:
    """The first line that does something, and how many more there are."""
    lines = [line.strip() for line in script.splitlines()]
    telling = [line for line in lines if line and not line.startswith("#")]
    if not telling:
        return ""
    more = f" (+{_count(len(telling) - 1, 'line')})" if len(telling) > 1 else ""
    return cut(visible_line(telling[0]), _COMMAND_COLUMNS) + more


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
