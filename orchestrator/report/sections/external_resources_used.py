"""External Resources Used: the links in a subtask's texts and evidence, each once, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.report.material import Material

_LINK = re.compile(r"https?://[^\s<>\"'`\\\]\x00-\x20\x7f]+", re.IGNORECASE)
_PUNCTUATION = ".,;:!?*_~"


def external_resources_used(material: Material) -> tuple[str, ...]:
    """The section's content: http and https addresses."""
    found = (link for text in _texts(material) for link in links(text))
    return tuple(dict.fromkeys(found))


def links(text: str) -> Iterator[str]:
    """The addresses in a text, without the punctuation of the sentence around them."""
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_PUNCTUATION)
        # A closing bracket belongs to the address only where it was opened inside.
        while link.endswith(")") and link.count(")") > link.count("("):
            link = link[:-1].rstrip(_PUNCTUATION)
        if len(link) > len("https://"):
            yield link


def _texts(material: Material) -> Iterator[str]:
    """Title, description and metadata, then the rest as it stands in the file, then evidence."""
    subtask = material.subtask
    yield from (subtask.title, subtask.description)
    yield from subtask.metadata.values()
    placed = [(part.line, part.text) for part in subtask.parts]
    placed += [(step.line, "\n".join((step.text, *step.details))) for step in subtask.steps]
    placed += [(item.line, "\n".join((item.text, *item.details))) for item in subtask.criteria]
    for _, text in sorted(placed, key=lambda each: each[0]):
        yield text
    for attestation in material.state.attestations:
        yield attestation.evidence
