"""Steps: from a box, from a numbered item, and from prose that stands beside a command."""

from __future__ import annotations

from orchestrator.document.boxes import Box, has_boxes, plain_text, split_number
from orchestrator.document.commands import step_text
from orchestrator.document.drafts import Place, StepDraft, SubtaskDraft
from orchestrator.document.inline import only_span
from orchestrator.document.labels import Lists, Use
from orchestrator.document.tree import Item


def from_box(draft: SubtaskDraft, box: Box, text: str) -> StepDraft:
    """A step with the box's mark and number."""
    step = StepDraft(box.number, text, box.line.number, done=box.done, optional=box.optional)
    draft.steps.append(step)
    return step


def from_item(draft: SubtaskDraft, item: Item, text: str) -> StepDraft:
    """A step without a box."""
    number, text = split_number(text)
    step = StepDraft(number, text, item.line)
    draft.steps.append(step)
    return step


def finish(draft: SubtaskDraft, step: StepDraft) -> None:
    """End a step: prose bullets beside its command become a step for somebody."""
    step.text = _whole_text(step)
    if step.command is None or not step.prose:
        return
    texts = [text for text, _ in step.prose]
    manual = StepDraft(
        f"{step.id}_prose" if step.id else None,
        "; ".join(texts),
        step.prose[0][1],
        details=texts,
        done=step.done,
        optional=step.optional,
    )
    draft.steps.append(manual)


def _whole_text(step: StepDraft) -> str:
    """The text, without the backticks of a step that is nothing but its command."""
    span = only_span(step.text)
    if span is not None and step.command is not None and step.command.script == span + "\n":
        return step_text(step.command)
    return step.text


def add_prose(draft: SubtaskDraft, items: list[Item], place: Place, *, ran: bool) -> None:
    """Prose bullets of a part like Run, beside bullets that are commands: for somebody."""
    if not ran or place.runs is not Use.ACTION:
        _keep_prose(draft, items, place)
        return
    for item in items:
        if plain_text(item):
            draft.used_lines.update(range(item.line, item.last + 1))
            draft.steps.append(StepDraft(None, plain_text(item), item.line))
    draft.steps.sort(key=lambda step: step.line)


def _keep_prose(draft: SubtaskDraft, items: list[Item], place: Place) -> None:
    """Prose below such a label, beside no command: it stays in the part, which is told."""
    if place.boxes is Lists.STEPS:
        return
    for item in items:
        if not plain_text(item) or has_boxes(item.children):
            continue
        if place.runs is Use.CHECK:
            draft.unchecked.append((plain_text(item), item.line))
            continue
        if place.runs is Use.ACTION and not place.quoted:
            draft.unrun.append((plain_text(item), item.line))
        draft.source.findings.often(
            "prose-not-run",
            f"prose under “{place.label}” never runs: only code spans and blocks do",
            item.line,
            hint="write the command alone in backticks, or in a block",
        )
