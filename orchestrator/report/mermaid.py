"""Mermaid diagrams of a run: its DAG and its timelines; knows no Markdown.

Each node says how it stands by its sign and in words, so that its colours are no more than help.

Node ids are generated, and no text of a task file can end a label: what means something to
Mermaid is written as an entity, or left out where the syntax has no way to say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from orchestrator.plan.model import Plan
from orchestrator.report.drawing.looks import LOOKS, Look, look_of
from orchestrator.report.excerpt import brief
from orchestrator.report.levels import Level, levels
from orchestrator.report.visible import visible_line
from orchestrator.run.summary import RunSummary, SubtaskSummary

MOST_EDGES = 300
MOST_CHARACTERS = 45_000
MOST_BARS = 200
_LABEL_LENGTH = 60
# Quotes end a label; the rest would be read as markup, mathematics or a directive.
_ENTITIES = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"} | {
    char: f"#{ord(char)};" for char in "#`*$%"
}
_NOT_IN_BAR = re.compile(r"[^\w .()/-]+")
_QUIET = ("#eceef0", "#515a64", "#6b747e")
_RED = ("#fde9e7", "#a8201a", "#cc3a30")
# Ground, text and border of each look, as the page has them by day: a box that brings its own
# ground and text can be read on a light page and on a dark one.
COLOURS = {
    "complete": ("#e2f3e6", "#14622f", "#267f43"),
    "failed": _RED,
    "stopped": _RED,
    "unproved": ("#fcefd5", "#7a4a00", "#a26508"),
    "waiting": ("#f0e9fa", "#5d3494", "#7d4fc0"),
    "running": ("#e2edfb", "#14539a", "#2f6fc4"),
    "blocked": ("#efe8e3", "#59463c", "#7f6759"),
    "pending": _QUIET,
    "skipped": _QUIET,
    "plain": _QUIET,
}


class Diagram(Struct, frozen=True, kw_only=True):
    """A Mermaid text, or what stands in its place: a sentence, and for a graph its levels.
    With a text the sentence says what was left out of it. `bars` counts those of a timeline."""

    mermaid: str | None
    instead: str | None
    levels: tuple[Level, ...] = ()
    bars: int = 0


class Bar(Struct, frozen=True, kw_only=True):
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
    looks = {id_: _look(rows.get(id_)) for id_ in nodes} if summary else {}
    lines = ["flowchart TD"]
    for subtask in plan.subtasks:
        label = _label(f"{subtask.id} {subtask.title}")
        if subtask.id in looks:
            words = _label(_words(rows.get(subtask.id)))
            look = looks[subtask.id]
            label, style = f"{look.sign} {label}<br>{words}", f":::{look.name}"
        else:
            style = ""
        lines.append(f'    {nodes[subtask.id]}["{label}"]{style}')
    for subtask in plan.subtasks:
        lines += [
            f"    {nodes[edge.id]} --> {nodes[subtask.id]}"
            for edge in subtask.depends_on
            if edge.id in nodes
        ]
    text = "\n".join([*lines, *_styles(looks.values())])
    if len(text) > MOST_CHARACTERS:
        return _by_levels(plan, summary, f"The graph has {len(nodes)} subtasks")
    return Diagram(mermaid=text, instead=None)


def _look(row: SubtaskSummary | None) -> Look:
    return look_of(row.status, row.verdict) if row else look_of(None, None)


def _words(row: SubtaskSummary | None) -> str:
    if row is None:
        return "not in the run"
    return f"{row.verdict.upper()}, {row.status.replace('_', ' ')}"


def _styles(looks: Iterable[Look]) -> Iterator[str]:
    """A class for each look that is there."""
    present = {look.name for look in looks}
    for name in LOOKS:
        if name in present:
            ground, text, border = COLOURS[name]
            yield f"    classDef {name} fill:{ground},color:{text},stroke:{border},stroke-width:2px"


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
    return Diagram(mermaid="\n".join(lines), instead=instead, bars=len(bars))


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
    line = visible_line(brief(text, _LABEL_LENGTH))
    return "".join(_ENTITIES.get(char, char) for char in line)


def _bar_text(text: str) -> str:
    """Text of a timeline, whose syntax has no quotes: letters, digits and little else."""
    return " ".join(_NOT_IN_BAR.sub(" ", brief(text, _LABEL_LENGTH)).split()) or "unnamed"
