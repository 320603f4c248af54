"""Code Examples: scripts that ran successfully and proved something, and code that was attested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from orchestrator.report.commands import CommandKind
from orchestrator.report.material import Material
from orchestrator.verify.model import Attestation, EvidenceFile, Outcome

_PROVING = frozenset({CommandKind.STEP, CommandKind.CHECK})
_LANGUAGES = {
    ".c": "c", ".cpp": "cpp", ".css": "css", ".go": "go", ".html": "html", ".java": "java",
    ".js": "javascript", ".json": "json", ".kt": "kotlin", ".md": "markdown", ".php": "php",
    ".pl": "perl", ".ps1": "powershell", ".py": "python", ".rb": "ruby", ".rs": "rust",
    ".sh": "bash", ".sql": "sql", ".swift": "swift", ".toml": "toml", ".ts": "typescript",
    ".xml": "xml", ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip


class CodeExample(Struct, frozen=True, kw_only=True):
    """A script that did what was expected of it, or code that somebody handed in: then `kind`
    is `attested`, `text` says by whom and when, and `file` what came with it."""

    kind: str
    id: str
    text: str
    language: str
    script: str
    file: EvidenceFile | None = None


def code_examples(material: Material) -> tuple[CodeExample, ...]:
    """The section's content. Of a success that was rolled back or is out of date only what
    was attested is left."""
    words = (word for word in material.state.attestations if word.kind == "code")
    return (*_proved(material), *(_attested(word, material.text_of(word)) for word in words))


def _proved(material: Material) -> Iterator[CodeExample]:
    if material.state.voided or material.is_superseded():
        return
    for run in material.last_commands():
        succeeded = run.result.outcome is Outcome.SUCCEEDED and run.result.proves
        if run.kind in _PROVING and run.script is not None and succeeded:
            yield CodeExample(
                kind=run.kind.value,
                id=run.id,
                text=run.text,
                language=run.language or "text",
                script=run.script,
            )


def _attested(word: Attestation, script: str) -> CodeExample:
    suffix = PurePosixPath(word.file.name).suffix.lower() if word.file else ""
    return CodeExample(
        kind="attested",
        id="",
        text=f"{word.by}, {word.at}",
        language=_LANGUAGES.get(suffix, "text"),
        script=script,
        file=word.file,
    )
