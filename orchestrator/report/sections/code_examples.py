"""Code Examples: the scripts that ran successfully in the last attempt and proved something."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.report.commands import CommandKind
from orchestrator.report.material import Material
from orchestrator.verify.model import Outcome

_PROVING = frozenset({CommandKind.STEP, CommandKind.CHECK})


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeExample:
    """A script that did what was expected of it."""

    kind: CommandKind
    id: str
    text: str
    language: str
    script: str


def code_examples(material: Material) -> tuple[CodeExample, ...]:
    """The section's content; nothing when the success was rolled back or is out of date."""
    if material.state.voided or material.is_superseded():
        return ()
    return tuple(
        CodeExample(
            kind=run.kind,
            id=run.id,
            text=run.text,
            language=run.language or "text",
            script=run.script,
        )
        for run in material.last_commands()
        if run.kind in _PROVING
        and run.script is not None
        and run.result.outcome is Outcome.SUCCEEDED
        and run.result.proves
    )
