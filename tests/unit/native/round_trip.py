"""A plan written as a task file, and read again."""

from __future__ import annotations

from typing import Any

from orchestrator.diagnostics import Diagnostic, Severity
from orchestrator.document.parse import read
from orchestrator.native.plain import plain
from orchestrator.native.write import Native, to_native
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.codec import from_json
from orchestrator.plan.model import Plan

AGENTS = ("claude", "codex", "gemini")
LANGUAGES = frozenset({"cobol"})


def around(agent: str | None = None) -> Surroundings:
    return Surroundings(root="/r", folder="/r/docs/tasks", stem="x", agents=AGENTS, agent=agent)


def written(plan: Plan, agent: str | None = None, path: str = "x.md") -> Native:
    return to_native(plan, around(agent), path, LANGUAGES)


def plan_of(
    text: str, agent: str | None = None, path: str = "x.md"
) -> tuple[Plan | None, list[Diagnostic]]:
    """What a task file gives, and its errors."""
    document, findings, _ = read(text.encode(), path, LANGUAGES)
    plan, findings = build(document, around(agent), findings)
    return plan, [each for each in findings if each.severity is Severity.ERROR]


def of_json(text: str) -> Plan:
    plan, findings = from_json(text, "plan.json", "/r")
    assert plan is not None, findings
    return plan


def meant(plan: Plan) -> dict[str, Any]:
    """All of a plan but where it stands, and what was found of that."""
    data = plain(plan)
    prints = [subtask.fingerprint for subtask in plan.subtasks]
    return {**data, "source": None, "findings": None, "fingerprints": prints}


def assert_comes_back(plan: Plan, path: str = "x.md") -> str:
    """The text of a plan, which gives the same plan from this path, and the same text again."""
    native = written(plan, path=path)
    again, errors = plan_of(native.text, path=path)
    assert again is not None, errors
    assert meant(again) == meant(plan)
    assert not native.findings
    assert written(again, path=path).text == native.text
    assert again.source.dialect == "native"
    return native.text
