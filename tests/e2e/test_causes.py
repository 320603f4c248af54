"""Why attempts failed, as the events of real runs tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.project import Project, Result, at_once

TASK = """\
# Task 071: Everything that fails

{remark}### Task 1: A traceback
```python
def look_up(row):
    return row["name"]

look_up({{}})
```

### Task 2: Nothing said
**Depends on**: none
```sh
exit 4
```

### Task 3: A check after good steps
**Depends on**: none
```sh
echo '{{"port": 0}}' > settings.json
```

**Verify**:
- `test -s settings.json` -- expected: exit 0
- `cat "$PWD/missing.csv"` -- expected: exit 0

### Task 4: A timeout
**Depends on**: none
```sh timeout=300ms
echo waiting for the queue
sleep 30
```

### Task 5: A signal
**Depends on**: none
```sh
kill -9 $$
```

### Task 6: An expectation
**Depends on**: none
```sh
echo "it took $$ ms"
```
**Expect**:
- stdout contains "ready"

### Task 7: Tried again
**Depends on**: none
**Retries**: 1
```sh
no_such_command
```

### Task 8: An optional step before
**Depends on**: none
- [ ]* 8.1 Look
  ```sh
  echo not this; exit 9
  ```
- [ ] 8.2 Do
  ```sh
  echo "error: the disk is full"; exit 3
  ```

### Task 9: Cleaned up after
**Depends on**: none
```sh
echo "error: the queue is closed"; exit 3
```
**Cleanup**:
```sh
echo "error: cannot clean up"; exit 5
```

### Task 10: Good
**Depends on**: none
```sh
test -d /
```
"""
WANTED = {
    "task_1": ("KeyError", "'name'"),
    "task_2": ("exit_code", "exit code 4, expected 0"),
    "task_4": ("timeout", "timed out after 0.3 s"),
    "task_5": ("signal", "SIGKILL"),
    "task_7": ("command_not_found", "no_such_command: not found"),
    "task_8": ("exit_code", "error: the disk is full"),
    "task_9": ("exit_code", "error: the queue is closed"),
}
FAILED = ("subtask_failed", "subtask_timed_out", "subtask_retried")


def errors(result: Result) -> dict[str, list[dict[str, Any]]]:
    """The errors of each subtask's attempts, in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for event in result.events():
        if event["type"] in FAILED:
            found.setdefault(event["subtask"], []).append(event["error"])
    return found


@pytest.fixture(scope="module")
def both(projects: Callable[[], Project]) -> tuple[Result, Result]:
    """The same task in two folders, in one of them with a remark above that moves all lines."""
    here, there = projects(), projects()
    here.task("071_t", TASK.format(remark=""))
    there.task("071_t", TASK.format(remark="Some words.\n\n"))
    done = at_once({"here": lambda: here.execute("071"), "there": lambda: there.execute("071")})
    return done["here"], done["there"]


@pytest.mark.parametrize("subtask", WANTED)
def test_the_cause_stands_in_the_event(both: tuple[Result, Result], subtask: str) -> None:
    told = errors(both[0])[subtask][-1]
    assert (told["type"], told["message"]) == WANTED[subtask]
    assert len(told["hash"]) == 16


def test_a_check_tells_what_it_did_not_find(both: tuple[Result, Result]) -> None:
    (told,) = errors(both[0])["task_3"]
    assert told["type"] == "exit_code"
    assert told["message"].endswith("/missing.csv: No such file or directory")


def test_what_was_expected_is_told(both: tuple[Result, Result]) -> None:
    (told,) = errors(both[0])["task_6"]
    assert told["type"] == "expectation"
    assert told["message"].endswith('expected text containing "ready"')


def test_each_attempt_has_its_own(both: tuple[Result, Result]) -> None:
    retried, failed = errors(both[0])["task_7"]
    assert retried == failed


def test_the_same_causes_have_the_same_hashes_elsewhere(both: tuple[Result, Result]) -> None:
    here, there = ({id_: told[-1]["hash"] for id_, told in errors(each).items()} for each in both)
    assert here == there
    assert len(set(here.values())) == len(here) == 9


def test_what_succeeds_has_none(both: tuple[Result, Result]) -> None:
    (good,) = both[0].of_type("subtask_succeeded")
    assert good["subtask"] == "task_10"
    assert "error" not in good


def test_half_a_token_is_hidden_too(project: Project) -> None:
    project.task(
        "072_t",
        "# Task 072: T\n\n### Task 1: A\n```python\nimport sys\n"
        """sys.exit("error: " + "x" * 275 + " ghp_" + "a1B2" * 9)\n```\n""",
    )
    (told,) = errors(project.execute("072"))["task_1"]
    assert told["message"].startswith("error: xxx")
    assert "a1B2" not in told["message"]
