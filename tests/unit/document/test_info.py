"""Tests of info strings."""

from __future__ import annotations

import pytest

from orchestrator.document.info import Info, read_info
from orchestrator.document.labels import Use


@pytest.mark.parametrize(
    ("text", "info"),
    [
        (None, Info()),
        ("", Info()),
        ("Bash ", Info("bash")),
        ("bash run", Info("bash", frozenset({"run"}), {}, True, Use.ACTION)),
        ("run", Info("", frozenset({"run"}), {}, True, Use.ACTION)),
        ("bash norun run", Info("bash", frozenset({"norun", "run"}), {}, True, None)),
        ('sh name="a b" timeout=3s', Info("sh", frozenset(), {"name": "a b", "timeout": "3s"})),
        ("{.python}", Info("python")),
        ("bash{expect_exit=3}", Info("bash")),
        ("timeout=3s", Info("", frozenset(), {"timeout": "3s"})),
    ],
)
def test_info_strings(text: str | None, info: Info) -> None:
    assert read_info(text) == info
