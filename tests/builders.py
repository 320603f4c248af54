"""Plans and documents for tests, said in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestrator.diagnostics import Span
from orchestrator.document.model import Document, Keys, Mode, Reference, SubtaskSpec
from orchestrator.plan.fingerprint import with_fingerprints
from orchestrator.plan.model import (
    Action,
    ActionKind,
    Check,
    Edge,
    Plan,
    Script,
    Source,
    Step,
    Subtask,
    Why,
)


def command_step(id_: str = "1", script: str = "test -d /etc\n", **more: Any) -> Step:
    """A step that runs a script which can fail."""
    action = Action(kind=ActionKind.COMMAND, line=1, language="sh", script=script)
    return Step(id=id_, text=script.strip(), line=1, action=action, **more)


def prose_step(id_: str = "1", text: str = "Think", **more: Any) -> Step:
    """A step for a person."""
    return Step(id=id_, text=text, line=1, action=Action(kind=ActionKind.MANUAL, line=1), **more)


def check(id_: str = "check_1", script: str = "test -d /etc\n") -> Check:
    return Check(id=id_, line=1, language="sh", script=script)


def script(text: str = "test -d /etc\n") -> Script:
    return Script(language="sh", script=text, line=1)


def subtask(id_: str, *after: str, **more: Any) -> Subtask:
    """A subtask that depends on `after`, with one command step unless told otherwise."""
    more.setdefault("steps", (command_step(),))
    edges = tuple(Edge(id=other, why=Why.EXPLICIT, line=1) for other in after)
    return Subtask(id=id_, title=id_.upper(), line=1, fingerprint="", depends_on=edges, **more)


def plan(*subtasks: Subtask, **more: Any) -> Plan:
    source = Source(path="docs/tasks/t.md", sha256="0" * 64, dialect="native")
    more.setdefault("id", "t")
    more.setdefault("title", "T")
    return Plan(source=source, subtasks=with_fingerprints(tuple(subtasks)), **more)


def diamond(**more: Any) -> Plan:
    """a, then b and c, then d."""
    return plan(subtask("a"), subtask("b", "a"), subtask("c", "a"), subtask("d", "b", "c"), **more)


def spec(
    number: str | None,
    title: str = "Do it",
    *,
    line: int = 1,
    depends: Sequence[str] = (),
    blocks: Sequence[str] = (),
    none: bool = False,
    mode: tuple[bool, str | None] | None = None,
    prefix: str | None = "task",
    parallel: bool = False,
    **keys: Any,
) -> SubtaskSpec:
    """A subtask as a document holds it; `mode` is (parallel, with whom)."""
    span = Span(line + 1)

    def references(texts: Sequence[str]) -> tuple[Reference, ...]:
        return tuple(Reference(text=text, span=span) for text in texts)

    with_ = Reference(text=mode[1], span=span) if mode and mode[1] else None
    return SubtaskSpec(
        prefix=prefix if number else None,
        number=number,
        title=title,
        span=Span(line),
        parallel=parallel,
        keys=Keys(
            depends_on=references(depends),
            blocks=references(blocks),
            says_none=none,
            mode=Mode(parallel=mode[0], with_=with_, span=span) if mode else None,
            **keys,
        ),
    )


def document(*specs: SubtaskSpec, **more: Any) -> Document:
    more.setdefault("title", "T")
    return Document(
        path="docs/tasks/t.md", sha256="0" * 64, dialect="native", subtasks=specs, **more
    )
