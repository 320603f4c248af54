"""What stands on the page of a run, from its report: counts, drawings, links and what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from orchestrator.report.drawing.dag import Dag, Edge, Node
from orchestrator.report.drawing.looks import LOOKS, Look, look_of
from orchestrator.report.drawing.picture import Picture, picture
from orchestrator.report.drawing.timeline import TimedAttempt, Timeline, timeline
from orchestrator.report.html.room import BUDGET, Room, room_for
from orchestrator.report.matrix import MatrixRow
from orchestrator.report.model import SubtaskReport, TaskReport
from orchestrator.report.times import milliseconds
from orchestrator.run.summary import COMPLETE

# A drawing of more than that helps nobody on a page.
MOST_NODES = 600
_MOST_EDGES = 6_000
# So many sections are open from the beginning, those that did not end well first.
_MOST_OPEN = 3


class Tally(Struct, frozen=True, kw_only=True):
    """How many subtasks have the same look."""

    look: Look
    count: int


class Page(Struct, frozen=True, kw_only=True):
    """`anchors` are made, never taken from a file. `unproved` succeeded without a proof;
    `opened` are the subtasks whose section is open; `worst` is the look of what most needs
    attention. With `is_brief` there is no room to show a script twice."""

    is_single: bool
    is_calm: bool
    subtasks: tuple[SubtaskReport, ...]
    anchors: Mapping[str, str]
    tallies: tuple[Tally, ...]
    done: int
    counted: int
    worst: Look
    unproved: tuple[MatrixRow, ...]
    warnings: int
    opened: frozenset[str]
    picture: Picture | None
    no_picture: str
    is_brief: bool
    timeline: Timeline | None
    room: Room


def page_of(report: TaskReport, only: str | None = None, budget: int = BUDGET) -> Page:
    """The page of a run, or of the subtask `only`; `budget` is in bytes, for long texts."""
    subtasks = tuple(each for each in report.subtasks if only in (None, each.id))
    anchors = {each.id: f"s{number}" for number, each in enumerate(report.subtasks, start=1)}
    shown = {each.id for each in subtasks}
    tallies = _tallies(report.matrix)
    no_picture = _no_picture(report)
    counted = [row for row in report.matrix if row.counted]
    return Page(
        is_single=only is not None,
        is_calm=report.run.complete,
        subtasks=subtasks,
        anchors={id_: anchor for id_, anchor in anchors.items() if id_ in shown},
        tallies=tallies,
        done=sum(row.verdict == COMPLETE for row in counted),
        counted=len(counted),
        worst=next((each.look for each in tallies if each.look.name != "complete"), _NOTHING_YET),
        unproved=tuple(row for row in report.matrix if row.is_unproved),
        warnings=sum(finding.severity == "warning" for finding in report.findings),
        opened=frozenset(_opened(report, only)),
        picture=None if no_picture or only else picture(_dag(report), anchors),
        no_picture=no_picture,
        is_brief=budget < BUDGET // 2,
        timeline=None if only else timeline(list(_attempts(report, anchors))),
        room=room_for(subtasks, budget),
    )


_NOTHING_YET = LOOKS["pending"]


def _tallies(rows: tuple[MatrixRow, ...]) -> tuple[Tally, ...]:
    counts = Counter(look_of(row.status, row.verdict).name for row in rows)
    return tuple(
        Tally(look=look, count=counts[name]) for name, look in LOOKS.items() if counts[name]
    )


def _opened(report: TaskReport, only: str | None) -> list[str]:
    if only is not None:
        return [only]
    failed = [failure.id for failure in report.failures]
    unproved = [row.id for row in report.matrix if row.is_unproved]
    return [*failed, *unproved][:_MOST_OPEN]


def _no_picture(report: TaskReport) -> str:
    """Why the graph is not drawn; nothing where it is."""
    edges = sum(len(each.task_summary.depends_on) for each in report.subtasks)
    if len(report.subtasks) <= MOST_NODES and edges <= _MOST_EDGES:
        return ""
    return (
        f"The graph has {len(report.subtasks)} subtasks and {edges} dependencies, too many for "
        "this page; `orchestrator task_graph --format svg` draws it."
    )


def _dag(report: TaskReport) -> Dag:
    nodes = tuple(
        Node(
            id=each.id,
            number=each.number,
            title=each.title,
            line=each.line,
            status=each.task_summary.status,
            verdict=each.verdict,
            counted=each.counted,
        )
        for each in report.subtasks
    )
    edges = tuple(
        Edge(before=other.id, after=each.id, why=other.why)
        for each in report.subtasks
        for other in each.task_summary.depends_on
    )
    return Dag(title=report.title, nodes=nodes, edges=edges)


def _attempts(report: TaskReport, anchors: Mapping[str, str]) -> Iterator[TimedAttempt]:
    for subtask in report.subtasks:
        for attempt in subtask.performance_metrics.attempts:
            start = milliseconds(attempt.started_at)
            if start is None:
                continue
            succeeded = attempt.outcome == "succeeded"
            # An attempt that succeeded is shown by what its subtask came to.
            verdict = subtask.verdict if succeeded else "incomplete"
            name = f"{subtask.number} {subtask.title}" if subtask.number else subtask.title
            yield TimedAttempt(
                subtask=subtask.id,
                name=name,
                called=attempt.name,
                validation=attempt.validation,
                start_ms=start,
                duration_ms=attempt.duration_ms,
                look=look_of(attempt.outcome, verdict),
                words=attempt.ending,
                anchor=anchors[subtask.id],
            )
