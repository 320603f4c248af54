"""Which texts refer to subtasks by their form."""

from __future__ import annotations

import pytest

from orchestrator.document.referring import begins_with_reference, in_brackets, waits_for


@pytest.mark.parametrize(
    ("text", "refers"),
    [
        ("Task 2 (parser) ✅", True),
        ("**Task 2**: Parse", True),
        ("#001 Reader", True),
        ("T014 Model", True),
        ("[TASK-001]", True),
        ("1.2", True),
        ("#001-#003", True),
        ("all previous tasks", True),
        ("None", True),
        ("1.2 Write it", False),
        ("3 people", False),
        ("Tasks are named", False),
        ("the moon", False),
        ("", False),
    ],
)
def test_forms(text: str, refers: bool) -> None:
    assert begins_with_reference(text) is refers


@pytest.mark.parametrize(
    ("title", "text", "value"),
    [
        ("Print (depends on Task 9)", "Print", "Task 9"),
        ("Print (Blocked by: #1, #2) twice", "Print twice", "#1, #2"),
        ("Print [depends on #005 and #006]", "Print", "#005 and #006"),
        ("Print (depends on paper)", "Print (depends on paper)", None),
        ("Print (requires Task 9)", "Print (requires Task 9)", None),
        ("Print", "Print", None),
    ],
)
def test_titles(title: str, text: str, value: str | None) -> None:
    rest, said = in_brackets(title)
    assert (rest, said and said.text) == (text, value)
    assert said is None or title[said.at :].startswith(said.text)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("It depends on Task 3 and depends upon #4.", ["Task 3"]),
        ("Dependencies on T014: none yet", ["T014"]),
        ("Needs paper. **Depends on:** [TASK-003]", ["TASK-003"]),
        ("blocked by #2", ["#2"]),
        ("Task 3 depends on Task 1", []),
        ("`depends on Task 1` is how it is written", []),
        ("depends on the parser of Task 1", []),
        ("depends on 3 tasks", []),
    ],
)
def test_running_text(line: str, found: list[str]) -> None:
    assert [said.text for said in waits_for(line)] == found
