"""Tests of labels and their meanings."""

from __future__ import annotations

import pytest

from orchestrator.document.labels import (
    Lists,
    Use,
    bold_pair,
    bold_title,
    introduces_example,
    meaning_of,
    plain_label,
)


@pytest.mark.parametrize(
    ("label", "boxes", "runs"),
    [
        ("Steps", Lists.STEPS, Use.ACTION),
        ("**Implementation Steps**", Lists.STEPS, Use.ACTION),
        ("To-do", Lists.STEPS, None),
        ("RUN (first)", Lists.CRITERIA, Use.ACTION),
        ("🚀 Setup", Lists.CRITERIA, Use.ACTION),
        ("Tests to Run:", Lists.CRITERIA, Use.CHECK),
        ("CLI Testing Requirements", Lists.CRITERIA, Use.CHECK),
        ("Acceptance Criteria", Lists.CRITERIA, Use.CHECK),
        ("Success Criteria", Lists.CRITERIA, Use.CHECK),
        ("Definition of Done", Lists.CRITERIA, Use.CHECK),
        ("On failure", Lists.CRITERIA, Use.COMPENSATION),
        ("Teardown", Lists.CRITERIA, Use.CLEANUP),
        ("3. Verify", Lists.CRITERIA, Use.CHECK),
        ("2.1 Run", Lists.CRITERIA, Use.ACTION),
        ("Running notes", Lists.CRITERIA, None),
        ("Verification steps", Lists.CRITERIA, None),
    ],
)
def test_meanings(label: str, boxes: Lists, runs: Use | None) -> None:
    meaning = meaning_of(label)
    assert (meaning.boxes, meaning.runs) == (boxes, runs)


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("**Key**: value", ("Key", "value")),
        ("**Key:** value", ("Key", "value")),
        ("**Run**:", ("Run", "")),
        ("**Run (first)**:", ("Run (first)", "")),
        ("**Run** (first):", ("Run (first)", "")),
        ("✅ **Smoke Tests**:", ("Smoke Tests", "")),
        ("**bold** text: more", None),
        ("text **Key**: value", None),
        ("**Key**:value", None),
    ],
)
def test_bold_pairs(line: str, pair: tuple[str, str] | None) -> None:
    assert bold_pair(line) == pair


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Run:", "Run"),
        ("Run (first):", "Run (first)"),
        ("Example Research Queries:", "Example Research Queries"),
        ("This has more than five words:", None),
        ("Well, then:", None),
        ("a::", None),
        ("Use `x`:", None),
        ("Run", None),
    ],
)
def test_plain_labels(line: str, name: str | None) -> None:
    assert plain_label(line) == name


def test_a_bold_line_is_a_label_without_its_colon() -> None:
    assert bold_title("**Rollback**") == "Rollback"
    assert bold_title("**a** and **b**") is None
    assert bold_title("**a sentence of more than eight words is no label**") is None


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("__Depends on__: Task 2", ("Depends on", "Task 2")),
        ("__Timeout:__ 5s", ("Timeout", "5s")),
        ("__timeout:__ 5s", ("timeout", "5s")),
        ("🔒 __Locks__: db", ("Locks", "db")),
        ("__Run (first)__:", ("Run (first)", "")),
        ("__a__ **Key**: x", None),
        ("__init__: makes a package", None),
        ("__Timeout__s: 5s", None),
        ("see __Key__: x", None),
        ("__Key: x", None),
        ("__ Key__: x", ("Key", "x")),
    ],
)
def test_the_other_mark_of_bold_text(line: str, pair: tuple[str, str] | None) -> None:
    assert bold_pair(line) == pair


def test_a_line_in_the_other_bold_is_a_label_too() -> None:
    assert bold_title("__Rollback__") == "Rollback"
    assert bold_title("__main__") is None
    assert bold_title("__a__ and __b__") is None


@pytest.mark.parametrize(
    ("line", "example"),
    [
        ("Here is an example of how to call it:", True),
        ("It prints something like this:", True),
        ("Build it and then run all of this:", False),
        ("Use `example` to build everything here:", False),
        ("An example", False),
    ],
)
def test_lines_that_announce_an_example(line: str, example: bool) -> None:
    assert introduces_example(line) is example
