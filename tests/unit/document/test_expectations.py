"""Tests of reading what is expected."""

from __future__ import annotations

from functools import reduce

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


def out(mode: MatchMode, text: str, *, negated: bool = False) -> Expect:
    return Expect(stdout=(TextMatch(mode=mode, text=text, line=7, negated=negated),))


def err(mode: MatchMode, text: str, *, negated: bool = False) -> Expect:
    return Expect(stderr=out(mode, text, negated=negated).stdout)


def both(*expected: Expect) -> Expect:
    return reduce(merged, expected)


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
        ('stdout contains "a\\r\\nb"', out(MatchMode.CONTAINS, "a\r\nb")),
        ('"Nowhere"', out(MatchMode.CONTAINS, "Nowhere")),
        ("“Nowhere, and back”", out(MatchMode.CONTAINS, "Nowhere, and back")),
        ('`"Nowhere"`', None),
        ('prints "x"', out(MatchMode.CONTAINS, "x")),
        ("It should show `x`", out(MatchMode.CONTAINS, "x")),
        ('outputs "x" to stderr', err(MatchMode.CONTAINS, "x")),
        ("prints the result", None),
        ('exit 0, prints "zzz"', both(Expect(exit_code=(0,)), out(MatchMode.CONTAINS, "zzz"))),
        (
            'exit 2; "a, b" and "c"',
            both(
                Expect(exit_code=(2,)),
                out(MatchMode.CONTAINS, "a, b"),
                out(MatchMode.CONTAINS, "c"),
            ),
        ),
        (
            'stderr contains "a" and "b"',
            both(err(MatchMode.CONTAINS, "a"), err(MatchMode.CONTAINS, "b")),
        ),
        (
            'stdout contains "x", exit code 1',
            both(out(MatchMode.CONTAINS, "x"), Expect(exit_code=(1,))),
        ),
        (
            "stdout matches /a, b and c/, exit 1",
            both(out(MatchMode.REGEX, "a, b and c"), Expect(exit_code=(1,))),
        ),
        (
            'FAIL, stdout contains "x"',
            both(Expect(exit_code="non_zero"), out(MatchMode.CONTAINS, "x")),
        ),
        ("exit 0, all tests pass", Expect(exit_code=(0,))),
        ("exit 0, 3 rows", None),
        ("all tests pass, ok", None),
        ("stdout contains a, b", out(MatchMode.CONTAINS, "a, b")),
        ("json .a == [1, 2]", json(".a", "==", "[1, 2]")),
        ('stdout does not contain "x"', out(MatchMode.CONTAINS, "x", negated=True)),
        ("stderr does not match /x+/", err(MatchMode.REGEX, "x+", negated=True)),
        ('doesn\'t contain "x"', out(MatchMode.CONTAINS, "x", negated=True)),
        ("does not contain errors", None),
        ("stdout is not empty", out(MatchMode.REGEX, r"\S")),
        ("stderr isn't empty.", err(MatchMode.REGEX, r"\S")),
        ("stdout has 2 lines", out(MatchMode.EQUALS, "* (glob)\n* (glob)")),
        ("stdout has at least 1 line", out(MatchMode.EQUALS, "* (glob)\n...")),
        ("stdout has 0 lines", out(MatchMode.EQUALS, "")),
        ("json .a.b exists", json(".a.b", "exists", "null")),
        ("json $.a[0] does not exist", json(".a[0]", "missing", "null")),
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
