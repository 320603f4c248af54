"""External Resources Used: links in a subtask's texts and evidence, and what was attested."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from orchestrator.plan.model import Subtask
from orchestrator.report.material import Material
from orchestrator.verify.model import EvidenceFile

_LINK = re.compile(r"https?://[^\s<>\"'`\\\]\x00-\x20\x7f]+", re.IGNORECASE)
_PUNCTUATION = ".,;:!?*_~"


class Resource(Struct, frozen=True, kw_only=True):
    """Something from outside: its http or https `address`, or what somebody attested in
    `text`, with who it was in `source` and the `file` that came with it."""

    address: str | None = None
    text: str = ""
    source: str = ""
    file: EvidenceFile | None = None


def external_resources_used(material: Material) -> tuple[Resource, ...]:
    """The section's content: each address once, in order, then what was attested."""
    found = (link for text in _texts(material) for link in links(text))
    attested = (
        Resource(text=word.evidence, source=f"{word.by}, {word.at}", file=word.file)
        for word in material.state.attestations
        # An address alone is told as one already.
        if word.kind == "resource" and (word.file or [word.evidence] != list(links(word.evidence)))
    )
    return (*(Resource(address=address) for address in dict.fromkeys(found)), *attested)


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
    """Title, description and metadata, then the rest as it stands in the file, then evidence.
    Nothing was used for a subtask that nobody did."""
    if material.attempts or material.state.attestations:
        yield from _written(material.subtask)
    for attestation in material.state.attestations:
        yield attestation.evidence


def _written(subtask: Subtask) -> Iterator[str]:
    yield from (subtask.title, subtask.description)
    yield from subtask.metadata.values()
    placed = [(part.line, part.text) for part in subtask.parts]
    placed += [(step.line, "\n".join((step.text, *step.details))) for step in subtask.steps]
    placed += [(item.line, "\n".join((item.text, *item.details))) for item in subtask.criteria]
    for _, text in sorted(placed, key=lambda each: each[0]):
        yield text
