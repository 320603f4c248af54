"""A document becomes a plan: ids, edges, defaults, fingerprints; or findings say why not.

The steps stand in `build`, in order. Nothing here reads a file or asks the clock.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import Diagnostic, Findings, Related, Span, has_errors
from orchestrator.document.model import Document, SubtaskSpec
from orchestrator.plan import ids as naming
from orchestrator.plan.around import Surroundings
from orchestrator.plan.edges import Edges, stated_edges
from orchestrator.plan.fields import named, said_id, uses_fields, with_fields
from orchestrator.plan.fingerprint import with_fingerprints
from orchestrator.plan.invariants import check_invariants
from orchestrator.plan.lint import lint
from orchestrator.plan.mentions import tell_mentions
from orchestrator.plan.model import CriteriaPolicy, Order, Plan, Source, Subtask, finding_of
from orchestrator.plan.modes import add_mode_edges
from orchestrator.plan.nodes import build_subtask, labelled
from orchestrator.plan.order import add_places, apply_order, report_cycles
from orchestrator.plan.references import Name, Names


def build(
    document: Document, around: Surroundings, read: Sequence[Diagnostic] = ()
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan of a document, and all findings, those of reading it (`read`) included.

    There is no plan when a finding is an error.
    """
    findings = Findings(document.path)
    findings.made.extend(read)
    document = named(document)
    ids = subtask_ids(document, findings)
    edges, order = _edges(document, ids, around, findings)
    _check_folders(document, around, findings)
    if has_errors(findings.made):
        return None, findings.in_order()
    subtasks = tuple(
        with_fields(
            build_subtask(id_, spec, document, edges, around, findings), spec.fields, findings
        )
        for id_, spec in zip(ids, document.subtasks, strict=True)
    )
    plan = with_fields(_plan(document, subtasks, edges, order, around), document.fields, findings)
    if uses_fields(document):
        # What says by itself what was read otherwise has not been looked at yet.
        held = Findings(document.path)
        check_invariants(plan, around.root, held)
        findings.made.extend(held.made)
        if has_errors(findings.made):
            return None, findings.in_order()
    plan = replace(plan, subtasks=with_fingerprints(plan.subtasks))
    lint(plan, findings)
    found = findings.in_order()
    return replace(plan, findings=tuple(finding_of(item) for item in found)), found


def _plan(
    document: Document,
    subtasks: tuple[Subtask, ...],
    edges: Edges,
    order: Order,
    around: Surroundings,
) -> Plan:
    folder = posixpath.basename(around.folder)
    id_ = document.id or naming.task_id(around.stem, folder)
    return Plan(
        id=id_,
        number=document.number,
        title=document.title or id_,
        objective=document.objective,
        requirements=document.requirements,
        description=document.description,
        parts=labelled(document.parts),
        declared_status=document.declared_status or document.keys.status,
        metadata=document.keys.metadata,
        order=order,
        env=document.keys.env,
        secrets=document.keys.secrets,
        criteria_policy=CriteriaPolicy(document.criteria_policy or CriteriaPolicy.REQUIRED),
        source=Source(path=document.path, sha256=document.sha256, dialect=document.dialect),
        external_dependencies=tuple(edges.external),
        subtasks=subtasks,
    )


def _edges(
    document: Document, ids: Sequence[str], around: Surroundings, findings: Findings
) -> tuple[Edges, Order]:
    names = Names(
        [
            Name(id_, spec.prefix, spec.number, spec.title, spec.code)
            for id_, spec in zip(ids, document.subtasks, strict=True)
        ],
        task_number=document.number,
    )
    edges = stated_edges(document, ids, names, findings)
    add_mode_edges(document, edges, names, findings)
    asked = around.order_asked or document.order
    add_places(document, edges, asked, findings)
    report_cycles(edges, findings)
    order = apply_order(document, edges, asked, findings)
    tell_mentions(document, edges, names, findings)
    return edges, order


def subtask_ids(document: Document, findings: Findings) -> list[str]:
    """An id for each subtask; those that the author numbered alike are errors."""
    numbered = {each for spec in document.subtasks if (each := _stated_id(spec)) is not None}
    ids: dict[str, SubtaskSpec] = {}
    counts: dict[str, int] = {}
    firsts: dict[object, SubtaskSpec] = {}
    for spec in document.subtasks:
        stated = _stated_id(spec)
        if stated is None:
            id_ = naming.unique(naming.slug(spec.title), numbered, ids, counts=counts)
        else:
            id_ = stated
            first = ids.get(stated) or firsts.setdefault(_key(spec, stated), spec)
            if first is not spec:
                findings.error(
                    "duplicate-id",
                    f"{id_} is defined twice",
                    *spec.span,
                    hint="give one of them another number",
                    related=(Related(first.span.line, "it is defined here first"),),
                )
                # There will be no plan, but the other findings should still be told.
                id_ = naming.unique(id_, numbered, ids, counts=counts)
        ids[id_] = spec
    return list(ids)


def _stated_id(spec: SubtaskSpec) -> str | None:
    """The id that the author gave a subtask, by its number or as a field."""
    said = said_id(spec)
    if said is None and spec.number is not None:
        return naming.numbered_id(spec.prefix, spec.number)
    return said


def _key(spec: SubtaskSpec, stated: str) -> object:
    """What two subtasks of one id have in common."""
    if spec.number is None or said_id(spec) is not None:
        return stated
    return (spec.prefix or "task").lower(), naming.key_of(spec.number)


def _check_folders(document: Document, around: Surroundings, findings: Findings) -> None:
    for cwd, span in _folders(document):
        if around.inside(cwd) is None:
            findings.error(
                "outside-root",
                f"the folder {cwd} is outside the root",
                *(span or ()),
                hint="name a folder inside the root, or choose another root with -C",
            )


def _folders(document: Document) -> Iterator[tuple[str, Span | None]]:
    """Every working directory that the document names, with its place."""
    for keys in (document.keys, *(spec.keys for spec in document.subtasks)):
        if keys.cwd is not None:
            yield keys.cwd, keys.cwd_span
    for spec in document.subtasks:
        steps = [step.command for step in spec.steps if step.command is not None]
        checks = [check.command for check in spec.checks]
        for command in (*steps, *checks, *spec.compensations, *spec.cleanups):
            if command.cwd is not None:
                yield command.cwd, Span(command.line)
