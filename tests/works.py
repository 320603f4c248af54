"""Pieces of work for tests of engines, each with no more than the test is about."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from orchestrator.document.expect import NOTHING_EXPECTED, Expect
from orchestrator.plan.model import Action, ActionKind, Check, Script, Step, Subtask
from orchestrator.plan.runids import run_id
from orchestrator.run.ports import Work

# Of this process alone: tests that look for processes of their run must not meet others'.
RUN = run_id(0x0198F2C00000_7000_800_00000000 | os.getpid())
TRACE = "0af7651916cd43dd8448eb211c80319c"


def step(
    script: str,
    *,
    id: str = "1",
    language: str = "sh",
    expect: Expect = NOTHING_EXPECTED,
    timeout_s: float | None = None,
    cwd: str | None = None,
    optional: bool = False,
) -> Step:
    """A step that runs a script."""
    action = Action(
        kind=ActionKind.COMMAND,
        line=1,
        language=language,
        script=script,
        expect=expect,
        timeout_s=timeout_s,
        cwd=cwd,
    )
    return Step(id=id, text=script[:20], line=1, action=action, optional=optional)


def prose(
    id: str,
    *,
    kind: ActionKind = ActionKind.MANUAL,
    checks: tuple[str, ...] = (),
    optional: bool = False,
) -> Step:
    """A step for somebody."""
    return Step(
        id=id,
        text=f"do {id}",
        line=1,
        action=Action(kind=kind, line=1),
        checks=checks,
        optional=optional,
    )


def steps(*scripts: str) -> tuple[Step, ...]:
    """Steps with the ids 1, 2, …"""
    return tuple(step(text, id=str(index)) for index, text in enumerate(scripts, start=1))


def check(script: str, *, id: str = "check_1", expect: Expect = NOTHING_EXPECTED) -> Check:
    return Check(id=id, line=1, language="sh", script=script, expect=expect)


def shell(script: str) -> Script:
    return Script(language="sh", script=script, line=1)


def work(*parts: Step, id: str = "task_1", run: str = RUN, **fields: Any) -> Work:
    """Work of a subtask with these steps; fields of `Subtask` and `Work` by their names."""
    of_subtask = {name: fields.pop(name) for name in tuple(fields) if name in _SUBTASK}
    subtask = Subtask(id=id, title=id, line=1, fingerprint="f", steps=parts, **of_subtask)
    made = Work(
        run=run,
        task="001_test",
        trace_id=TRACE,
        subtask=subtask,
        attempt=1,
        log=f".orchestrator/runs/r/{id}.1.log",
        idempotency_key=f"{run}:{id}:1",
    )
    return replace(made, **fields)


def with_env(made: Work, env: Mapping[str, str], *secrets: str) -> Work:
    """The same work with variables, some of them secret."""
    return replace(made, env=env, secrets=secrets)


_SUBTASK = frozenset(Subtask.__struct_fields__) - {"timeout_s", "env", "secrets"}
