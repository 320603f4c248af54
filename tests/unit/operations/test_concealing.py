"""Tests of what people hand in, without secrets, and of secrets that cannot be masked."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from orchestrator.operations.concealing import (
    about_short_secrets,
    concealed,
    hiding,
    hiding_secrets,
)
from orchestrator.plan.secret import secret_names
from tests.projects import Bench

TASK = """\
---
secrets: [API_TOKEN]
---
# Task 001: One
### Task 1: One
**Secrets**: PIN, API_TOKEN
```sh
test -d /etc
```
"""
TOKEN = "ghp_aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"


def test_declared_values_and_tokens_are_taken_out(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_one.md", TASK)
    project = replace(bench.project, environ={"API_TOKEN": "geheim\n", "PIN": "123"})
    assert concealed(project, plan, f"geheim 123 {TOKEN} bob@example.com") == "*** 123 *** [email]"
    hide = hiding_secrets(project, plan)
    assert hide(f"geheim 123 {TOKEN} bob@example.com") == "*** 123 *** bob@example.com"


def test_every_secret_of_a_plan_is_named_once(tmp_path: Path) -> None:
    plan = Bench(tmp_path).plan("001_one.md", TASK)
    assert secret_names(plan) == ("API_TOKEN", "PIN")


def test_secrets_too_short_to_be_masked_are_told_by_name(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_one.md", TASK)
    project = replace(bench.project, environ={"API_TOKEN": "geheim", "PIN": "1234"})
    assert list(about_short_secrets(project, plan, {})) == []
    (line,) = about_short_secrets(project, plan, {"PIN": "987"})
    assert "PIN" in line
    assert "987" not in line


def test_values_of_the_command_line_the_plan_and_the_environment_are_known(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("001_one.md", TASK)
    plan = replace(plan, env={"PIN": "of the plan"})
    project = replace(bench.project, environ={"API_TOKEN": "of the environment\nsecond line"})
    hide = hiding(project, plan, {"API_TOKEN": "of the flag"})
    assert hide("of the plan, of the flag, of the environment, second line, first line") == (
        "***, ***, ***, ***, first line"
    )
