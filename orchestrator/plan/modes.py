"""Edges from `Execution Mode`: after the one before, beside it, or beside a named one.

SEQUENTIAL is after the subtask before it; PARALLEL is after what the subtask before it was
after; PARALLEL (with X) is after what X is after. Where two point at each other, both are
after what stands before the first of them, so that neither starts too early.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.diagnostics import Findings
from orchestrator.document.model import Document, Mode
from orchestrator.plan.edges import Edges, resolve
from orchestrator.plan.model import Why
from orchestrator.plan.references import Names


def add_mode_edges(document: Document, edges: Edges, names: Names, findings: Findings) -> None:
    """Add the edges of every mode to those that are stated."""
    modes = {
        each: spec.keys.mode
        for each, spec in zip(edges.ids, document.subtasks, strict=True)
        if spec.keys.mode is not None
    }
    models = {each: _model(mode, each, edges, names, findings) for each, mode in modes.items()}
    stated = {each: list(edges.of[each]) for each in edges.ids}
    for each, mode in modes.items():
        for other in _after(each, modes, models, stated, edges):
            if other != each:
                edges.add(each, other, Why.MODE, mode.span.line)


def _model(mode: Mode, each: str, edges: Edges, names: Names, findings: Findings) -> str | None:
    """The subtask whose dependencies a parallel one shares."""
    if not mode.parallel:
        return None
    if mode.with_ is not None:
        others = resolve(mode.with_, each, names, edges, findings)
        if others:
            return others[0]
    return edges.before(each)


def _after(
    each: str,
    modes: Mapping[str, Mode],
    models: Mapping[str, str | None],
    stated: Mapping[str, list[str]],
    edges: Edges,
) -> list[str]:
    """What the mode of `each` puts before it: follow the chain of models to its end."""
    chain = [each]
    while (last := chain[-1]) in modes and modes[last].parallel:
        model = models[last]
        if model is None:
            return []
        if model in chain:
            first = min(chain, key=edges.position.__getitem__)
            before = edges.before(first)
            # What the chain's members state themselves binds them all.
            shared = [other for member in chain for other in stated[member]]
            return shared or ([before] if before else [])
        if stated[model]:
            return stated[model]
        chain.append(model)
    if last not in modes:
        return stated[last]
    before = edges.before(last)
    return [before] if before else []
