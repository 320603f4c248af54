"""Tests of globs that lead outside the root."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Findings, Span
from orchestrator.document.globs import tell_globs


@pytest.mark.parametrize(
    ("glob", "cwd", "told"),
    [
        ("/etc/passwd", None, True),
        ("~/x", None, True),
        ("../x", None, True),
        ("..", None, True),
        ("dist/../../x", None, True),
        ("../x", "web", False),
        ("../../x", "web", True),
        ("dist/*.whl", None, False),
        ("..x", None, False),
        ("none", None, False),
    ],
)
def test_what_can_never_match_is_told(glob: str, cwd: str | None, told: bool) -> None:
    findings = Findings("x.md")
    tell_globs(findings, [(glob, Span(3, 14))], cwd)
    found = [(one.code, one.line, one.column) for one in findings.in_order()]
    assert found == ([("outside-root", 3, 14)] if told else [])
