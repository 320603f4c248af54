"""Tests of languages."""

from __future__ import annotations

import pytest

from orchestrator.document.languages import canonical, only_comments


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("sh", "sh"),
        ("Python3", "python"),
        ("py", "python"),
        ("javascript", "node"),
        ("deno", "deno"),
        ("json", None),
        ("shell", "sh"),
        ("", None),
    ],
)
def test_canonical(name: str, language: str | None) -> None:
    assert canonical(name, frozenset({"deno"})) == language


@pytest.mark.parametrize(
    ("script", "language", "only"),
    [
        ("# a\n\n  # b\n", "bash", True),
        ("#!/bin/sh\n# a\n", "sh", True),
        ("# a\nls\n", "bash", False),
        ("// a\n", "node", True),
        ("# a\n", "node", False),
        ("", "sh", True),
    ],
)
def test_only_comments(script: str, language: str, only: bool) -> None:
    assert only_comments(script, language) is only
