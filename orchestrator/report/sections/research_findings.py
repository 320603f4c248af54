"""Research Findings: what was attested as research, or for the research that is asked for.

The task file's own notes under a label of findings are shown as such; requirements are not
findings, and an unanswered one is left to the criteria.
"""

from __future__ import annotations

import re

from msgspec import Struct

from orchestrator.plan.places import file_of
from orchestrator.report.material import Material
from orchestrator.verify.model import Attestation, EvidenceFile

_RESEARCH = re.compile(r"\bresearch", re.IGNORECASE)
_UNASKED = "Attested"
_NOTES = re.compile(r"\b(findings?|research (notes?|results?|summary))\b", re.IGNORECASE)


class ResearchFinding(Struct, frozen=True, kw_only=True):
    """A finding: the question it answers, what was found, by whom or where it stands; `file`
    is what was handed in with it."""

    question: str
    finding: str
    source: str
    file: EvidenceFile | None = None


def research_findings(material: Material) -> tuple[ResearchFinding, ...]:
    """Attested answers in the order in which they came, then the file's notes."""
    questions = _questions(material)
    path = file_of(material.plan, material.subtask)
    answers = [
        ResearchFinding(
            question=questions.get(_key(attestation), _UNASKED),
            finding=material.text_of(attestation),
            source=f"{attestation.by}, {attestation.at}",
            file=attestation.file,
        )
        for attestation in material.state.attestations
        if attestation.kind == "research" or _key(attestation) in questions
    ]
    notes = [
        ResearchFinding(
            question=part.label,
            finding=part.text,
            source=f"the task file's word, {path}:{part.line}",
        )
        for part in material.subtask.parts
        if _NOTES.search(part.label) and part.text.strip()
    ]
    return (*answers, *notes)


def _key(attestation: Attestation) -> tuple[str, str]:
    if attestation.criterion is not None:
        return "criterion", attestation.criterion
    return "step", attestation.step or ""


def _questions(material: Material) -> dict[tuple[str, str], str]:
    """The criteria and steps that ask for research, by kind and id."""
    subtask = material.subtask
    asked = {
        ("criterion", criterion.id): criterion.text
        for criterion in subtask.criteria
        if _RESEARCH.search(criterion.part) or _RESEARCH.search(criterion.text)
    }
    asked |= {("step", step.id): step.text for step in subtask.steps if _RESEARCH.search(step.text)}
    return asked
