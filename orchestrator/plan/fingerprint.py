"""The identity of a subtask: its id, its definition, its dependencies' fingerprints.

The definition is what is done and what proves it. What only says when, how often or how it
is told (lines, titles, priority, retries, timeouts, ticks) is left out, so that changing
that runs nothing again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec.structs import replace

from orchestrator.document.expect import Expect, TextMatch
from orchestrator.plan.model import Action, Check, Script, Subtask


def with_fingerprints(subtasks: tuple[Subtask, ...]) -> tuple[Subtask, ...]:
    """The subtasks with their fingerprints set; their graph has no cycle."""
    by_id = {subtask.id: subtask for subtask in subtasks}
    done: dict[str, str] = {}
    for subtask in subtasks:
        _visit(subtask.id, by_id, done)
    return tuple(replace(subtask, fingerprint=done[subtask.id]) for subtask in subtasks)


def _visit(start: str, by_id: Mapping[str, Subtask], done: dict[str, str]) -> None:
    """Fingerprint `start` after its dependencies, with a stack of our own for long chains."""
    stack = [start]
    while stack:
        current = by_id[stack[-1]]
        missing = [edge.id for edge in current.depends_on if edge.id not in done]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        if current.id not in done:
            before = sorted(done[edge.id] for edge in current.depends_on)
            done[current.id] = _digest([current.id, definition(current), before])


def definition(subtask: Subtask) -> dict[str, object]:
    """What of the subtask makes it another one when it changes."""
    return {
        "steps": [[step.text, step.details, _command(step.action)] for step in subtask.steps],
        "checks": [_command(check) for check in subtask.checks],
        "criteria": [[each.text, each.details] for each in subtask.criteria],
        "condition": _command(subtask.condition) if subtask.condition else None,
        "env": dict(sorted(subtask.env.items())),
        "secrets": sorted(subtask.secrets),
        "cwd": subtask.cwd,
        "inputs": subtask.inputs,
        "outputs": subtask.outputs,
        "approval": subtask.approval,
    }


def _command(command: Action | Check | Script) -> list[object]:
    expect = command.expect if isinstance(command, Action | Check) else None
    kind = command.kind if isinstance(command, Action) else "command"
    return [kind, command.language, command.script, command.cwd, _expected(expect)]


def _expected(expect: Expect | None) -> object:
    """What is expected, without the lines where it is written."""
    if expect is None:
        return None
    output = [_text(match) for match in expect.output]
    return [
        expect.exit_code,
        [_text(match) for match in expect.stdout],
        [_text(match) for match in expect.stderr],
        [[match.path, match.is_, match.value] for match in expect.files],
        [[match.path, match.op, match.value] for match in expect.json],
        expect.max_duration_ms,
        expect.no_output,
        # Left out where it is empty, so that older runs still know their subtasks.
        *([output] if output else []),
        *([{"skip": expect.skip_code}] if expect.skip_code is not None else []),
    ]


def _text(match: TextMatch) -> list[object]:
    flags = (match.negated, match.strip_ansi, match.keep_crlf)
    return [match.mode, match.text, match.threshold, *(flags if any(flags) else ())]


def _digest(value: object) -> str:
    def plain(other: Any) -> object:
        return other.value if isinstance(other, Enum) else str(other)

    text = json.dumps(value, sort_keys=True, ensure_ascii=True, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()
