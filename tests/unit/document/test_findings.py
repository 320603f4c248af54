"""Tests of collecting findings."""

from __future__ import annotations

from orchestrator.diagnostics import Findings, Severity


def test_findings_come_in_order_of_line() -> None:
    findings = Findings("x.md")
    findings.warning("b", "second", 7, hint="h")
    findings.error("a", "first", 3, 2, hint="h")
    findings.info("c", "of the file", hint="h")
    assert [one.code for one in findings.in_order()] == ["c", "a", "b"]
    assert findings.in_order()[1].severity is Severity.ERROR
    assert findings.in_order()[1].path == "x.md"


def test_what_holds_often_is_told_once() -> None:
    findings = Findings("x.md")
    for line in (9, 4, 6):
        findings.often("trace", "makes no edge", line, hint="h")
    (one,) = findings.in_order()
    assert (one.line, one.message) == (4, "makes no edge (also on 6, 9)")
    assert findings.in_order() == (one,)
