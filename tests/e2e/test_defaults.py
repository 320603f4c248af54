"""Keys of the document are defaults for its subtasks; order within one subtask."""

from __future__ import annotations

import pytest

from tests.e2e.project import Project, Result

TASK = """\
# Task 001: Document defaults ⏳ Not Started

**Timeout**: 300ms | **Retries**: 1
**Retry delay**: 10ms
**Working directory**: sub
**Shell**: bash

## Implementation Tasks

### Task 1: Times out twice
```
sleep 5
```

### Task 2: Has its own timeout
**Timeout**: 5s
```
[[ -f here ]]; sleep 0.4
```

### Task 3: Blocks another
**Depends on**: None
**Blocks**: Task 2
```
echo third >> order
```

### Task 4: Has variables
**Depends on**: Task 3
**Env**:
- A=1
- B=two words
```
test "$A$B" = "1two words"
```

### Task 5: In order
**Depends on**: None

**Setup**:
```sh
echo setup >> order
```
- [ ] 5.1 First
  ```sh
  echo first >> order
  ```
- [ ] 5.2 Second (run `make`)
  ```sh
  echo second >> order
  ```
**Verify**:
- `grep second order` -- expected: exit 0
"""


@pytest.fixture(scope="module")
def result(shared: Project) -> Result:
    shared.file("sub/here", "")
    shared.task("001_defaults", TASK)
    return shared.execute("001", "-j", "1")


def test_defaults_hold_where_a_subtask_says_nothing(result: Result) -> None:
    rows = result.rows()

    assert result.exit == 1
    assert (rows["task_1"]["status"], rows["task_1"]["attempts"]) == ("timed_out", 2), result
    assert {rows[f"task_{n}"]["verdict"] for n in range(2, 6)} == {"complete"}


def test_a_reverse_edge_and_the_order_within_a_subtask(result: Result, shared: Project) -> None:
    started = [event["subtask"] for event in result.of_type("subtask_started")]

    assert started.index("task_3") < started.index("task_2")
    ran = [line for line in shared.lines("sub/order") if line != "third"]
    assert ran == ["setup", "first", "second"]
