"""Dependencies of which a task's text speaks, where no key states them: they make no edge, and
one that nothing else makes either is told.
"""

from __future__ import annotations

import re

from orchestrator.diagnostics import Findings
from orchestrator.document.model import Document
from orchestrator.plan.edges import Edges
from orchestrator.plan.references import Names

_CODE = re.compile(r"([A-Za-z][A-Za-z0-9]*)-\d")
_MOST = 200  # each is looked for in the whole graph


def tell_mentions(document: Document, edges: Edges, names: Names, findings: Findings) -> None:
    """Say of each such dependency that the subtask does not wait for it, if that is so."""
    left = _MOST
    prefixes = {(spec.prefix or "task").upper() for spec in document.subtasks} | {"TASK"}
    for each, spec in zip(edges.ids, document.subtasks, strict=True):
        for mention in spec.mentions[:left]:
            left -= 1
            code = _CODE.match(mention.text)
            if code is not None and code[1].upper() not in prefixes:
                continue  # `UTF-8` is no task, `API-8` is one in its own file alone
            missing = set(names.resolve(mention.text, of=each).ids) - {each}
            if missing and not missing <= _before(each, edges):
                findings.warning(
                    "vague-dependency",
                    f"speaks of a dependency on {mention.text} that no key states; {each} does not "
                    "wait for it",
                    *mention.span,
                    hint=f"write `**Depends on**: {mention.text}` below the heading if it has to",
                )


def _before(start: str, edges: Edges) -> set[str]:
    """All that a subtask comes after, however far."""
    reached, coming = {start}, [start]
    while coming:
        new = [other for other in edges.of[coming.pop()] if other not in reached]
        reached.update(new)
        coming.extend(new)
    return reached
