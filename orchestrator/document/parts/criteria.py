"""Criteria: boxes that are no steps, and the bullets of parts that list criteria."""

from __future__ import annotations

from orchestrator.document.boxes import Box
from orchestrator.document.drafts import CriterionDraft, Place, SubtaskDraft
from orchestrator.document.labels import Use
from orchestrator.document.lines import item_text
from orchestrator.document.tree import Item


def from_box(draft: SubtaskDraft, box: Box, text: str, place: Place) -> CriterionDraft:
    """A criterion of the part in which the box stands."""
    # What is listed for the case of failure is nothing that success depends on.
    later = place.runs in (Use.COMPENSATION, Use.CLEANUP)
    number = f"{box.number} " if box.number else ""
    criterion = CriterionDraft(
        place.label or "",
        number + text,
        box.line.number,
        done=box.done,
        optional=box.optional or later,
    )
    draft.criteria.append(criterion)
    return criterion


def from_item(draft: SubtaskDraft, item: Item, place: Place) -> CriterionDraft:
    """A criterion from a bullet."""
    criterion = CriterionDraft(place.label or "", item_text(item)[0], item.line)
    draft.criteria.append(criterion)
    return criterion
