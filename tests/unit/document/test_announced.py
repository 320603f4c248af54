"""Which words say that a block is not to be run."""

from __future__ import annotations

import pytest

from orchestrator.document.announced import (
    EXAMPLE,
    FORBIDDEN,
    OTHERWISE,
    by_line,
    by_step,
    by_summary,
    by_title,
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Example usage:", EXAMPLE),
        ("An example of the call:", EXAMPLE),
        ("**Example**:", EXAMPLE),
        ("For example, do this:", EXAMPLE),
        ("E.g.:", EXAMPLE),
        ("Usage:", EXAMPLE),
        ("Write it. Example:", EXAMPLE),
        ("Call it, for example:", EXAMPLE),
        ("Never run this:", FORBIDDEN),
        ("⚠️ Do not run this in production:", FORBIDDEN),
        ("In production, don't use this:", FORBIDDEN),
        ("If that fails, try:", OTHERWISE),
        ("Run it. When the first one still fails:", OTHERWISE),
        ("If this does not work, then:", OTHERWISE),
        ("Example usage", None),
        ("Build the examples:", None),
        ("Run the example:", None),
        ("Example data is loaded:", None),
        ("Examples are built:", None),
        ("Write the sample data:", None),
        ("Check the disk usage:", None),
        ("Compare the output:", None),
        ("Do not use the cache, run this:", None),
        ("Never leave the lock; do this:", None),
        ("If the folder is missing, make it:", None),
        ("If it fails, it was the clock. Set it:", None),
        ("Show the `example`:", None),
    ],
)
def test_steps(text: str, why: str | None) -> None:
    assert by_step(text) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("*Example:*", EXAMPLE),
        ("_An example_:", EXAMPLE),
        ("It looks like this:", EXAMPLE),
        ("Never run this:", FORBIDDEN),
        ("If that fails, try:", OTHERWISE),
        ("*Note:*", None),
        ("Never run this.", None),
        ("", None),
    ],
)
def test_lines(text: str, why: str | None) -> None:
    assert by_line(text) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Commands (do not run)", FORBIDDEN),
        ("Run (must not be executed)", FORBIDDEN),
        ("Run (example)", EXAMPLE),
        ("Verify [for reference only]:", EXAMPLE),
        ("Run (first)", None),
        ("Run (with the example data)", None),
        ("Run", None),
    ],
)
def test_titles(text: str, why: str | None) -> None:
    assert by_title(text) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Example", EXAMPLE),
        ("<b>Example</b> (do not run)", FORBIDDEN),
        ("Usage:", EXAMPLE),
        ("How it is built", None),
        ("Examples are built here", None),
    ],
)
def test_summaries(text: str, why: str | None) -> None:
    assert by_summary(text) == why
