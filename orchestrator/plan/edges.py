"""The edges that a document states: `Depends on`, `Blocks`, and what lies outside the file.

What cannot be resolved becomes a finding that names every line involved.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.diagnostics import Findings, Related, Span
from orchestrator.document.model import Document, Reference
from orchestrator.plan.model import Edge, ExternalDependency, Why
from orchestrator.plan.references import External, Names, Resolved

MAX_EDGES = 250_000


class Edges(Struct, kw_only=True):
    """The edges of a document while they are collected.

    `ids` and `lines` are of the subtasks in document order; `of[id]` maps each dependency of
    `id` to its edge; `prose[id]` holds, by key, what it says that names no subtask.
    """

    ids: list[str]
    position: dict[str, int]
    lines: dict[str, int]
    of: dict[str, dict[str, Edge]]
    external: list[ExternalDependency] = field(default_factory=list)
    prose: dict[str, dict[str, str]] = field(default_factory=dict)
    count: int = 0

    def add(
        self,
        dependant: str,
        dependency: str,
        why: Why,
        line: int,
        asked_by: tuple[str, ...] = (),
    ) -> None:
        """Add an edge, unless there is one already, or more than a plan can hold. Of one that is
        there for the sake of some alone, those of the new one are added to them."""
        others = self.of[dependant]
        there = others.get(dependency)
        if there is None and not self.full:
            others[dependency] = Edge(id=dependency, why=why, line=line, asked_by=asked_by)
            self.count += 1
        elif there is not None and there.asked_by:
            both = tuple(dict.fromkeys((*there.asked_by, *asked_by))) if asked_by else ()
            others[dependency] = replace(there, asked_by=both)

    @property
    def full(self) -> bool:
        """Whether there are more edges than a plan can hold."""
        return self.count > MAX_EDGES

    def before(self, each: str) -> str | None:
        """The subtask that is written before `each`."""
        position = self.position[each]
        return self.ids[position - 1] if position else None


def stated_edges(document: Document, ids: Sequence[str], names: Names, findings: Findings) -> Edges:
    """Read every dependency key of the document and of its subtasks."""
    specs = document.subtasks
    edges = Edges(
        ids=list(ids),
        position={each: index for index, each in enumerate(ids)},
        lines={each: spec.span.line for each, spec in zip(ids, specs, strict=True)},
        of={each: {} for each in ids},
    )
    for reference in document.keys.depends_on:
        found = names.resolve(reference.text, of=None, external_only=True)
        note_problems(found, reference, edges, findings)
    for each, spec in zip(ids, specs, strict=True):
        if edges.full:
            tell_full(findings, edges.lines[each])
            break
        for reference in spec.keys.depends_on:
            for other in resolve(reference, each, names, edges, findings):
                edges.add(each, other, Why.EXPLICIT, reference.span.line)
        for reference in spec.keys.blocks:
            for other in resolve(reference, each, names, edges, findings):
                edges.add(other, each, Why.REVERSE, reference.span.line)
    return edges


def tell_full(findings: Findings, line: int) -> None:
    """Say that there are more edges than a plan can hold."""
    findings.error(
        "too-many-edges",
        f"there are more than {MAX_EDGES} dependencies; the rest, from here on, is not read",
        line,
        hint="depend on the last one of a series alone: what comes before it comes before this too",
    )


def resolve(
    reference: Reference, each: str, names: Names, edges: Edges, findings: Findings
) -> list[str]:
    """The ids that the reference, written in `each`, means; problems become findings."""
    found = names.resolve(reference.text, of=each)
    note_problems(found, reference, edges, findings)
    if found.prose:
        said = edges.prose.setdefault(each, {})
        said[reference.key] = ", ".join(filter(None, (said.get(reference.key), *found.prose)))
    for written, other in found.beside:
        if other != each and other not in found.ids:
            findings.warning(
                "vague-dependency",
                f"the remark after “{written}” names {other}; no dependency comes of it",
                *reference.span,
                hint="put a comma before each that is one, and other remarks in brackets",
            )
    if each in found.ids:
        findings.error(
            "self-dependency",
            f"{each} depends on itself",
            *reference.span,
            hint="name another subtask, or remove it from this line",
            related=(Related(edges.lines[each], f"{each} is defined here"),),
        )
    return [other for other in found.ids if other != each]


def note_problems(found: Resolved, reference: Reference, edges: Edges, findings: Findings) -> None:
    """Turn what is unknown, ambiguous, external or prose into findings."""
    for written, near in found.unknown:
        findings.error(
            "unknown-reference",
            f"there is no subtask “{written}”",
            *reference.span,
            hint=f"did you mean {_alternatives(near)}?" if near else "name a subtask's id",
            related=tuple(Related(edges.lines[each], f"{each} is here") for each in near),
        )
    for written, meant in found.ambiguous:
        findings.error(
            "ambiguous-reference",
            f"“{written}” may mean {_alternatives(meant)}",
            *reference.span,
            hint="write the id in full",
            related=tuple(Related(edges.lines[each], f"{each} is here") for each in meant),
        )
    for external in found.external:
        _note_external(external, reference.span, edges, findings)
    if found.prose:
        findings.info(
            "not-a-task",
            f"names no subtask, kept as metadata: {', '.join(found.prose)}",
            *reference.span,
            hint="only ids, ranges and titles of subtasks become edges",
        )


def _note_external(external: External, span: Span, edges: Edges, findings: Findings) -> None:
    edges.external.append(
        ExternalDependency(
            id=external.id,
            title=external.title,
            satisfied=external.satisfied,
            line=span.line,
        )
    )
    name = f"{external.id} ({external.title})" if external.title else external.id
    if external.satisfied:
        findings.info(
            "external-dependency", f"depends on {name} outside this file, marked completed", *span
        )
    else:
        findings.warning(
            "external-dependency",
            f"depends on {name} outside this file, not marked completed; it holds nothing up",
            *span,
            hint="mark it ✅ COMPLETED when it is, or correct the id if it is of this file",
        )


def _alternatives(ids: Sequence[str]) -> str:
    return " or ".join(ids[:3])
