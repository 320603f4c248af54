"""What a run was given by name, and is to go on with: kept, or asked for once more."""

from __future__ import annotations

import pytest

from tests.e2e.project import Project

pytestmark = pytest.mark.long

README = """\
# A project

## Tasks

### build

Inputs: TARGET
Env: TARGET=debug

```
echo "build $TARGET" >> out; test -e README.md
```

### deploy

Requires: build
Inputs: TARGET
Env: TARGET=debug

```
echo "deploy $TARGET" >> out; test -e go
```
"""

SHIP = """\
---
secrets: [TOKEN]
---
# Task 001: Ship
### Task 1: Sign
**Run arguments**:
- `TOKEN` (required)
```sh
echo "sign ${#TOKEN}" >> out; test -e sign
```
### Task 2: Push
**Run arguments**:
- `WHERE` (required)
- `level` (number, default 1)
```sh
echo "push $WHERE $level $MORE" >> out; test -e go
```
**Verify**:
- `test "$WHERE" = eu` -- expected: exit 0
"""

TOKEN = "a-token-of-nobody"
DEPLOY = ("execute_task", "README.md", "--only", "deploy", "--no-report")
ON = ("execute_task", "README.md", "--resume", "--no-report")


def test_a_resume_goes_on_with_the_arguments_of_the_run(project: Project) -> None:
    project.file("README.md", README)
    failed = project.run(*DEPLOY, "--arg", "TARGET=prod")
    assert failed.exit == 1
    assert failed.stdout.splitlines()[-1].endswith("_README --resume")
    assert project.run(*ON).exit == 1
    project.file("go", "")
    assert project.run(*ON).exit == 0
    assert project.lines("out") == ["build prod", *["deploy prod"] * 3]


def test_what_is_given_anew_counts_from_then_on(project: Project) -> None:
    project.file("README.md", README.replace('echo "build $TARGET" >> out; ', ""))
    project.run(*DEPLOY, "--arg", "TARGET=prod")
    project.run(*ON, "--arg", "TARGET=test")
    project.run(*ON)
    # As a variable it is an argument no more, and of variables no value is kept.
    project.run(*ON, "--env", "TARGET=live")
    refused = project.run(*ON)
    assert refused.exit == 2
    assert "the run was given TARGET, of which no value is kept" in refused.stderr
    assert refused.stderr.splitlines()[-1] == "next: give it again: --arg TARGET=…"
    told = [f"deploy {each}" for each in ("prod", "test", "test", "live")]
    assert project.lines("out") == told


def test_a_required_argument_is_not_asked_for_again(project: Project) -> None:
    project.file("README.md", README.replace("Env: TARGET=debug\n", ""))
    project.run(*DEPLOY, "--arg", "TARGET=prod")
    project.file("go", "")
    assert project.run(*ON, "--dry-run").exit == 0
    assert project.run(*ON).exit == 0
    assert project.lines("out") == ["build prod", "deploy prod", "deploy prod"]


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_value_that_is_not_kept_is_asked_for(project: Project, dry: tuple[str, ...]) -> None:
    project.file("README.md", README)
    failed = project.run(*DEPLOY, "--env", "TARGET=prod", "--env", "MODE=fast")
    assert failed.stdout.splitlines()[-1].endswith("--resume --env MODE --arg TARGET")
    project.file("go", "")
    refused = project.run(*ON, *dry, "--env", "TARGET=prod")
    assert refused.exit == 2
    assert "the run was given MODE, of which no value is kept" in refused.stderr
    assert "next: give it again: --env MODE=…" in refused.stderr
    assert project.run(*ON, "--env", "TARGET=prod", env={"MODE": "fast"}).exit == 0
    assert project.lines("out") == ["build prod", "deploy prod", "deploy prod"]
    # Nothing is left to run, so nothing is asked for.
    assert project.run(*ON).exit == 0


def test_what_the_caller_had_is_asked_for_too(project: Project) -> None:
    project.file("README.md", README)
    failed = project.run(*DEPLOY, env={"TARGET": "prod"})
    assert failed.stdout.splitlines()[-1].endswith("--resume --arg TARGET")
    assert project.run(*ON).exit == 2
    project.file("go", "")
    assert project.run(*ON, env={"TARGET": "prod"}).exit == 0
    assert project.lines("out") == ["build prod", "deploy prod", "deploy prod"]


def test_of_a_secret_only_the_name_is_kept(project: Project) -> None:
    project.task("001", SHIP)
    call = ("execute_task", "001", "--no-report")
    first = project.run(*call, "--arg", f"TOKEN={TOKEN}", "--arg", "WHERE=eu")
    assert first.exit == 1
    assert first.stdout.splitlines()[-1].endswith("--resume --arg TOKEN")
    refused = project.run(*call, "--resume")
    assert refused.exit == 2
    assert "the run was given TOKEN, of which no value is kept" in refused.stderr
    project.file("sign", "")
    second = project.run(*call, "--resume", "--arg", f"TOKEN={TOKEN}")
    assert second.stdout.splitlines()[-1].endswith("--resume")  # what is left does not need it
    project.file("go", "")
    assert project.run(*call, "--resume").exit == 0
    assert project.lines("out").count("push eu 1 ") == 2
    assert TOKEN.encode() not in b"".join(project.files().values())


