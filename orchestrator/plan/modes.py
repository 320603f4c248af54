"""Edges from `Execution Mode`: after the one before, beside it, or beside a named one.

SEQUENTIAL is after the subtask before it; PARALLEL is after what the subtask before it was
after; PARALLEL (with X) is after what X is after. Where two point at each other, both are
after what stands before the first of them, so that neither starts too early.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    found = _Modes(modes, models, stated, edges)
    for each, mode in modes.items():
        for other in found.by_mode(each):
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


class _Modes:
    """What each mode puts before its subtask; every subtask is worked out once."""

    def __init__(
        self,
        modes: Mapping[str, Mode],
        models: Mapping[str, str | None],
        stated: Mapping[str, list[str]],
        edges: Edges,
    ) -> None:
        self._modes = modes
        self._models = models
        self._stated = stated
        self._edges = edges
        self._known: dict[str, list[str]] = {}
        self._asking: list[str] = []

    def by_mode(self, each: str) -> list[str]:
        """What stands before `each` because of its mode; nothing without one."""
        if each not in self._modes:
            return []
        if each not in self._known:
            self._asking.append(each)
            self._known[each] = self._work_out(each)
            self._asking.pop()
        return self._known[each]

    def _work_out(self, each: str) -> list[str]:
        if not self._modes[each].parallel:
            before = self._edges.before(each)
            return [before] if before else []
        model = self._models[each]
        if model is None:
            return []
        if model in self._asking:
            return self._of_circle(self._asking[self._asking.index(model) :])
        return list(dict.fromkeys((*self._stated[model], *self.by_mode(model))))

    def _of_circle(self, members: Sequence[str]) -> list[str]:
        """Members that point at each other share what any of them states, or else follow
        what stands before the first of them."""
        shared = [other for member in members for other in self._stated[member]]
        first = min(members, key=self._edges.position.__getitem__)
        before = self._edges.before(first)
        return shared or ([before] if before else [])
