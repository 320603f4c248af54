"""What a catalogue offers, in lines and as data; prints nothing."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.asdata import as_data
from orchestrator.cli.width import cut
from orchestrator.document.params import text_of
from orchestrator.plan.model import Plan, Subtask, Why
from orchestrator.report.visible import visible_line

_MOST = 100


def offer_lines(plan: Plan) -> Iterator[str]:
    """A line for each task: its id, what it is, what it requires and what it asks for."""
    width = max(len(subtask.id) for subtask in plan.subtasks)
    for subtask in plan.subtasks:
        yield visible_line(f"{subtask.id:{width}}  {_about(subtask)}".rstrip())


def offers_of(plan: Plan) -> list[dict[str, object]]:
    """The same for other programs."""
    return [
        {
            "id": subtask.id,
            "title": subtask.title,
            "description": subtask.description,
            "requires": _required(subtask),
            "params": as_data(subtask.params),
            "line": subtask.line,
        }
        for subtask in plan.subtasks
    ]


def _required(subtask: Subtask) -> list[str]:
    return [edge.id for edge in subtask.depends_on if edge.why is Why.EXPLICIT]


def _about(subtask: Subtask) -> str:
    said = next((line for line in subtask.description.splitlines() if line.strip()), "")
    parts = [cut(said.strip() or subtask.title, _MOST)]
    required = _required(subtask)
    parts += [f"requires {', '.join(required)}"] if required else []
    parts += [f"asks for {text_of(param)}" for param in subtask.params]
    return "; ".join(parts)
