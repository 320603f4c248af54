"""Mermaid diagrams of a run: its DAG and its timelines; knows no Markdown.

Node ids are generated, and no text of a task file can end a label: what means something to
Mermaid is written as an entity, or left out where the syntax has no way to say it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.plan.model import Plan
from orchestrator.report.levels import Level, levels
from orchestrator.report.visible import visible_line
from orchestrator.run.summary import RunSummary

MOST_EDGES = 300
MOST_CHARACTERS = 45_000
MOST_BARS = 200
_LABEL_LENGTH = 60
# Quotes end a label; the rest would be read as markup, mathematics or a directive.
_ENTITIES = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"} | {
    char: f"#{ord(char)};" for char in "#`*$%"
}
_NOT_IN_BAR = re.compile(r"[^\w .()/-]+")
_STYLES = (
    "    classDef complete stroke:#2e7d32,stroke-width:2px",
    "    classDef incomplete stroke:#c62828,stroke-width:2px,stroke-dasharray:4",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A Mermaid text, or what stands in its place: a sentence, and for a graph its levels.
    With a text the sentence says what was left out of it."""

    mermaid: str | None
    instead: str | None
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a timeline: milliseconds since 1970; `ok` None while it is under way."""

    section: str
    label: str
    start_ms: int
    duration_ms: int
    ok: bool | None


def dag(plan: Plan, summary: RunSummary | None) -> Diagram:
    """The subtasks with their verdicts, if there is a run, and every dependency."""
    edges = sum(len(subtask.depends_on) for subtask in plan.subtasks)
    if edges > MOST_EDGES:
        return _by_levels(plan, summary, f"The graph has {edges} dependencies")
    nodes = {subtask.id: f"s{n}" for n, subtask in enumerate(plan.subtasks, start=1)}
    rows = {row.id: row for row in summary.subtasks} if summary else {}
    lines = ["flowchart TD"]
    for subtask in plan.subtasks:
        row = rows.get(subtask.id)
        words = f"{row.verdict.upper()}, {row.status}" if row else "not in the run"
        style = row.verdict if row and row.verdict == "complete" else "incomplete"
        label = _label(f"{subtask.id} {subtask.title}")
        if summary is None:
            lines.append(f'    {nodes[subtask.id]}["{label}"]')
        else:
            lines.append(f'    {nodes[subtask.id]}["{label}<br>{_label(words)}"]:::{style}')
    for subtask in plan.subtasks:
        lines += [
            f"    {nodes[edge.id]} --> {nodes[subtask.id]}"
            for edge in subtask.depends_on
            if edge.id in nodes
        ]
    text = "\n".join([*lines, *_STYLES])
    if len(text) > MOST_CHARACTERS:
        return _by_levels(plan, summary, f"The graph has {len(nodes)} subtasks")
    return Diagram(mermaid=text, instead=None)


def gantt(title: str, bars: Sequence[Bar]) -> Diagram:
    """A timeline. Bars that follow each other under one section stand together; of too many
    the longest are drawn."""
    if not bars:
        return Diagram(mermaid=None, instead="No time was recorded.")
    instead = None
    if len(bars) > MOST_BARS:
        instead = f"The timeline has {len(bars)} bars; drawn are the {MOST_BARS} longest."
        longest = sorted(range(len(bars)), key=lambda n: -bars[n].duration_ms)[:MOST_BARS]
        bars = [bars[n] for n in sorted(longest)]
    start = min(bar.start_ms for bar in bars)
    end = max(bar.start_ms + bar.duration_ms for bar in bars)
    axis = "%M:%S.%L" if end - start < 600_000 else "%H:%M:%S"
    lines = ["gantt", f"    title {_bar_text(title)}", "    dateFormat x", f"    axisFormat {axis}"]
    section = None
    for number, bar in enumerate(bars, start=1):
        if bar.section != section:
            section = bar.section
            lines.append(f"    section {_bar_text(section)}")
        mark = {True: "done, ", False: "crit, ", None: "active, "}[bar.ok]
        # A bar without width would not be seen.
        until = bar.start_ms + max(1, bar.duration_ms)
        lines.append(f"    ({_bar_text(bar.label)}) :{mark}b{number}, {bar.start_ms}, {until}")
    return Diagram(mermaid="\n".join(lines), instead=instead)


def _by_levels(plan: Plan, summary: RunSummary | None, what: str) -> Diagram:
    if summary is None:
        return Diagram(mermaid=None, instead=f"{what}, too many to draw.")
    sentence = (
        f"{what}, too many to draw. Here it is by levels: what stands on one "
        "depends on something on the level before."
    )
    return Diagram(mermaid=None, instead=sentence, levels=levels(plan, summary))


def _label(text: str) -> str:
    """Text for between quotes."""
    line = visible_line(_shortened(text))
    return "".join(_ENTITIES.get(char, char) for char in line)


def _bar_text(text: str) -> str:
    """Text of a timeline, whose syntax has no quotes: letters, digits and little else."""
    return " ".join(_NOT_IN_BAR.sub(" ", _shortened(text)).split()) or "unnamed"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LABEL_LENGTH else line[: _LABEL_LENGTH - 1] + "…"
