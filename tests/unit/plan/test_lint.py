"""What is told of a valid plan."""

from __future__ import annotations

import pytest

from orchestrator.document.parse import read
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build


def told(body: str) -> list[str]:
    """The warnings about a subtask with this body, code and line."""
    document, found, _ = read(f"# T\n### Task 1: It\n{body}\n".encode(), "t.md")
    _, findings = build(document, Surroundings(root="/r", folder="/r", stem="t"), found)
    return [f"{one.line} {one.code}" for one in findings if one.severity == "warning"]


@pytest.mark.parametrize(
    ("body", "warnings"),
    [
        ("```sh\nmake\n```", []),
        ("```sh\ntrue\n```", ["2 proves-nothing", "3 cannot-fail"]),
        ("```sh\nmake\n```\n**Verify**:\n- `false` -- expected: FAIL", ["7 cannot-fail"]),
        (
            "```sh\nmake\n```\n**Expect**:\n- exit code 0 or 1",
            ["2 proves-nothing", "3 cannot-fail"],
        ),
        ("```sh\nmake\n```\n**Expect**:\n- stdout matches /.*/", ["7 expects-nothing"]),
        ("```sh\nmake\n```\n**Expected Output**:\n```\n...\n```", ["7 expects-nothing"]),
        ("```sh\nmake\n```\n<!-- expected_similarity=0 -->\n```\na\n```", ["7 expects-nothing"]),
        ("**Exit code**: 3\n```sh\nmake\n```", ["2 not-an-expectation"]),
        ("**Expected**: exit code 3\n```sh\nmake\n```", ["2 not-an-expectation"]),
        ("**Expected Test Duration**: 2s\n```sh\nmake\n```", []),
        ("**Exit code**: 3\n- [ ] 1.1 Think", []),
    ],
)
def test_warnings(body: str, warnings: list[str]) -> None:
    assert told(body) == warnings


def test_a_warning_says_why() -> None:
    document, found, _ = read(b"# T\n### Task 1: It\n```sh\nmake || true\n```\n", "t.md")
    _, findings = build(document, Surroundings(root="/r", folder="/r", stem="t"), found)
    (one,) = [each for each in findings if each.code == "cannot-fail"]
    assert one.message == (
        "task_1 step 1 swallows the failure of its command: it cannot fail, so it proves nothing"
    )