def test_a_value_like_a_secret_is_one(project: Project) -> None:
    project.task("001", SHIP.replace("secrets: [TOKEN]", "secrets: [OTHER]"))
    call = ("execute_task", "001", "--no-report")
    project.run(*call, "--arg", f"TOKEN=//{TOKEN}", "--arg", "WHERE=eu", env={"OTHER": TOKEN})
    assert project.run(*call, "--resume", env={"OTHER": TOKEN}).exit == 2
    assert TOKEN.encode() not in b"".join(project.files().values())


def test_checks_that_run_again_see_the_arguments(project: Project) -> None:
    project.task("001", SHIP)
    project.file("go", "")
    project.file("sign", "")
    call = ("execute_task", "001", "--no-report")
    given = ("--arg", f"TOKEN={TOKEN}", "--arg", "WHERE=eu", "--env", "MORE=x")
    # Of task 1 nothing could have run again, so its secret is not asked for.
    project.run(*call, *given)
    refused = project.run(*call, "--revalidate")
    assert refused.exit == 2
    assert "given MORE, of which" in refused.stderr
    again = project.run(*call, "--revalidate", "--env", "MORE=x")
    assert again.exit == 0, again
    other = project.run(*call, "--revalidate", "--env", "MORE=x", "--arg", "WHERE=us")
    assert other.exit == 1, other
    # What a review is given is for that alone.
    assert project.run(*call, "--resume", "--env", "MORE=x").exit == 0
    assert project.lines("out").count("push eu 1 x") == 2


def test_another_argument_runs_again_what_had_another(project: Project) -> None:
    project.file("README.md", README)
    project.run(*DEPLOY, "--arg", "TARGET=prod")
    kept = project.run(*ON, "--dry-run", "--arg", "TARGET=prod")
    assert "build  build  (line 5): keep, it succeeded and is unchanged" in kept.stdout
    other = project.run(*ON, "--dry-run", "--arg", "TARGET=test")
    assert "build  build  (line 5): run, its argument `TARGET` is another" in other.stdout
    project.run(*ON, "--arg", "TARGET=test")
    # A variable of that name is one as well, and so is what the caller has.
    project.run(*ON, "--env", "TARGET=test")
    project.run(*ON, "--env", "TARGET=live")
    project.run(*ON, env={"TARGET": "mine"})
    told = [("prod", "prod"), ("test", "test", "test"), ("live", "live"), ("mine", "mine")]
    targets = [[line.split()[1] for line in project.lines("out")]]
    assert targets == [[each for some in told for each in some]]
    project.file("go", "")
    assert project.run(*ON, env={"TARGET": "mine"}).exit == 0
    assert project.lines("out")[-1] == "deploy mine"


def test_another_default_is_another_argument(project: Project) -> None:
    project.task("001", SHIP)
    project.file("sign", "")
    project.file("go", "")
    call = ("execute_task", "001", "--no-report")
    project.run(*call, "--arg", f"TOKEN={TOKEN}", "--arg", "WHERE=eu")
    assert "task_2: keep" in project.run(*call, "--resume").stdout
    project.task("001", SHIP.replace("default 1", "default 2"))
    assert "task_2: run, its argument `level` is another" in project.run(*call, "--resume").stdout
    assert project.lines("out") == ["sign 17", "push eu 1 ", "push eu 2 "]


def test_another_token_is_no_other_argument(project: Project) -> None:
    project.task("001", SHIP)
    project.file("sign", "")
    call = ("execute_task", "001", "--no-report")
    project.run(*call, "--arg", f"TOKEN={TOKEN}", "--arg", "WHERE=eu")
    project.run(*call, "--resume", "--arg", f"TOKEN={TOKEN}-2")
    assert project.lines("out").count("sign 17") == 1
    assert len(project.lines("out")) == 3


def test_an_answer_is_for_the_arguments_that_it_was_given_for(project: Project) -> None:
    asks = SHIP.replace("### Task 2: Push\n", "### Task 2: Push\n**Approval**: Push it?\n")
    project.task("001", asks)
    project.file("sign", "")
    project.file("go", "")
    call = ("execute_task", "001", "--no-report")
    assert project.run(*call, "--arg", f"TOKEN={TOKEN}", "--arg", "WHERE=us").exit == 3
    assert project.run("approve", "001", "2").exit == 0
    other = project.run(*call, "--resume", "--arg", "WHERE=eu")
    assert other.exit == 3
    assert "task_2: run, its argument `WHERE` is another" in other.stdout
    assert "push" not in project.read("out")
    assert project.run("approve", "001", "2").exit == 0
    assert project.run(*call, "--resume").exit == 0
    assert project.lines("out") == ["sign 17", "push eu 1 "]
