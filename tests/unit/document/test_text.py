"""Tests of bytes to text."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Findings
from orchestrator.document.text import decode


@pytest.mark.parametrize(
    ("data", "text", "told"),
    [
        (b"a\r\nb\n", "a\nb\n", []),
        (b"\xef\xbb\xbfa", "a", []),
        (b"a\rb", "a\nb", []),
        (b"a\rb\n", "a\rb\n", [(1, 2)]),
        (b"caf\xe9 x\n \xff\xfe", "caf\ufffd x\n \ufffd\ufffd", [(1, 4), (2, 2)]),
        ("é\u23f3".encode() + b"\xf3", "é\u23f3\ufffd", [(1, 3)]),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", [(1, 1)]),
        (b"ab\0c", "ab\ufffdc", [(1, 3)]),
    ],
)
def test_decoding(data: bytes, text: str, told: list[tuple[int, int]]) -> None:
    findings = Findings("x")
    assert decode(data, findings) == text
    assert [(one.line, one.column) for one in findings.in_order()] == told


def test_a_binary_file_is_told_in_bounds() -> None:
    findings = Findings("x")
    decode(b"\xff \n" * 5000, findings)
    assert len(findings.made) == 101
    assert "4900 more" in findings.made[-1].message


def test_utf16_says_what_to_do() -> None:
    findings = Findings("x")
    decode("hello".encode("utf-16"), findings)
    assert {"utf-16", "nul"} <= {one.code for one in findings.made}


def test_carriage_returns_that_end_no_line_are_counted() -> None:
    findings = Findings("x")
    decode(b"a\r- [ ] b\rc\n", findings)
    [told] = findings.made
    assert (told.code, told.line, told.column) == ("lone-cr", 1, 2)
    assert "2 of them" in told.message
