"""The order of spec-kit's tasks: from what lines and phases say to what each task comes after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Findings
from orchestrator.document.nodes import Node, Page
from orchestrator.document.ownwords import denied
from orchestrator.document.speckit.dependencysection import Said, read_dependencies
from orchestrator.document.speckit.phases import Phase, PhaseNames, phase_of
from orchestrator.document.speckit.phasewaits import read_line
from orchestrator.document.speckit.places import Placed, Spot, Waits, in_line, place, ranked
from orchestrator.document.speckit.tasksections import Section, Task, Tasks
from orchestrator.document.speckit.tlines import ids_after, ids_in
from orchestrator.document.tree import Heading

_TESTS = re.compile(r"\W*tests?\b", re.I)
_DEPENDS = re.compile(r"\bdepends\s+(?:only\s+)?on\b[^()]*", re.I)
_MAX_STATED = 300_000  # dependencies that are looked at for what contradicts them


def dependencies(found: Tasks, sections: Sequence[Section]) -> Said:
    """What is said of phases and tasks in the dependency section, in headings and in phases."""
    names = PhaseNames([each.phase for each in sections], _headed(found))
    holding = {id(task.within) for task in found.tasks if task.within is not None}
    said = read_dependencies(found.others, names, holding)
    for index, section in enumerate(sections):
        for text, line in section.remarks.waits:
            stated = read_line(f"depends on {text}", names, (index,))
            if stated.stated or stated.unknown:
                said.add(stated, line)
            if stated.stated:
                said.lines.add(line)
        title = section.heading.text if section.heading is not None else ""
        stating = _DEPENDS.search(title)
        if stating is not None and not denied(title, stating.start()):
            said.add(read_line(stating[0], names, (index,)), section.line)
    _add_headings(found, sections, said)
    return said


def _headed(found: Tasks) -> Iterator[Phase]:
    """The phases of all headings, those without tasks too."""
    headings = (entry.block for entry in found.others if isinstance(entry.block, Heading))
    phases = (phase_of(heading.text) for heading in headings)
    return (phase for phase in phases if phase is not None)


def _add_headings(found: Tasks, sections: Sequence[Section], said: Said) -> None:
    """Take `### API layer (depends on T005, T018–T020)`: the first tasks below it wait for them,
    and so do those that come after the first ones."""
    phases = {section.line for section in sections}
    going_on: dict[int, bool] = {}
    for task in found.tasks:
        for heading in task.path:
            ids = ids_after(heading.text) if heading.line not in phases else None
            if ids is not None and going_on.get(heading.line, True):
                name = f"T{task.line.title.number}"
                said.of_tasks.append((name, ids, heading.line))
                going_on[heading.line] = task.line.title.parallel


def positions(nodes: Sequence[Node]) -> dict[str, int]:
    """The place of each id, `T014`; of one that stands twice, the first."""
    return {f"T{node.title.number}": index for index, node in reversed(list(enumerate(nodes)))}


def placed_tasks(
    page: Page,
    found: Tasks,
    sections: Sequence[Section],
    nodes: Sequence[Node],
    said: Said,
) -> Placed:
    phase_at = {index: at for at, each in enumerate(sections) for index in each.tasks}
    spots = [_spot(task, phase_at[index]) for index, task in enumerate(found.tasks)]
    stated = _stated(nodes)
    waits = in_line(len(sections), _waits(sections, nodes, said), [each.line for each in sections])
    if ranked(waits, spots) is None:
        page.source.findings.warning(
            "phase-circle",
            "the phases wait for each other as it is said here; those that wait for a later one "
            "do not",
            min(each.line for each in waits),
            hint="say of each phase only what comes before it",
        )
    placed = place(spots, waits, stated)
    for index in placed.moved:
        page.source.findings.often(
            "order-contradicted",
            "waits for a task that its place puts behind it, so it is done there",
            nodes[index].span.line,
            hint="write it below the task that it waits for",
        )
    _tell_held(nodes, said, placed, page.source.findings)
    return placed


def _tell_held(nodes: Sequence[Node], said: Said, placed: Placed, findings: Findings) -> None:
    """Say of tasks that are said to wait for nothing, and whose place in their phase has them
    wait. That they wait for the phases before is what `no dependencies` leaves open."""
    first, left = positions(nodes), _MAX_STATED
    for name, line in said.free:
        indices = ids_in(name, first)[:left]
        left -= len(indices)
        if any(why == "order" for index in indices for _, why, _ in placed.after[index]):
            findings.often(
                "waits-by-place",
                "says that a task waits for nothing; its place still puts it behind others",
                line,
                hint="write it first in its phase, or mark it and those before it `[P]`",
            )


def _spot(task: Task, phase: int) -> Spot:
    inner = task.path[-1] if task.path else None
    section = inner.line if inner is not None else 0
    tests = inner is not None and phase_of(inner.text) is None and _TESTS.match(inner.text)
    return Spot(phase, task.line.title.parallel, task.line.span.line, section, bool(tests))


def _stated(nodes: Sequence[Node]) -> list[set[int]]:
    """What each task explicitly waits for, by index, as far as its ids are in the file."""
    first = positions(nodes)
    stated: list[set[int]] = [set() for _ in nodes]
    count = 0
    for index, node in enumerate(nodes):
        for key in node.keys:
            others = ids_in(key.values[0].text, first) if key.name != "Story" else []
            count += len(others)
            if count > _MAX_STATED:
                return stated
            for other in others:
                if key.name == "Blocks":
                    stated[other] |= {index} - {other}
                else:
                    stated[index] |= {other} - {index}
    return stated


def _waits(sections: Sequence[Section], nodes: Sequence[Node], said: Said) -> dict[int, Waits]:
    """What is said of each phase, and that those of one story come one after the other."""
    first = positions(nodes)
    waits: dict[int, Waits] = {}
    of_story: dict[int, int] = {}
    for index, section in enumerate(sections):
        stories = section.phase.stories
        same = {of_story[story] for story in stories if story in of_story}
        of_story.update(dict.fromkeys(stories, index))
        of_phase = said.of_phases.get(index)
        if of_phase is None:
            continue
        phases = set(of_phase.phases) | same
        if of_phase.no_story:
            before = (at for at in range(index - 1, -1, -1) if not sections[at].phase.stories)
            phases |= {at for at in [next(before, None)] if at is not None}
        tasks = {task for name in of_phase.tasks for task in ids_in(name, first)}
        waits[index] = Waits(frozenset(phases), frozenset(tasks), of_phase.line)
    return waits
