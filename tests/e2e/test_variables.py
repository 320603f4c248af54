"""What an attempt sees: the run's variables, values of earlier steps, declared and secret ones."""

from __future__ import annotations

import re

import pytest

from tests.e2e.project import Project, Result

NAMES = ("TASK", "RUN", "SUBTASK", "STEP", "ATTEMPT", "TRACE_ID", "IDEMPOTENCY_KEY", "OUTPUTS")
SHOW = "".join(f'echo "{name}=$ORCHESTRATOR_{name}"\n' for name in NAMES) + 'echo "TP=$TRACEPARENT"'
TASK = f"""\
---
env: {{REGION: eu, LEVEL: document}}
secrets: [API_TOKEN]
---
# Task 007: Variables
### Task 1: See
**Retries**: 1 | **Env**: LEVEL=subtask, OWN=own
```sh
{{
{SHOW}
echo "REGION=$REGION LEVEL=$LEVEL OWN=$OWN CALLER=$CALLER"
}} > "seen.$ORCHESTRATOR_ATTEMPT"
test "$ORCHESTRATOR_ATTEMPT" -gt 1
```
### Task 2: Hand on
**Depends on**: None
- [ ] 2.1 Say it
  ```sh
  echo "VERSION=1.2" >> "$ORCHESTRATOR_OUTPUTS"
  echo "SPACED=a b = c" >> "$ORCHESTRATOR_OUTPUTS"
  ```
- [ ] 2.2 Use it in a later step
  ```sh
  test "$VERSION" = 1.2
  ```
### Task 3: Use it in a dependant
**Depends on**: Task 2
```sh
test "$VERSION/$SPACED" = "1.2/a b = c"
```
### Task 4: Not before it
**Depends on**: None
```sh
test -z "$VERSION"
```
### Task 5: In the next generation
**Depends on**: Task 3
```sh
test "$VERSION" = 1.2
```
### Task 6: Keep quiet
**Depends on**: None
```sh
test ${{#API_TOKEN}} -eq 12
echo "the token is $API_TOKEN"
printf '%s' "${{API_TOKEN%value}}"; sleep 0.05; printf 'value\\n'
echo "TOKEN_COPY=$API_TOKEN" >> "$ORCHESTRATOR_OUTPUTS"
```
"""


@pytest.fixture(scope="module")
def result(shared: Project) -> Result:
    shared.task("007_variables", TASK)
    environment = {"API_TOKEN": "s3cret-value", "CALLER": "inherited"}
    return shared.run("execute_task", "007", "--json", env=environment)


def seen(project: Project, attempt: int) -> dict[str, str]:
    return dict(line.split("=", 1) for line in project.lines(f"seen.{attempt}"))


def test_every_attempt_sees_who_it_is(result: Result, shared: Project) -> None:
    first, second = seen(shared, 1), seen(shared, 2)
    summary = result.summary()

    assert first["TASK"] == "007_variables"
    assert first["RUN"] == summary["run"]
    assert first["TRACE_ID"] == summary["trace_id"]
    assert (first["SUBTASK"], first["STEP"]) == ("task_1", "1")
    assert (first["ATTEMPT"], second["ATTEMPT"]) == ("1", "2")
    assert first["IDEMPOTENCY_KEY"] != second["IDEMPOTENCY_KEY"]
    assert first["OUTPUTS"].startswith("/")


def test_the_trace_goes_on_in_what_a_step_calls(result: Result, shared: Project) -> None:
    found = re.fullmatch(r"00-([0-9a-f]{32})-([0-9a-f]{16})-0[01]", seen(shared, 1)["TP"])

    assert found is not None
    assert found[1] == result.summary()["trace_id"]


def test_variables_come_from_caller_document_and_subtask(result: Result, shared: Project) -> None:
    assert "REGION=eu LEVEL=subtask OWN=own CALLER=inherited" in shared.lines("seen.2")


def test_values_reach_later_steps_and_all_dependants(result: Result) -> None:
    assert result.exit == 0, result
    assert set(result.statuses().values()) == {"succeeded"}


def test_a_secret_is_nowhere_but_in_the_step(result: Result, shared: Project) -> None:
    holding = [path for path, data in shared.files().items() if b"s3cret-value" in data]

    assert holding == []
    assert "s3cret-value" not in result.stdout + result.stderr
    log = shared.read(result.rows()["task_6"]["log"])
    assert "the token is ***" in log, log
    assert len(shared.lines("docs/reports/007_task_6_keep_quiet.md")) > 20


def test_a_flag_wins_over_the_file(project: Project) -> None:
    project.task("001_env", "# Task 001: Env\n### Task 1: See\n**Env**: A=file\n"
                 "```sh\ntest \"$A/$B\" = 'flag/x=y z'\n```\n")  # fmt: skip

    assert project.execute("001", "--env", "A=flag", "--env", "B=x=y z").exit == 0
