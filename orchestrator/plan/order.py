"""Which rule orders a file: what it states, the order it is written in, or what was asked.

1. Any stated edge, mode or `[P]` mark: those rule, and the rest are roots.
2. None at all: each subtask runs after the one before it, as a reader would do them.
3. `order:` or `--order` overrides; stated edges always stay.
"""

from __future__ import annotations

from orchestrator.diagnostics import Findings, Related, has_errors
from orchestrator.document.model import Document
from orchestrator.plan.edges import Edges, tell_full
from orchestrator.plan.graph import shortest_cycles
from orchestrator.plan.model import Order, Why

_UNREAD = frozenset({"dependency-prose", "vague-dependency"})


def apply_order(document: Document, edges: Edges, asked: str | None, findings: Findings) -> Order:
    """Take the rule, add the edges it gives, and say so in one line."""
    specs = document.subtasks
    stated = (
        document.ordered
        or any(edges.of.values())
        or any(spec.keys.mode is not None or spec.parallel for spec in specs)
    )
    rule = Order(asked) if asked else Order.EXPLICIT if stated else Order.SEQUENTIAL
    if rule is Order.SEQUENTIAL:
        _run_in_written_order(document, edges, was_asked=asked is not None)
    # With a reference that cannot be resolved the rule may not be the one that will rule.
    if len(specs) > 1 and not has_errors(findings.made):
        _tell(rule, asked is not None, document, edges, findings)
    return rule


def add_places(document: Document, edges: Edges, asked: str | None, findings: Findings) -> None:
    """Add what the dialect says of the places at which subtasks stand: of phases, waves and the
    order in which they are written. Where another order is asked for, that is left out."""
    was_full = edges.full
    for each, spec in zip(edges.ids, document.subtasks, strict=True):
        if edges.full:
            break
        for place in spec.after:
            if asked is None or place.why != Why.ORDER:
                asked_by = tuple(edges.ids[index] for index in place.asked_by)
                edges.add(each, edges.ids[place.index], Why(place.why), place.line, asked_by)
    if edges.full and not was_full:
        tell_full(findings, edges.lines[each])


def report_cycles(edges: Edges, findings: Findings) -> None:
    """Add an error for each knot of subtasks that wait for each other."""
    for cycle in shortest_cycles(edges.of):
        links = [
            edges.of[each][other] for each, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        ]
        lines = [link.line or edges.lines[each] for each, link in zip(cycle, links, strict=True)]
        findings.error(
            "cycle",
            f"these wait for each other: {_path(cycle)}",
            lines[0],
            hint="remove one of these dependencies",
            related=tuple(
                Related(line, f"{each} depends on {link.id}")
                for each, link, line in list(zip(cycle, links, lines, strict=True))[:20]
            ),
        )


def _run_in_written_order(document: Document, edges: Edges, *, was_asked: bool) -> None:
    """An edge from each to the subtask before, unless that one already waits for this one."""
    # Only an edge to a later subtask can make such an edge close a circle.
    leads_forward = any(
        edges.position[other] > edges.position[each]
        for each, others in edges.of.items()
        for other in others
    )
    for each, spec in zip(edges.ids, document.subtasks, strict=True):
        before = edges.before(each)
        if before is None or (spec.keys.says_none and not was_asked):
            continue
        if not (leads_forward and _reaches(before, each, edges)):
            edges.add(each, before, Why.ORDER, edges.lines[each])


def _reaches(start: str, goal: str, edges: Edges) -> bool:
    """Whether `start` depends on `goal`, however far."""
    stack, seen = [start], {start}
    while stack:
        for other in edges.of[stack.pop()]:
            if other == goal:
                return True
            if other not in seen:
                seen.add(other)
                stack.append(other)
    return False


def _tell(
    rule: Order, was_asked: bool, document: Document, edges: Edges, findings: Findings
) -> None:
    code = "order"
    if was_asked:
        text = f"order: {rule}, as asked for; what is stated stays"
    elif document.ordered:
        text = f"order: as {document.dialect} files have it"
    elif rule is Order.SEQUENTIAL:
        code = "order-assumed"
        prose = any(each.code in _UNREAD for each in findings.made)
        why = "what is said of dependencies makes no edge" if prose else "no dependency is stated"
        text = f"order: {why}, so they run in the order they are written"
    else:
        text = f"order: stated dependencies rule{_roots(document, edges)}"
    hint = "set `order:` in the front matter or use --order to change it"
    findings.info(code, text, *document.subtasks[0].span, hint=hint)


def _roots(document: Document, edges: Edges) -> str:
    roots = [
        each
        for each, spec in zip(edges.ids, document.subtasks, strict=True)
        if not edges.of[each] and not spec.keys.says_none
    ]
    return f"; these state none and start at once: {', '.join(roots)}" if roots else ""


def _path(cycle: list[str]) -> str:
    if len(cycle) <= 8:
        return " → ".join([*cycle, cycle[0]])
    return " → ".join([*cycle[:4], f"… {len(cycle) - 6} more …", *cycle[-2:], cycle[0]])
