"""Tests of plans as reports show them: without tokens, else the same."""

from __future__ import annotations

from msgspec.structs import replace

from orchestrator.plan.model import Plan
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import as_shown, hidden
from tests.builders import command_step, subtask
from tests.builders import plan as plan_of

TOKEN = "ghp_aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"


def with_token(text: str) -> Plan:
    return plan_of(subtask("task_1", steps=(command_step(script=f"echo {text}\n"),)))


def test_a_plan_without_tokens_is_shown_as_it_is() -> None:
    plan = with_token("hello")
    assert as_shown(plan) is plan


def test_of_a_plan_with_tokens_only_they_are_missing() -> None:
    plan, shown = with_token(TOKEN), as_shown(with_token(TOKEN))
    assert shown.subtasks[0].steps[0].action.script == "echo ***\n"
    assert plan.subtasks[0].steps[0].action.script == f"echo {TOKEN}\n"
    assert replace(shown, subtasks=()) == replace(plan, subtasks=())
    assert [each.fingerprint for each in shown.subtasks] == [
        each.fingerprint for each in plan.subtasks
    ]


def test_texts_lose_what_is_hidden_and_names_stay() -> None:
    plan = with_token("geheim")
    named = replace(plan, title="geheim", subtasks=(replace(plan.subtasks[0], id="geheim"),))
    shown = as_shown(named, lambda text: text.replace("geheim", "***"))
    assert shown.title == "***"
    assert shown.subtasks[0].id == "geheim"
    assert shown.subtasks[0].steps[0].action.script == "echo ***\n"


def test_data_is_hidden_as_values_are() -> None:
    data = {"id": "x", "text": ["geheim", 1, None], "check": {"text": "geheim"}}
    shown = hidden(data, lambda text: text.replace("geheim", "***"))
    assert shown == {"id": "x", "text": ["***", 1, None], "check": {"text": "***"}}
    assert hidden(data) is data


def test_ids_paths_and_digests_are_never_masked() -> None:
    place, word = "/home" + "/alice/x", "9b2d7a34-1f5e-4c7b-8a63-2de0f1b9c457"
    names = ("id", "run", "trace_id", "span_id", "idempotency_key", "fingerprint", "sha256", "path",
             "log", "file", "report_path", "because", "depends_on", "selected")  # fmt: skip
    data = {name: place if name in ("path", "log", "file") else word for name in names}
    data |= {"because": [word, word]}
    assert hidden({**data, "reason": f"{word} in {place}"}, scrub) == {
        **data,
        "reason": "[uuid] in ~/x",
    }
