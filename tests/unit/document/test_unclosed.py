"""Code blocks that are never closed: an error, or a warning where nothing is lost."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Diagnostic
from orchestrator.document.parse import read

_TASK = "# T\n\n## Task 1: A\nDo it.\n\n# Notes\n"


def _told(text: str) -> list[Diagnostic]:
    _, findings, _ = read(text.encode(), "t.md")
    return [one for one in findings if one.code == "unclosed-fence"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("```\na\n```\n", []),
        ("```\na\n", [1]),
        ("```", [1]),
        ("```\na\n    ```\n", [1]),
        ("~~~\n```\n~~~\n", []),
        ("````\n```\n", [1]),
        ("- x\n  ```\n  a\n```\n", [2, 4]),
        ("> ```\n> a\n\ntext\n", [1]),
    ],
)
def test_unclosed_fences_are_found(text: str, lines: list[int]) -> None:
    assert [one.line for one in _told(text)] == lines
    assert all(one.severity == "error" for one in _told(text))


@pytest.mark.parametrize(
    "swallowed", ["text", "## Context\n\n1. compact\n2. go on", "- bullets", "", "**Note**: text"]
)
def test_outside_every_subtask_text_may_be_swallowed(swallowed: str) -> None:
    (told,) = _told(f"{_TASK}```\n{swallowed}\n")
    assert (told.severity, told.line) == ("warning", 7)


@pytest.mark.parametrize(
    "swallowed",
    ["- [ ] a", "  * [x] a", "1. [ ] a", "- **[ ]** a", "## Task 2: B", "## Acceptance Criteria",
     "**Verify**:", "Verify:", "**Run**: `make`"],
)  # fmt: skip
def test_what_means_something_may_not(swallowed: str) -> None:
    (told,) = _told(f"{_TASK}```\na\n{swallowed}\n")
    assert told.severity == "error"
