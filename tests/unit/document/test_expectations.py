"""Tests of reading what is expected."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import (
    Comparison,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
    TextMatch,
)
from orchestrator.document.expectations import (
    merged,
    must_fail,
    read_expectation,
    says_success,
)

DIGEST = "ab" * 32


def out(mode: MatchMode, text: str) -> Expect:
    return Expect(stdout=(TextMatch(mode=mode, text=text, line=7),))


def file(path: str, state: FileState, value: str | None = None) -> Expect:
    return Expect(files=(FileMatch(path=path, is_=state, value=value, line=7),))


def json(path: str, op: str, value: str) -> Expect:
    return Expect(json=(JsonMatch(path=path, op=Comparison(op), value=value, line=7),))


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("exit code 3", Expect(exit_code=(3,))),
        ("exit 0", Expect(exit_code=(0,))),
        ("Exit code: 1 or 2", Expect(exit_code=(1, 2))),
        ("exit code non-zero", Expect(exit_code="non_zero")),
        ("exit code is not 0", Expect(exit_code="non_zero")),
        ('stdout contains "x"', out(MatchMode.CONTAINS, "x")),
        ("stdout contains `x y`", out(MatchMode.CONTAINS, "x y")),
        ("stdout contains passed", out(MatchMode.CONTAINS, "passed")),
        ('stdout equals "a\\nb"', out(MatchMode.EQUALS, "a\nb")),
        ("stdout matches /a\\/b/", out(MatchMode.REGEX, "a/b")),
        ("stdout is empty", out(MatchMode.EQUALS, "")),
        ("file dist/app.whl exists", file("dist/app.whl", FileState.EXISTS)),
        ('file "a b" contains "x"', file("a b", FileState.CONTAINS, "x")),
        ("file `a` is not empty", file("a", FileState.NOT_EMPTY)),
        ("file a does not exist", file("a", FileState.MISSING)),
        (f"file a sha256 {DIGEST}", file("a", FileState.SHA256, DIGEST)),
        ('json .status == "ok"', json(".status", "==", '"ok"')),
        ("json .items[0].n >= 3", json(".items[0].n", ">=", "3")),
        ("json .a != 'x'", json(".a", "!=", '"x"')),
        ("duration < 100ms", Expect(max_duration_ms=100)),
        ("no output", Expect(no_output=True)),
        ("`exit code 3`", Expect(exit_code=(3,))),
        ('contains "x"', out(MatchMode.CONTAINS, "x")),
        ("contains foo", out(MatchMode.CONTAINS, "foo")),
        ('equals "x"', out(MatchMode.EQUALS, "x")),
        ("matches /x+/", out(MatchMode.REGEX, "x+")),
        ("exits with code 2", Expect(exit_code=(2,))),
        ("matches the design", None),
        ("equals the old one", None),
        ("contains", None),
        ("it works", None),
        ("exit code 999", None),
        ("stdout matches /(/", None),
        ("json .a == ok", None),
        ("file a sha256 short", None),
        ("file a exists already", None),
        ("duration < soon", None),
        ("stdout contains", None),
    ],
)
def test_bullets(text: str, expect: Expect | None) -> None:
    assert read_expectation(text, 7) == expect


def test_expectations_add_up() -> None:
    one = merged(Expect(exit_code=(1,)), out(MatchMode.CONTAINS, "a"))
    both = merged(one, merged(Expect(exit_code=(2,)), out(MatchMode.CONTAINS, "b")))
    assert both.exit_code == (2,)
    assert [match.text for match in both.stdout] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("HONEYPOT: never", True),
        ("Should FAIL - no network", True),
        ("FAIL", True),
        ("expected: FAIL", True),
        ("Failover works", False),
        ("should not fail", False),
        ("", False),
    ],
)
def test_rows_that_must_fail(text: str, fails: bool) -> None:
    assert must_fail(text) is fails


@pytest.mark.parametrize(
    ("text", "success"),
    [
        ("SUCCESS", True),
        ("All tests pass", True),
        ("✅ Should pass.", True),
        ("3 passed", False),
        ("passes data on", False),
        ("", False),
    ],
)
def test_remarks_that_ask_for_exit_code_0_alone(text: str, success: bool) -> None:
    assert says_success(text) is success
