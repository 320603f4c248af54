"""Execution modes with remarks, and what a cell or remark can expect."""

from __future__ import annotations

import pytest

from orchestrator.document.expectations import read_expectation
from orchestrator.document.parse import read


@pytest.mark.parametrize(
    ("value", "parallel", "with_"),
    [
        ("SEQUENTIAL", False, None),
        ("SEQUENTIAL (after Task 1)", False, None),
        ("Sequential - depends on Task 2", False, None),
        ("PARALLEL", True, None),
        ("PARALLEL (with Task 3)", True, "Task 3"),
        ("parallel with Task 3", True, "Task 3"),
        ("PARALLEL (can run with Task 8)", True, "Task 8"),
    ],
)
def test_a_mode_with_a_remark(value: str, parallel: bool, with_: str | None) -> None:
    text = f"# T\n\n### Task 1: A\n**Execution Mode**: {value}\n- [ ] a\n"
    document, _, _ = read(text.encode(), "t.md")
    mode = document.subtasks[0].keys.mode
    assert mode is not None
    assert mode.parallel is parallel
    assert (mode.with_.text if mode.with_ else None) == with_


def test_other_words_are_no_mode() -> None:
    text = b"# T\n\n### Task 1: A\n**Execution Mode**: whenever you like\n- [ ] a\n"
    document, findings, _ = read(text, "t.md")
    assert document.subtasks[0].keys.mode is None
    assert "not-a-value" in {each.code for each in findings}


@pytest.mark.parametrize("text", ["non-zero", "nonzero", "exit code non-zero"])
def test_non_zero_is_read_alone(text: str) -> None:
    found = read_expectation(text, 1)
    assert found is not None
    assert found.exit_code == "non_zero"


def test_several_in_one_line_are_read_together() -> None:
    found = read_expectation('exit code 2, stderr contains "nope"', 7)
    assert found is not None
    assert found.exit_code == (2,)
    assert [match.text for match in found.stderr] == ["nope"]
    quoted = read_expectation('stdout contains "a, b"', 1)
    assert quoted is not None
    assert [match.text for match in quoted.stdout] == ["a, b"]
    assert read_expectation("exit code 2, and all is well", 1) is None
