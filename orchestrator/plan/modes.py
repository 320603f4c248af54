"""Edges from `Execution Mode`: after the one before, beside it, or beside a named one.

SEQUENTIAL is after the subtask before it; PARALLEL is after what the subtask before it was
after; PARALLEL (with X) is after what X is after. Where two point at each other, both are
after what stands before the first of them, so that neither starts too early.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.diagnostics import Findings
from orchestrator.document.model import Document, Mode
from orchestrator.plan.edges import MAX_EDGES, Edges, resolve, tell_full
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
        others = found.by_mode(each)
        if edges.full or found.size > MAX_EDGES:
            tell_full(findings, mode.span.line)
            return
        for other in others:
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
    """What each mode puts before its subtask; every subtask is worked out once.

    `size` is how many edges that makes; where they are too many it goes no further.
    """

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
        self.size = 0

    def by_mode(self, each: str) -> list[str]:
        """What stands before `each` because of its mode; nothing without one."""
        path = self._path(each)
        for at in range(len(path) - 1, -1, -1):
            if self.size > MAX_EDGES:
                break
            self._known[path[at]] = self._work_out(path, at)
            self.size += len(self._known[path[at]])
        return self._known.get(each, [])

    def _path(self, each: str) -> list[str]:
        """`each`, its model, the model's model, … up to one that is known or comes again."""
        path: dict[str, None] = {}
        at: str | None = each
        while at is not None and at in self._modes and at not in self._known and at not in path:
            path[at] = None
            at = self._models[at]
        return list(path)

    def _work_out(self, path: Sequence[str], at: int) -> list[str]:
        """What stands before one of a path, of which all that come behind it are known."""
        each = path[at]
        if not self._modes[each].parallel:
            before = self._edges.before(each)
            return [before] if before else []
        model = self._models[each]
        if model is None:
            return []
        if at == len(path) - 1 and model in path:
            return self._of_circle(path[path.index(model) :])
        return list(dict.fromkeys((*self._stated[model], *self._known.get(model, []))))

    def _of_circle(self, members: Sequence[str]) -> list[str]:
        """Members that point at each other share what any of them states, or else follow
        what stands before the first of them."""
        shared = [other for member in members for other in self._stated[member]]
        first = min(members, key=self._edges.position.__getitem__)
        before = self._edges.before(first)
        return shared or ([before] if before else [])
